"""A client of the signalling for tests, bench and soak; it knows the server by docs/protocol.md only."""

from .calls import ring, talk
from .connection import Connection, connect
from .device import Device
from .messages import ANSWER, OFFER, Message, candidate, new_call

__all__ = [
    "ANSWER",
    "OFFER",
    "Connection",
    "Device",
    "Message",
    "candidate",
    "connect",
    "new_call",
    "ring",
    "talk",
]
