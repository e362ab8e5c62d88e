"""TCP connections that send in the next turn of the event loop.

Twisted first asks the system to report when the socket can take data, and then not to. For frames of a few hundred
bytes that costs more than sending them.
"""

import asyncio
from contextvars import Context
from enum import Enum, auto
from typing import Any

from twisted.internet import tcp
from twisted.logger import Logger

logger = Logger()
untyped_server: Any = tcp.Server  # few of its methods have types


class Writing(Enum):
    #: It has nothing to send.
    NOTHING = auto()
    #: In the next turn.
    DUE = auto()
    NOW = auto()
    #: Once the reactor says that the socket takes more, as in Twisted.
    POLLED = auto()


class PromptServer(untyped_server):  # type: ignore[misc]
    """The transport of one connection."""

    _writing = Writing.NOTHING

    def startWriting(self) -> None:
        if self._writing is Writing.NOTHING:
            self._writing = Writing.DUE
            _writers.add(self)

    def stopWriting(self) -> None:
        if self._writing is Writing.POLLED:
            super().stopWriting()
        self._writing = Writing.NOTHING

    def write_now(self) -> None:
        if self._writing is not Writing.DUE:  # it was aborted
            return
        self._writing = Writing.NOW
        try:
            ends = self.doWrite() is not None
        except Exception:
            logger.failure("A connection could not be written to")
            ends = True
        # Once all is sent, doWrite has called stopWriting. The rest is the reactor's: also errors and the end.
        if ends or self._writing is Writing.NOW:
            self._writing = Writing.POLLED
            super().startWriting()


class Writers:
    """The connections that have something to send in the next turn."""

    def __init__(self) -> None:
        self._due: list[PromptServer] = []

    def add(self, connection: PromptServer) -> None:
        if not self._due:
            asyncio.get_event_loop().call_soon(self._write, context=Context())
        self._due.append(connection)

    def _write(self) -> None:
        due, self._due = self._due, []
        for connection in due:
            connection.write_now()


_writers = Writers()


def write_promptly(port: Any) -> None:
    """Let the connections that a listening port accepts from now on send promptly."""
    if port.transport is tcp.Server:
        port.transport = PromptServer
