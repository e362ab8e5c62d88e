"""A device that reconnects by itself, as the page does."""

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
from .sites import Endpoint

RANDOM = random.Random()  # noqa: S311  (no secret)


class Tab:
    """Reconnects to any worker as the same party, after a short wait."""

    def __init__(self, person: Person, device: Device) -> None:
        self.person = person
        self.device = device
        self.party: str = device.hello["party"]
        #: The close code of each socket, and how many seconds the tab was away after it.
        self.codes: list[int] = []
        self.away: list[float] = []
        self.returned = asyncio.Condition()
        self.task = asyncio.create_task(self.run())

    @classmethod
    async def of(cls, person: Person, worker: Endpoint | int | None = None) -> Self:
        return cls(person, await person.device(worker))

    async def run(self) -> None:
        while True:
            await self.device.connection.closed.wait()
            gone = time.monotonic()
            code = self.device.close_code
            self.allow_breaks()
            self.codes.append(code)
            if code in FINAL:
                return
            found = await self.reconnect()
            async with self.returned:
                self.device = found
                self.away.append(time.monotonic() - gone)
                self.returned.notify_all()

    def allow_breaks(self) -> None:
        """Connections may break (1006); the server's own failure (1011) still fails the test."""
        for device in self.person.devices:
            device.may_break = device.may_break or (device.is_closed and device.close_code == 1006)

    def wait(self, attempt: int) -> float:
        """Seconds between attempts: doubled up to 1 s, with jitter; less than the page's."""
        return random.uniform(0.5, 1) * min(1.0, 0.05 * 2.0**attempt)  # noqa: S311

    async def reconnect(self) -> Device:
        for attempt in range(1000):
            running = self.person.site.endpoints
            with suppress(OSError, InvalidHandshake, InvalidMessage, AssertionError):
                if running:
                    return await self.person.device(running[attempt % len(running)], self.party)
            self.allow_breaks()
            await asyncio.sleep(self.wait(attempt))
        raise AssertionError(f"{self.person.name} found no worker")

    async def back(self, times: int = 1) -> Device:
        """Wait until it has reconnected this often in all; its device then."""
        async with asyncio.timeout(HANG), self.returned:
            await self.returned.wait_for(lambda: len(self.away) >= times)
        return self.device

    async def settled(self) -> Device:
        """Wait until it has a socket at a running worker; its device then."""
        async with asyncio.timeout(HANG), self.returned:
            await self.returned.wait_for(lambda: not self.device.is_closed and self.device.worker.child.poll() is None)
        return self.device

    async def close(self) -> None:
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task
        self.allow_breaks()


class PageTab(Tab):
    """Waits as long as the page does, also before its first attempt."""

    def wait(self, attempt: int) -> float:
        return backoff(attempt + 1, RANDOM)

    async def reconnect(self) -> Device:
        await asyncio.sleep(self.wait(-1))
        return await super().reconnect()
