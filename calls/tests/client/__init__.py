"""A client of docs/protocol.md for tests, bench and soak."""

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
