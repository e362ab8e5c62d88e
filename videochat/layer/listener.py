"""The connection that listens: it stays subscribed to what is wanted, over as many connections as that takes."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from redis.asyncio.connection import AbstractConnection

from .connection import PATIENCE, REDIS_OUTAGE, Unreachable, end, pack

logger = logging.getLogger(__name__)

#: Seconds between two attempts to listen again.
RETRY_SECONDS = 0.25


class Listener:
    def __init__(self, pool: Any, on_message: Callable[[str, bytes], None], on_gap: Callable[[], None]) -> None:
        """`on_gap` is called when all is heard again, after a time in which messages may have been missed."""
        self.pool, self.on_message, self.on_gap = pool, on_message, on_gap
        self.connection: AbstractConnection | None = None
        #: Each is done once Redis has confirmed the subscription on the present connection.
        self.wanted: dict[str, asyncio.Future[None]] = {}
        self.listening: asyncio.Task[None] | None = None
        self.closing: asyncio.Task[None] | None = None
        #: What was heard on the connection before this one, and is not yet on this one.
        self.missing: set[str] = set()

    async def subscribe(self, channel: str) -> None:
        """Returns when nothing will be missed any more. Raises redis.exceptions.ConnectionError, after PATIENCE."""
        if channel not in self.wanted:
            self.wanted[channel] = asyncio.get_running_loop().create_future()
            if self.listening is None:
                self.listening = asyncio.create_task(self._listen())
            await self._say("SUBSCRIBE", channel)
        try:
            async with asyncio.timeout(PATIENCE):
                await asyncio.shield(self.wanted[channel])
        except TimeoutError:
            raise Unreachable("Redis has not confirmed a subscription") from None

    async def unsubscribe(self, channel: str) -> None:
        if self.wanted.pop(channel, None):
            self._not_missing(channel)
            await self._say("UNSUBSCRIBE", channel)

    def hears(self, channel: str) -> bool:
        return channel in self.wanted and self.wanted[channel].done()

    def renew(self) -> None:
        """Listen on a new connection: the present one stands, but is deaf."""
        if self.connection:
            self.closing = asyncio.create_task(self.connection.disconnect(nowait=True))

    def _not_missing(self, channel: str) -> None:
        if self.missing:
            self.missing.discard(channel)
            if not self.missing:
                self.on_gap()

    async def _say(self, *command: str) -> None:
        if self.connection and self.connection.is_connected:
            try:
                async with asyncio.timeout(PATIENCE):
                    await self.connection.send_packed_command(pack(*command))
            except REDIS_OUTAGE:
                logger.debug("The next connection begins with what is wanted by then")

    async def _listen(self) -> None:
        while True:
            connection = self.pool.make_connection()
            try:
                async with asyncio.timeout(PATIENCE):
                    await connection.connect()
                await self._receive(connection)
            except Exception as problem:
                if self.connection:
                    logger.debug("Redis cannot be heard any more, trying again: %s", problem)
            finally:
                self.connection = None
                await connection.disconnect(nowait=True)
            await asyncio.sleep(RETRY_SECONDS)

    async def _receive(self, connection: AbstractConnection) -> None:
        self.connection = connection
        for channel, confirmed in self.wanted.items():
            if confirmed.done():
                self.missing.add(channel)
                self.wanted[channel] = asyncio.get_running_loop().create_future()
        if self.wanted:
            await self._say("SUBSCRIBE", *self.wanted)
        while True:
            reply: Any = await connection.read_response(disconnect_on_error=False)
            kind, channel = reply[0], reply[1].decode()
            if kind == b"message":
                self.on_message(channel, reply[2])
            elif kind == b"subscribe" and channel in self.wanted and not self.wanted[channel].done():
                self.wanted[channel].set_result(None)
                self._not_missing(channel)

    async def close(self) -> None:
        await end(self.listening)
        self.wanted, self.listening = {}, None
