"""A client that comes back by itself, as the page does; knows only the wire protocol, and no call."""

import asyncio
import random
import time
from contextlib import suppress
from typing import Self

from websockets.exceptions import InvalidHandshake, InvalidMessage

from calls.tests.client.page_socket import FINAL, backoff

from .device import Device
from .people import Person
from .process import HANG
from .sites import Entrance

RANDOM = random.Random()  # noqa: S311  (no secret)


class Tab:
    """Comes back on any worker, as the same party, after a short wait."""

    def __init__(self, person: Person, device: Device) -> None:
        self.person = person
        self.device = device
        self.party: str = device.hello["party"]
        #: How each of its sockets was closed, and how many seconds it was away after that.
        self.codes: list[int] = []
        self.away: list[float] = []
        self.returned = asyncio.Condition()
        self.life = asyncio.create_task(self.live())

    @classmethod
    async def of(cls, person: Person, worker: Entrance | int | None = None) -> Self:
        return cls(person, await person.device(worker))

    async def live(self) -> None:
        while True:
            await self.device.connection.closed.wait()
            gone = time.monotonic()
            code = self.device.close_code
            self.excuse()
            self.codes.append(code)
            if code in FINAL:
                return
            found = await self.come_back()
            async with self.returned:
                self.device = found
                self.away.append(time.monotonic() - gone)
                self.returned.notify_all()

    def excuse(self) -> None:
        """A line that breaks is what such a client is for; the server's own failure (1011) is not."""
        for device in self.person.devices:
            device.may_break = device.may_break or (device.is_closed and device.close_code == 1006)

    def wait(self, attempt: int) -> float:
        """Seconds between two attempts: doubled up to 1 s, with jitter. The page's own (PageTab) only end later."""
        return random.uniform(0.5, 1) * min(1.0, 0.05 * 2.0**attempt)  # noqa: S311

    async def come_back(self) -> Device:
        for attempt in range(1000):
            running = [worker for worker in self.person.site.entrances if worker.child.poll() is None]
            with suppress(OSError, InvalidHandshake, InvalidMessage, AssertionError):
                if running:
                    return await self.person.device(running[attempt % len(running)], self.party)
            self.excuse()
            await asyncio.sleep(self.wait(attempt))
        raise AssertionError(f"{self.person.name} found no worker")

    async def back(self, times: int = 1) -> Device:
        """Wait until it has come back this often in all; its device then."""
        async with asyncio.timeout(HANG), self.returned:
            await self.returned.wait_for(lambda: len(self.away) >= times)
        return self.device

    async def settled(self) -> Device:
        """Wait until it has a socket at a worker that lives, however often that took; its device then."""
        async with asyncio.timeout(HANG), self.returned:
            await self.returned.wait_for(lambda: not self.device.is_closed and self.device.worker.child.poll() is None)
        return self.device

    async def close(self) -> None:
        self.life.cancel()
        with suppress(asyncio.CancelledError):
            await self.life
        self.excuse()


class PageTab(Tab):
    """One that waits exactly as the page does, before its first attempt, too."""

    def wait(self, attempt: int) -> float:
        return backoff(attempt + 1, RANDOM)

    async def come_back(self) -> Device:
        await asyncio.sleep(self.wait(-1))
        return await super().come_back()
