"""The signed token that makes a tab the same party after a reconnect or a reload."""

from urllib.parse import parse_qs
from uuid import UUID, uuid4

from django.core import signing

SALT = "calls.party"


def token(party: str, user: int) -> str:
    return signing.dumps([party, user], salt=SALT)


def from_query(query: bytes, user: int) -> str:
    """The party of the token in the address; a new one if it is missing, forged or not theirs."""
    try:
        text = parse_qs(query.decode("ascii"))["party"][0]
        party, owner = signing.loads(text, salt=SALT)
        if owner == user:
            return str(UUID(party))
    except (KeyError, ValueError, TypeError, AttributeError, signing.BadSignature):
        pass
    return str(uuid4())
