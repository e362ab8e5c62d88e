"""The close codes of the socket (docs/protocol.md)."""

from enum import IntEnum

from videochat.serving.limiting import limits


class CloseCode(IntEnum):
    SIGNED_OUT = 4401
    NOT_FOUND = 4404
    REPLACED = 4409
    TOO_MANY_REQUESTS = limits.TOO_MANY_REQUESTS
    UNAVAILABLE = 4503
