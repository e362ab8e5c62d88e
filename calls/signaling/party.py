"""The signed token of a tab, with which it is the same party again after a reconnect or a reload."""

from urllib.parse import parse_qs
from uuid import UUID, uuid4

from django.core import signing

SALT = "calls.party"


def token(party: str, user: int) -> str:
    return signing.dumps([party, user], salt=SALT)


def from_query(query: bytes, user: int) -> str:
    """The party of the token in the socket's address; a new one if it is missing, forged or another user's."""
    try:
        text = parse_qs(query.decode("ascii"))["party"][0]
        party, owner = signing.loads(text, salt=SALT)
        if owner == user:
            return str(UUID(party))
    except (KeyError, ValueError, TypeError, AttributeError, signing.BadSignature):
        pass
    return str(uuid4())
