"""Four people on two workers, two of them in a call, while a service is away."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from calls.tests.client import OFFER, candidate, talk

from .device import Device
from .people import Person, connect_with_retries
from .process import HANG
from .sites import Site


class Crowd:
    """Alice and Bob in a call; Carol and Dave, who are not; each pair on two workers."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.people = [
            Person(site, name, home_worker=n % 2) for n, name in enumerate(("alice", "bob", "carol", "dave"))
        ]

    async def come(self) -> None:
        """Connect, once both workers have back what the previous test took away."""
        found = [await connect_with_retries(person) for person in self.people]
        for device in found:
            await served(device)
        self.caller, self.callee, self.carol, self.dave = found
        self.call = await talk(self.caller, self.callee)

    @property
    def devices(self) -> tuple[Device, ...]:
        return self.caller, self.callee, self.carol, self.dave

    async def is_untouched(self) -> None:
        """Every socket is open, and nobody was told that a call has ended."""
        for device in self.devices:
            await device.ping()
            assert device.pending("leave") == []

    async def goes_on(self, number: int) -> None:
        """The relay works both ways, and nobody was told of the outage."""
        for sender, receiver in ((self.caller, self.callee), (self.callee, self.caller)):
            await sender.send("candidate", candidate=candidate(number))
            await receiver.expect("candidate", candidate=candidate(number))
        await self.is_untouched()

    async def refused(self, call: str) -> float:
        """Carol calls and reads "try again in a moment"; seconds until she does."""
        asked = time.monotonic()
        await self.carol.send("offer", name=self.dave.owner.name, offer=OFFER, call=call)
        error = await self.carol.expect("error")
        assert error["code"] == "unavailable"
        assert "try again in a moment" in error["message"]
        return time.monotonic() - asked

    async def rings(self, call: str) -> float:
        """Carol calls until it rings at Dave's, as a page does after `unavailable`; seconds taken."""
        started = time.monotonic()
        async with asyncio.timeout(HANG):
            while not self.dave.pending("offer"):
                await self.carol.send("offer", name=self.dave.owner.name, offer=OFFER, call=call)
                await self.carol.ping()
                await asyncio.sleep(0.05)
        assert (await self.dave.expect("offer"))["call"] == call
        return time.monotonic() - started

    async def answers(self, call: str) -> None:
        """Dave takes it, again while his worker is not back yet; then Carol hangs up."""
        async with asyncio.timeout(HANG):
            while not self.dave.pending("accepted"):
                await self.dave.send("accept", call=call)
                await self.dave.ping()
                await asyncio.sleep(0.05)
        await self.carol.expect("accepted", call=call)
        await self.carol.send("leave", call=call)
        await self.dave.expect("leave", call=call)


@asynccontextmanager
async def crowd_on(site: Site) -> AsyncIterator[Crowd]:
    found = Crowd(site)
    await found.come()
    yield found
    for person in found.people:
        await person.leave()


async def served(device: Device) -> None:
    """Wait until its worker has the database back, which the previous test may have taken away."""
    async with asyncio.timeout(HANG):
        while True:
            await device.send("sync")
            await device.ping()
            if device.pending("hello"):
                device.inbox.clear()
                return
            await asyncio.sleep(0.05)
