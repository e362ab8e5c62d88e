"""PostgreSQL restarts or is away: sockets stay, calls go on, a new call is refused with a word that says so."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Iterator

import pytest

from .harness.device import Device
from .harness.people import Person, come_until_greeted
from .harness.process import HANG, until
from .harness.services import Postgres, Redis
from .harness.sites import Site, environment, manage
from .harness.talk import OFFER, candidate, new_call, talk

AWAY, BACK = "Database or message layer cannot be reached", "Database and message layer answer again"


@pytest.fixture(scope="module")
def mortal() -> Iterator[Postgres]:
    service = Postgres()
    manage("migrate", env=environment(service.create("recorded"), DEBUG="true"))
    yield service
    service.stop()


@pytest.fixture(scope="module")
def recorded(mortal: Postgres, static_root: str) -> Iterator[Site]:
    """Two workers on a PostgreSQL that may be taken away."""
    redis = Redis()
    site = Site("recorded", mortal.url("recorded"), 2, REDIS_URL=redis.url, TEST_STATIC_ROOT=static_root)
    yield site
    site.stop()
    redis.stop()


class Crowd:
    """Alice and Bob in a call; Carol and Dave, who are not; each pair on two workers."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.people = [Person(site, name, home=n % 2) for n, name in enumerate(("alice", "bob", "carol", "dave"))]

    async def come(self) -> None:
        found = [await come_until_greeted(person) for person in self.people]
        for device in found:
            await served(device)
        self.caller, self.callee, self.carol, self.dave = found
        self.call = await talk(self.caller, self.callee)

    async def goes_on(self, number: int) -> None:
        """The relay works both ways, every socket is open, and nobody was told that anything has ended."""
        for sender, receiver in ((self.caller, self.callee), (self.callee, self.caller)):
            await sender.send("candidate", candidate=candidate(number))
            await receiver.expect("candidate", candidate=candidate(number))
        for device in (self.caller, self.callee, self.carol, self.dave):
            await device.done()
            assert device.got("leave") == []

    async def refused(self, call: str) -> float:
        """Carol calls and reads "try again in a moment"; seconds until she does."""
        asked = time.monotonic()
        await self.carol.send("offer", name=self.dave.owner.name, offer=OFFER, call=call)
        error = await self.carol.expect("error")
        assert error["code"] == "unavailable"
        assert "try again in a moment" in error["message"]
        return time.monotonic() - asked

    async def rings(self, call: str) -> float:
        """Carol calls until it rings at Dave's; seconds until it does."""
        started = time.monotonic()
        async with asyncio.timeout(HANG):
            while not self.dave.got("offer"):
                await self.carol.send("offer", name=self.dave.owner.name, offer=OFFER, call=call)
                await self.carol.done()
                await asyncio.sleep(0.05)
        assert (await self.dave.expect("offer"))["call"] == call
        return time.monotonic() - started

    async def answers(self, call: str) -> None:
        """Dave takes it, again while his worker is not back yet; then Carol hangs up."""
        async with asyncio.timeout(HANG):
            while not self.dave.got("accepted"):
                await self.dave.send("accept", call=call)
                await self.dave.done()
                await asyncio.sleep(0.05)
        await self.carol.expect("accepted", call=call)
        await self.carol.send("leave", call=call)
        await self.dave.expect("leave", call=call)


async def served(device: Device) -> None:
    """Wait until its worker has found that the database, which the test before may have taken away, is back."""
    async with asyncio.timeout(HANG):
        while True:
            await device.send("sync")
            await device.done()
            if device.got("hello"):
                device.inbox.clear()
                return
            await asyncio.sleep(0.05)


@pytest.fixture
async def crowd(recorded: Site) -> AsyncIterator[Crowd]:
    found = Crowd(recorded)
    await found.come()
    yield found
    for person in found.people:
        await person.leave()
    # What a worker has yet to say of this outage would stand in the next test's news.
    await asyncio.to_thread(until, lambda: all(away == back for away, back in said(recorded)), "all are back")


