"""Redis restarts, goes away, hangs, forgets: no socket closes, no call suffers, and delivery comes back by itself."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from .harness.device import Device
from .harness.people import Person, come_until_greeted
from .harness.process import HANG, until
from .harness.services import Postgres, Redis
from .harness.sites import Site
from .harness.talk import OFFER, candidate, new_call, talk

# A worker may say why it could not serve somebody while its Redis was away; it says it in a line, though.
Fault = Callable[[Redis], None]


@pytest.fixture(scope="module")
def mortal() -> Iterator[Redis]:
    service = Redis()
    yield service
    service.stop()


@pytest.fixture(scope="module")
def layered(postgres: Postgres, mortal: Redis, static_root: str) -> Iterator[Site]:
    """Two workers on a Redis that may be taken away."""
    database = postgres.create("layered", "migrated")
    site = Site("layered", database, 2, REDIS_URL=mortal.url, TEST_STATIC_ROOT=static_root)
    yield site
    site.stop()


class Crowd:
    """Alice and Bob in a call; Carol and Dave, who are not; each pair on two workers."""

    def __init__(self, site: Site) -> None:
        self.people = [Person(site, name, home=n % 2) for n, name in enumerate(("alice", "bob", "carol", "dave"))]

    async def come(self) -> None:
        self.caller, self.callee, self.carol, self.dave = [await person.device() for person in self.people]
        self.call = await talk(self.caller, self.callee)

    @property
    def devices(self) -> tuple[Device, ...]:
        return self.caller, self.callee, self.carol, self.dave

    async def is_untouched(self) -> None:
        """Every socket is open, and nobody was told that anything has ended."""
        for device in self.devices:
            await device.done()
            assert device.got("leave") == []
        assert self.people[0].site.clerk("call", call=self.call)["state"] == "active"


@pytest.fixture
async def crowd(layered: Site) -> AsyncIterator[Crowd]:
    found = Crowd(layered)
    await found.come()
    yield found
    for person in found.people:
        await person.leave()


async def comes_through(sender: Device, receiver: Device) -> float:
    """Send candidates until one has come: what goes into a gap is lost. Seconds that took."""
    started = time.monotonic()
    async with asyncio.timeout(HANG):
        for number in range(10_000):
            await sender.send("candidate", candidate=candidate(number))
            await sender.done()
            if receiver.got("candidate"):
                break
            await asyncio.sleep(0.05)
    receiver.inbox.clear()
    sender.inbox.clear()
    return time.monotonic() - started


async def place_until_it_rings(caller: Device, callee: Device, call: str) -> float:
    """Send one offer again and again, as the page does when it reads `unavailable`. Seconds until the callee has it."""
    started = time.monotonic()
    async with asyncio.timeout(HANG):
        while not callee.got("offer"):
            await caller.send("offer", name=callee.owner.name, offer=OFFER, call=call)
            await caller.done()
            await asyncio.sleep(0.05)
    return time.monotonic() - started


async def delivery(crowd: Crowd) -> float:
    """Seconds until relaying works both ways and a new call rings."""
    started = time.monotonic()
    await asyncio.gather(
        comes_through(crowd.caller, crowd.callee), place_until_it_rings(crowd.carol, crowd.dave, new_call())
    )
    await comes_through(crowd.callee, crowd.caller)
    return time.monotonic() - started


def restart(redis: Redis) -> None:
    redis.kill()
    redis.again()


def forget(redis: Redis) -> None:
    assert redis.command("FLUSHALL") == "OK"


def hang_up(redis: Redis) -> None:
    killed = [int(redis.command("CLIENT", "KILL", "TYPE", kind)) for kind in ("normal", "pubsub")]
    assert all(killed)


@pytest.mark.parametrize("fault", [restart, forget, hang_up])
async def test_a_short_fault_is_over_by_itself(crowd: Crowd, mortal: Redis, fault: Fault) -> None:
    await asyncio.to_thread(fault, mortal)
    took = await delivery(crowd)
    print(f"{fault.__name__}: delivery after {took:.2f} s")
    assert took < 10
    await crowd.is_untouched()


async def test_while_redis_is_down_a_call_is_unavailable_and_afterwards_it_rings(crowd: Crowd, mortal: Redis) -> None:
    call = new_call()
    await asyncio.to_thread(mortal.kill)
    down = time.monotonic()
    slowest = 0.0
    while time.monotonic() - down < 4:
        asked = time.monotonic()
        await crowd.carol.send("offer", name=crowd.dave.owner.name, offer=OFFER, call=call)
        assert (await crowd.carol.expect("error"))["code"] == "unavailable"
        await crowd.caller.send("media", microphone=True, camera=True, screen=False)
        assert (await crowd.caller.expect("error"))["code"] == "unavailable"
        slowest = max(slowest, time.monotonic() - asked)
        await crowd.is_untouched()
    await asyncio.to_thread(mortal.again)
    took = await place_until_it_rings(crowd.carol, crowd.dave, call)
    print(f"down: refused within {slowest:.2f} s; the call rings {took:.2f} s after the return")
    assert took < 5
    assert (await crowd.dave.expect("offer"))["call"] == call
    await crowd.dave.send("accept", call=call)
    await crowd.carol.expect("accepted", call=call)
    await comes_through(crowd.caller, crowd.callee)
    await crowd.is_untouched()


async def test_redis_that_hangs_holds_nobody_up_for_long(crowd: Crowd, mortal: Redis) -> None:
    call = new_call()
    mortal.suspend()
    try:
        asked = time.monotonic()
        await crowd.carol.send("offer", name=crowd.dave.owner.name, offer=OFFER, call=call)
        assert (await crowd.carol.expect("error"))["code"] == "unavailable"
        refused = time.monotonic() - asked
        for device in crowd.devices:
            await device.done()
    finally:
        mortal.resume()
    took = await place_until_it_rings(crowd.carol, crowd.dave, call)
    print(f"suspended: refused after {refused:.2f} s; the call rings {took:.2f} s after the return")
    assert refused < 5
    assert took < 5
    await comes_through(crowd.caller, crowd.callee)
    await crowd.is_untouched()


async def test_whoever_comes_while_redis_is_down_is_told_to_come_again(crowd: Crowd, mortal: Redis) -> None:
    erin = Person(crowd.people[0].site, "erin")
    before = subscriptions(mortal)
    await asyncio.to_thread(mortal.kill)
    for _ in range(5):
        assert await (await erin.open()).closed() == 4503
    await asyncio.to_thread(mortal.again)

    again = await come_until_greeted(erin)
    await again.send("people", query=crowd.dave.owner.name)
    await again.expect("people")
    await erin.leave()
    await crowd.is_untouched()
    await asyncio.to_thread(until, lambda: subscriptions(mortal) == before, "whoever was turned away is forgotten")


def subscriptions(redis: Redis) -> set[str]:
    return set(redis.command("PUBSUB", "CHANNELS").split())


async def test_each_worker_says_once_that_redis_is_away_and_once_that_it_is_back(crowd: Crowd, mortal: Redis) -> None:
    await asyncio.to_thread(mortal.kill)
    workers = crowd.people[0].site.workers
    page = crowd.carol
    # The worker's clock learns of it only when it has something to tell; a call whose time is up is that.
    call = new_call()
    await page.send("offer", name=crowd.dave.owner.name, offer=OFFER, call=call)
    await page.expect("error")
    page.owner.site.clerk("deadline", call=call, **{"pass": True})
    await asyncio.to_thread(until, lambda: any("cannot be reached:" in w.news() for w in workers), "one worker says so")
    await asyncio.to_thread(mortal.again)
    await delivery(crowd)
    for worker in workers:
        assert worker.news().count("cannot be reached:") <= 1
        assert worker.news().count("Redis cannot be heard any more") == 1
    await crowd.is_untouched()
