"""Notices when messages may have been lost between this process and Redis, and tells all processes.

There are three ways to lose messages. The listener's connection breaks: the listener notices that
itself. The connection stands but delivers nothing: this process's own heartbeats do not come back.
Or this process could not publish: only it knows that others missed something, so it publishes that
on a channel that all processes subscribe to.
"""

import asyncio
from collections.abc import Callable
from uuid import uuid4

from .connection import REDIS_OUTAGE_ERRORS, cancel
from .listener import Listener
from .publisher import Publisher

INTERVAL_SECONDS = 1.0
#: A heartbeat that takes longer to come back counts as lost.
TIMEOUT_SECONDS = 5.0


class Heartbeat:
    def __init__(
        self,
        prefix: str,
        publisher: Publisher,
        listener: Listener,
        on_gap: Callable[[], None],
        on_heartbeat: Callable[[], None],
    ) -> None:
        self.publisher, self.listener = publisher, listener
        self.on_gap, self.on_heartbeat = on_gap, on_heartbeat
        self.own_channel, self.gap_channel = f"{prefix}__pulse__{uuid4().hex}", f"{prefix}__gap"
        self.returned = asyncio.Event()
        self.running: asyncio.Task[None] | None = None
        #: Why the last heartbeat did not come back, or None if it did.
        self.problem: Exception | None = None

    def start(self) -> None:
        if self.running is None:
            self.running = asyncio.create_task(self._run())

    def on_message(self, channel: str) -> bool:
        """Whether the message was the heartbeat's own, and is handled."""
        if channel == self.gap_channel:
            self.on_gap()
        elif channel == self.own_channel:
            self.returned.set()
        else:
            return False
        return True

    async def _run(self) -> None:
        while True:
            try:
                await self.listener.subscribe(self.own_channel)
                await self.listener.subscribe(self.gap_channel)
                await asyncio.sleep(INTERVAL_SECONDS)
                if not self.listener.is_subscribed(self.own_channel):
                    continue  # the listener is reconnecting
                await self._beat()
                self.problem = None
            except REDIS_OUTAGE_ERRORS as problem:
                self.problem = problem
                await asyncio.sleep(INTERVAL_SECONDS)
            self.on_heartbeat()

    async def _beat(self) -> None:
        self.returned.clear()
        try:
            if not await self.publisher.publish(self.own_channel, b""):
                return self.listener.reconnect()
            async with asyncio.timeout(TIMEOUT_SECONDS):
                await self.returned.wait()
        except TimeoutError:
            self.listener.reconnect()
            raise
        if self.publisher.has_failed:
            await self.publisher.publish(self.gap_channel, b"")
            self.publisher.has_failed = False

    async def close(self) -> None:
        await cancel(self.running)
        self.running = None