def said(site: Site) -> list[tuple[int, int]]:
    """How often each worker has said that the database is away, and that it is back."""
    return [(worker.news().count(AWAY), worker.news().count(BACK)) for worker in site.workers]


async def both_say(site: Site, what: list[tuple[int, int]]) -> None:
    await asyncio.to_thread(until, lambda: said(site) == what, f"the workers have said {what}")


async def test_a_restart_goes_by_unnoticed(crowd: Crowd, mortal: Postgres) -> None:
    await asyncio.to_thread(mortal.stop)
    await asyncio.to_thread(mortal.again)
    back = time.monotonic()
    call = new_call()
    await crowd.goes_on(1)
    await crowd.rings(call)
    took = time.monotonic() - back
    print(f"restart: the next call rings {took:.2f} s after it")
    assert took < 5
    await crowd.answers(call)
    await crowd.goes_on(2)
    assert max(max(counts) for counts in said(crowd.site)) <= 1


async def test_while_it_is_down_calls_go_on_and_a_new_one_waits(crowd: Crowd, mortal: Postgres) -> None:
    call = new_call()
    await asyncio.to_thread(mortal.stop)
    down = time.monotonic()
    waits = []
    number = 0
    while time.monotonic() - down < 4:
        waits.append(await crowd.refused(call))
        number += 1
        await crowd.goes_on(number)
        await asyncio.sleep(0.1)
    await both_say(crowd.site, [(1, 0), (1, 0)])
    await asyncio.to_thread(mortal.again)
    took = await crowd.rings(call)
    print(f"down: {len(waits)} refused within {max(waits):.2f} s; the call rings {took:.2f} s after the return")
    assert max(waits) < 5
    assert min(waits) < 1, "one waits, those after him are told at once"
    assert took < 5
    await crowd.answers(call)
    await crowd.goes_on(1000)
    await both_say(crowd.site, [(1, 1), (1, 1)])


async def test_whoever_comes_while_it_is_down_is_told_to_come_again(crowd: Crowd, mortal: Postgres) -> None:
    erin = Person(crowd.site, "erin")
    await asyncio.to_thread(mortal.stop)
    early = await erin.open()
    assert await early.closed() == 4503
    await asyncio.to_thread(mortal.again)
    again = await come_until_greeted(erin)
    await again.done()
    await erin.leave()
    await crowd.goes_on(1)


async def test_whoever_goes_while_it_is_down_is_offline_afterwards(crowd: Crowd, mortal: Postgres) -> None:
    page, dave = crowd.carol, crowd.people[3]
    await page.send("people", query=dave.name)
    await page.expect("people")
    await asyncio.to_thread(mortal.stop)
    await crowd.dave.close()
    await asyncio.to_thread(mortal.again)
    await page.expect("presence", people=[{"name": dave.name, "status": "offline"}])
    assert crowd.site.clerk("connections", pk=dave.pk)["count"] == 0


async def test_nobody_is_called_offline_because_no_lease_could_be_renewed(crowd: Crowd, mortal: Postgres) -> None:
    call = new_call()
    first, second = crowd.carol.worker, crowd.dave.worker
    for worker in (first, second):
        worker.child.send_signal(signal.SIGSTOP)
    crowd.site.clerk("expire_leases")
    await asyncio.to_thread(mortal.stop)
    for worker in (first, second):
        worker.child.send_signal(signal.SIGCONT)
    await both_say(crowd.site, [(1, 0), (1, 0)])
    # The callee's worker finds its way back a moment later than the caller's.
    second.child.send_signal(signal.SIGSTOP)
    try:
        await asyncio.to_thread(mortal.again)
        await asyncio.to_thread(until, lambda: BACK in first.news(), "the first worker is back")
        await crowd.carol.send("offer", name=crowd.dave.owner.name, offer=OFFER, call=call)
        await crowd.carol.done()
    finally:
        second.child.send_signal(signal.SIGCONT)
    assert crowd.carol.got("leave") == [], "he is not offline"
    print(f"leases run out: rings {await crowd.rings(call):.2f} s after the second worker went on")
    await crowd.answers(call)
    await crowd.goes_on(1)
