"""The signed token that makes a tab the same party after a reconnect or a reload."""

from urllib.parse import parse_qs
from uuid import UUID, uuid4

from django.core import signing

SALT = "calls.party"


def token(party: str, user: int) -> str:
    return signing.dumps([party, user], salt=SALT)


def from_query(query: bytes, user: int) -> str:
    """The party of the token in the address; a new one if it is missing, forged or not theirs."""
    party, owner = _read(query)
    return party if owner == user else str(uuid4())


def owner_of(query: bytes) -> int:
    """Whose party it is by that token; 0 if it is missing or forged."""
    return _read(query)[1]


def _read(query: bytes) -> tuple[str, int]:
    try:
        text = parse_qs(query.decode("ascii"))["party"][0]
        party, owner = signing.loads(text, salt=SALT)
        return str(UUID(party)), int(owner)
    except (KeyError, ValueError, TypeError, AttributeError, signing.BadSignature):
        return "", 0
