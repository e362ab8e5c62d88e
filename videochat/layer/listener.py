"""Receives messages: stays subscribed to its channels, and reconnects for as long as it takes."""

import asyncio
import logging
from collections.abc import Callable
from contextvars import Context
from itertools import groupby
from operator import itemgetter
from typing import Any

from redis.asyncio.connection import AbstractConnection

from .connection import REDIS_OUTAGE_ERRORS, TIMEOUT, Unreachable, cancel, pack

logger = logging.getLogger(__name__)

#: Seconds between two attempts to connect.
RETRY_SECONDS = 0.25


class Listener:
    def __init__(self, pool: Any, on_message: Callable[[str, bytes], None], on_gap: Callable[[], None]) -> None:
        """`on_gap` is called after a reconnect, once every channel is subscribed again."""
        self.pool, self.on_message, self.on_gap = pool, on_message, on_gap
        self.connection: AbstractConnection | None = None
        #: For each channel, a future that is done once Redis has confirmed the subscription on the
        #: present connection.
        self.subscriptions: dict[str, asyncio.Future[None]] = {}
        self.running: asyncio.Task[None] | None = None
        self.disconnecting: asyncio.Task[None] | None = None
        #: Commands of this turn of the event loop, with their channels.
        self._commands: list[tuple[str, str]] = []
        self._sending: asyncio.Task[None] | None = None
        #: Channels that were subscribed on the last connection, and are not yet on this one.
        self.missing: set[str] = set()

    async def subscribe(self, channel: str) -> None:
        """Returns once no message will be missed.

        Raises redis.exceptions.ConnectionError after TIMEOUT.
        """
        if channel not in self.subscriptions:
            self.subscriptions[channel] = asyncio.get_running_loop().create_future()
            if self.running is None:
                self.running = asyncio.create_task(self._run())
            self._send_soon("SUBSCRIBE", channel)
        try:
            async with asyncio.timeout(TIMEOUT):
                await asyncio.shield(self.subscriptions[channel])
        except TimeoutError:
            raise Unreachable("Redis has not confirmed a subscription") from None

    async def unsubscribe(self, channel: str) -> None:
        if self.subscriptions.pop(channel, None):
            self._not_missing(channel)
            self._send_soon("UNSUBSCRIBE", channel)

    def is_subscribed(self, channel: str) -> bool:
        return channel in self.subscriptions and self.subscriptions[channel].done()

    def reconnect(self) -> None:
        """Replace a connection that stands but delivers nothing."""
        if self.connection:
            self.disconnecting = asyncio.create_task(self.connection.disconnect(nowait=True))

    def _not_missing(self, channel: str) -> None:
        if self.missing:
            self.missing.discard(channel)
            if not self.missing:
                self.on_gap()

    def _send_soon(self, command: str, channel: str) -> None:
        """In their order, those of one turn of the event loop together."""
        self._commands.append((command, channel))
        if self._sending is None:
            self._sending = asyncio.create_task(self._send_commands(), context=Context())

    async def _send_commands(self) -> None:
        try:
            while self._commands:
                commands, self._commands = self._commands, []
                for command, pairs in groupby(commands, itemgetter(0)):
                    await self.send_command(command, *(channel for _command, channel in pairs))
        finally:
            self._sending = None

    async def send_command(self, *command: str) -> None:
        if self.connection and self.connection.is_connected:
            try:
                async with asyncio.timeout(TIMEOUT):
                    await self.connection.send_packed_command(pack(*command))
            except REDIS_OUTAGE_ERRORS:
                logger.debug("%s failed; the next connection subscribes to all channels", command[0])

    async def _run(self) -> None:
        while True:
            connection = self.pool.make_connection()
            try:
                async with asyncio.timeout(TIMEOUT):
                    await connection.connect()
                await self._receive(connection)
            except Exception as problem:
                if self.connection:
                    logger.debug("The listener's connection to Redis broke: %s", problem)
            finally:
                self.connection = None
                await connection.disconnect(nowait=True)
            await asyncio.sleep(RETRY_SECONDS)

    async def _receive(self, connection: AbstractConnection) -> None:
        self.connection = connection
        for channel, confirmed in self.subscriptions.items():
            if confirmed.done():
                self.missing.add(channel)
                self.subscriptions[channel] = asyncio.get_running_loop().create_future()
        if self.subscriptions:
            await self.send_command("SUBSCRIBE", *self.subscriptions)
        while True:
            reply: Any = await connection.read_response(disconnect_on_error=False)
            kind, channel = reply[0], reply[1].decode()
            if kind == b"message":
                self.on_message(channel, reply[2])
            elif kind == b"subscribe" and channel in self.subscriptions and not self.is_subscribed(channel):
                self.subscriptions[channel].set_result(None)
                self._not_missing(channel)

    async def close(self) -> None:
        await cancel(self.running)
        self.subscriptions, self.running = {}, None
