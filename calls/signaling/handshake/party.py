"""The signed token that makes a tab the same party after a reconnect or a reload."""

from urllib.parse import parse_qs
from uuid import UUID, uuid4

from django.core import signing

SALT = "calls.party"


def token(party: str, user: int) -> str:
    return signing.dumps([party, user], salt=SALT)


def from_query(query: bytes) -> tuple[str, int]:
    """The party of the token in the address, and whose it is. A new party, and 0, if it is missing or forged."""
    try:
        text = parse_qs(query.decode("ascii"))["party"][0]
        party, owner = signing.loads(text, salt=SALT)
        return str(UUID(party)), int(owner)
    except (KeyError, ValueError, TypeError, AttributeError, signing.BadSignature):
        return str(uuid4()), 0
