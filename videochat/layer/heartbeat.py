"""Notices that messages may have been lost between here and Redis, and tells all processes; knows not what they said.

Three ways lead to a loss. This process hears nothing for a while: its listener sees that for itself
(listener.py), or, where the connection stands and is deaf, its own beats do not come back. Or it
could not publish: then only it knows that others have missed something, and says so on a channel
that all of them hear.
"""

import asyncio
from collections.abc import Callable
from uuid import uuid4

from .connection import REDIS_OUTAGE, end
from .listener import Listener
from .publisher import Publisher

BEAT_SECONDS = 1.0
#: A beat that takes longer to come back never will.
LATE_SECONDS = 5.0


class Pulse:
    def __init__(
        self,
        prefix: str,
        publisher: Publisher,
        listener: Listener,
        on_gap: Callable[[], None],
        on_beat: Callable[[], None],
    ) -> None:
        self.publisher, self.listener, self.on_gap, self.on_beat = publisher, listener, on_gap, on_beat
        self.own, self.common = f"{prefix}__pulse__{uuid4().hex}", f"{prefix}__gap"
        self.back = asyncio.Event()
        self.beating: asyncio.Task[None] | None = None
        #: Why the last beat did not come back; None where it did.
        self.problem: Exception | None = None

    def start(self) -> None:
        if self.beating is None:
            self.beating = asyncio.create_task(self._run())

    def heard(self, channel: str) -> bool:
        """Whether a message was the pulse's own, and is dealt with."""
        if channel == self.common:
            self.on_gap()
        elif channel == self.own:
            self.back.set()
        else:
            return False
        return True

    async def _run(self) -> None:
        while True:
            try:
                await self.listener.subscribe(self.own)
                await self.listener.subscribe(self.common)
                await asyncio.sleep(BEAT_SECONDS)
                if not self.listener.hears(self.own):
                    continue  # on its way back already
                await self._beat()
                self.problem = None
            except REDIS_OUTAGE as problem:
                self.problem = problem
                await asyncio.sleep(BEAT_SECONDS)
            self.on_beat()

    async def _beat(self) -> None:
        self.back.clear()
        try:
            if not await self.publisher.publish(self.own, b""):
                return self.listener.renew()
            async with asyncio.timeout(LATE_SECONDS):
                await self.back.wait()
        except TimeoutError:
            self.listener.renew()
            raise
        if self.publisher.refused:
            await self.publisher.publish(self.common, b"")
            self.publisher.refused = False

    async def close(self) -> None:
        await end(self.beating)
        self.beating = None
