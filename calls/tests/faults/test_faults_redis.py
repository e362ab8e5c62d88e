"""Redis restarts, is down, hangs, or loses its data: sockets stay open, calls continue, delivery recovers."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from calls.tests.client import candidate, new_call
from calls.tests.harness.crowd import Crowd, crowd_on
from calls.tests.harness.device import Device
from calls.tests.harness.people import Person, connect_with_retries
from calls.tests.harness.process import HANG, until
from calls.tests.harness.services import Postgres, Redis
from calls.tests.harness.sites import Site, isolated_site

AWAY, BACK = "The message layer cannot be reached", "The message layer is reachable again"

Fault = Callable[[Redis], None]


@pytest.fixture(scope="module")
def own_redis() -> Iterator[Redis]:
    service = Redis()
    yield service
    service.stop()


@pytest.fixture(scope="module")
def own_site(postgres: Postgres, own_redis: Redis, static_root: str) -> Iterator[Site]:
    """Two workers on a Redis that may be taken away."""
    with isolated_site("own Redis", postgres.create("own_redis", "migrated"), static_root, own_redis) as site:
        yield site


@pytest.fixture
async def crowd(own_site: Site) -> AsyncIterator[Crowd]:
    async with crowd_on(own_site) as found:
        yield found
        # What a worker has yet to say of this outage would stand in the next test's news.
        await all_are_back(own_site)


async def all_are_back(site: Site) -> None:
    await asyncio.to_thread(until, lambda: all(away == back for away, back in said(site)), "all are back")


async def is_untouched(crowd: Crowd) -> None:
    """Nobody was told that anything has ended, and nothing has."""
    await crowd.is_untouched()
    assert crowd.site.admin("call", call=crowd.call)["state"] == "active"


def said(site: Site) -> list[tuple[int, int]]:
    """How often each worker has said that the layer is away, and that it is back."""
    return [(worker.new_output().count(AWAY), worker.new_output().count(BACK)) for worker in site.workers]


async def comes_through(sender: Device, receiver: Device) -> float:
    """Send candidates until one has come: what goes into a gap is lost. Seconds that took."""
    started = time.monotonic()
    async with asyncio.timeout(HANG):
        for number in range(10_000):
            await sender.send("candidate", candidate=candidate(number))
            await sender.ping()
            if receiver.pending("candidate"):
                break
            await asyncio.sleep(0.05)
    receiver.inbox.clear()
    sender.inbox.clear()
    return time.monotonic() - started


async def delivery(crowd: Crowd) -> float:
    """Seconds until relaying works both ways and a new call rings."""
    started = time.monotonic()
    await asyncio.gather(comes_through(crowd.caller, crowd.callee), crowd.rings(new_call()))
    await comes_through(crowd.callee, crowd.caller)
    return time.monotonic() - started


def restart(redis: Redis) -> None:
    redis.kill()
    redis.restart()


def forget(redis: Redis) -> None:
    assert redis.command("FLUSHALL") == "OK"


def hang_up(redis: Redis) -> None:
    killed = [int(redis.command("CLIENT", "KILL", "TYPE", kind)) for kind in ("normal", "pubsub")]
    assert all(killed)


@pytest.mark.parametrize("fault", [restart, forget, hang_up])
async def test_a_short_fault_is_over_by_itself(crowd: Crowd, own_redis: Redis, fault: Fault) -> None:
    await asyncio.to_thread(fault, own_redis)
    took = await delivery(crowd)
    print(f"{fault.__name__}: delivery after {took:.2f} s")
    assert took < 10
    await is_untouched(crowd)


async def test_while_redis_is_down_a_call_is_unavailable_and_afterwards_it_rings(
    crowd: Crowd, own_redis: Redis
) -> None:
    call = new_call()
    await asyncio.to_thread(own_redis.kill)
    down = time.monotonic()
    slowest = 0.0
    while time.monotonic() - down < 4:
        asked = time.monotonic()
        await crowd.refused(call)
        await crowd.caller.send("media", microphone=True, camera=True, screen=False)
        assert (await crowd.caller.expect("error"))["code"] == "unavailable"
        slowest = max(slowest, time.monotonic() - asked)
        await is_untouched(crowd)
        await asyncio.sleep(0.1)  # a person does not ask more often, and the server's limits allow no more
    await asyncio.to_thread(own_redis.restart)
    took = await crowd.rings(call)
    print(f"down: refused within {slowest:.2f} s; the call rings {took:.2f} s after the return")
    assert took < 5
    # Each worker comes back by itself. Before that the caller's learns of it by a new hello.
    await all_are_back(crowd.site)
    await crowd.dave.send("accept", call=call)
    await crowd.carol.expect("accepted", call=call)
    await comes_through(crowd.caller, crowd.callee)
    await is_untouched(crowd)


async def test_a_hanging_redis_delays_messages_only_briefly(crowd: Crowd, own_redis: Redis) -> None:
    call = new_call()
    own_redis.suspend()
    try:
        refused = await crowd.refused(call)
        for device in crowd.devices:
            await device.ping()
    finally:
        own_redis.resume()
    took = await crowd.rings(call)
    print(f"suspended: refused after {refused:.2f} s; the call rings {took:.2f} s after the return")
    assert refused < 5
    assert took < 5
    await comes_through(crowd.caller, crowd.callee)
    await is_untouched(crowd)


async def test_a_socket_that_connects_while_redis_is_down_closes_with_4503(crowd: Crowd, own_redis: Redis) -> None:
    erin = Person(crowd.people[0].site, "erin")
    before = subscriptions(own_redis)
    await asyncio.to_thread(own_redis.kill)
    for _ in range(5):
        assert await (await erin.open()).wait_closed() == 4503
    await asyncio.to_thread(own_redis.restart)

    again = await connect_with_retries(erin)
    await again.send("people", query=crowd.dave.owner.name)
    await again.expect("people")
    await erin.leave()
    await is_untouched(crowd)
    await asyncio.to_thread(until, lambda: subscriptions(own_redis) == before, "refused sockets leave no subscription")


def subscriptions(redis: Redis) -> set[str]:
    return set(redis.command("PUBSUB", "CHANNELS").split())


@pytest.mark.tier2
async def test_each_worker_says_once_that_redis_is_away_and_once_that_it_is_back(
    crowd: Crowd, own_redis: Redis
) -> None:
    erin = Person(crowd.site, "erin")
    await asyncio.to_thread(own_redis.kill)
    for _ in range(5):  # each of these is refused, on both workers
        for device in (crowd.caller, crowd.callee):
            await device.send("media", microphone=True, camera=True, screen=False)
            assert (await device.expect("error"))["code"] == "unavailable"
        for worker in crowd.site.workers:
            assert await (await erin.open(worker)).wait_closed() == 4503
    await both_say(crowd.site, [(1, 0), (1, 0)])
    await asyncio.to_thread(own_redis.restart)
    await delivery(crowd)
    await both_say(crowd.site, [(1, 1), (1, 1)])
    for worker in crowd.site.workers:  # how many sockets get the state again is a line, too; and there may be two gaps
        told = [line for line in worker.new_output().splitlines() if "the state is sent again" not in line]
        assert len(told) == 2, told
    await erin.leave()
    await is_untouched(crowd)


async def both_say(site: Site, what: list[tuple[int, int]]) -> None:
    await asyncio.to_thread(until, lambda: said(site) == what, f"the workers have said {what}")
