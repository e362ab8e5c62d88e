"""How the page keeps its socket (signaling/socket.js): heartbeat, reconnecting with backoff."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from random import Random

from websockets.exceptions import InvalidHandshake

from .connection import Connection
from .messages import Message, decode, encode

#: Seconds between two heartbeats, and without any message until the socket counts as dead.
PING, STALE = 5.0, 10.0
#: Seconds (lib/timing/backoff.js).
FIRST, CAP = 0.5, 15.0
#: Close codes after which a page does not come back.
FINAL = (1000, 4401, 4409)
ABNORMAL = 1006


def backoff(attempt: int, random: Random) -> float:
    """Seconds before an attempt, counted from 0: doubled up to a cap, with full jitter."""
    return random.random() * min(CAP, FIRST * 2.0**attempt)


class PageSocket:
    """Runs until it is cancelled, whatever happens to its connections."""

    def __init__(self, open_connection: Callable[[], Awaitable[Connection]], random: Random) -> None:
        """`open_connection` raises OSError or InvalidHandshake where there is no way in."""
        self.open_connection = open_connection
        self.random = random
        self.connection: Connection | None = None
        #: Whether there is a connection that has its `hello`.
        self.online = False
        self.on_message: Callable[[Message], None] = lambda _message: None
        #: Gets the close code of a connection; `online` says whether it had its `hello`.
        self.on_closed: Callable[[int], None] = lambda _code: None
        #: Called with each heartbeat while online.
        self.on_heartbeat: Callable[[], None] = lambda: None
        self._attempts = 0
        self._received = self._pinged = 0.0

    def send(self, kind: str, **fields: object) -> bool:
        """False where nobody would have received it: the next `hello` says what to send again."""
        if not self.online or self.connection is None or not self.connection.is_open:
            return False
        self.connection.send(encode(kind, **fields))
        return True

    def abort(self) -> None:
        """The network goes away without a word."""
        if self.connection:
            self.connection.abort()

    async def run(self) -> None:
        while True:
            await self._visit()
            await asyncio.sleep(backoff(self._attempts, self.random))
            self._attempts += 1

    async def _visit(self) -> None:
        """One connection, from its handshake to its end."""
        connection: Connection | None = None
        try:
            async with asyncio.timeout(STALE):
                connection = self.connection = await self.open_connection()
            self._received = self._pinged = time.monotonic()
            for payload in connection.unread:
                self._receive(payload)
            connection.on_text = self._receive
            await self._watch(connection)
        except (OSError, TimeoutError, InvalidHandshake):
            pass
        finally:
            if connection:
                connection.on_text = lambda _payload: None
                self.on_closed(connection.close_code or ABNORMAL)
                connection.abort()
            self.online = False

    def _receive(self, payload: bytes) -> None:
        self._received = time.monotonic()
        message = decode(payload)
        if message["type"] == "hello":
            self.online, self._attempts = True, 0
        self.on_message(message)

    async def _watch(self, connection: Connection) -> None:
        """Return when the connection is closed, or nothing comes through it any more."""
        while not connection.closed.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(PING):
                    await connection.closed.wait()
            now = time.monotonic()
            if self._received < self._pinged and now - self._pinged >= STALE:
                return
            if self._received >= self._pinged:
                self._pinged = now
            if self.online:
                self.send("ping")
                self.on_heartbeat()
            elif now - self._received >= STALE:
                return
