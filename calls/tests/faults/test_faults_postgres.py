"""PostgreSQL restarts, is down, or hangs: sockets stay, calls go on, new calls are refused."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Iterator

import pytest

from calls.tests.client import OFFER, new_call
from calls.tests.harness.crowd import Crowd, crowd_on
from calls.tests.harness.people import Person, connect_with_retries
from calls.tests.harness.process import until
from calls.tests.harness.services import Postgres
from calls.tests.harness.sites import Site, isolated_site, migrated_postgres

AWAY, BACK = "The database cannot be reached", "The database is reachable again"


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[Postgres]:
    service = migrated_postgres()
    yield service
    service.stop()


@pytest.fixture(scope="module")
def own_site(own_postgres: Postgres, static_root: str) -> Iterator[Site]:
    """Two workers on a PostgreSQL that may be taken away."""
    with isolated_site("own PostgreSQL", own_postgres.url("migrated"), static_root) as site:
        yield site


@pytest.fixture
async def crowd(own_site: Site) -> AsyncIterator[Crowd]:
    async with crowd_on(own_site) as found:
        yield found
    # What a worker has yet to say of this outage would stand in the next test's news.
    await asyncio.to_thread(until, lambda: all(away == back for away, back in said(own_site)), "all are back")


def said(site: Site) -> list[tuple[int, int]]:
    """How often each worker has logged that the database is down, and that it is back."""
    return [(worker.new_output().count(AWAY), worker.new_output().count(BACK)) for worker in site.workers]


async def both_say(site: Site, what: list[tuple[int, int]]) -> None:
    await asyncio.to_thread(until, lambda: said(site) == what, f"the workers have said {what}")


async def test_a_restart_of_postgresql_is_not_noticed(crowd: Crowd, own_postgres: Postgres) -> None:
    await asyncio.to_thread(own_postgres.stop)
    await asyncio.to_thread(own_postgres.restart)
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


async def test_during_an_outage_live_calls_go_on_and_new_ones_are_refused(crowd: Crowd, own_postgres: Postgres) -> None:
    call, erin = new_call(), Person(crowd.site, "erin")
    await asyncio.to_thread(own_postgres.stop)
    down = time.monotonic()
    waits = []
    number = 0
    while time.monotonic() - down < 4:
        waits.append(await crowd.refused(call))
        number += 1
        await crowd.goes_on(number)
        assert await (await erin.open()).wait_closed() == 4503
        await asyncio.sleep(0.1)
    await both_say(crowd.site, [(1, 0), (1, 0)])
    for worker in crowd.site.workers * 2:
        assert not await asyncio.to_thread(worker.ready)
    await asyncio.to_thread(own_postgres.restart)
    took = await crowd.rings(call)
    print(f"down: {len(waits)} refused within {max(waits):.2f} s; the call rings {took:.2f} s after the return")
    assert max(waits) < 5
    assert min(waits) < 1, "one waits, those after him are told at once"
    assert took < 5
    await crowd.answers(call)
    await crowd.goes_on(1000)
    await both_say(crowd.site, [(1, 1), (1, 1)])
    await erin.leave()
    for worker in crowd.site.workers:
        await asyncio.to_thread(until, worker.ready, "it is ready again")
        told = worker.new_output().splitlines()
        assert len(told) == 4, f"one line a change, however many were refused, and one for who asks: {told}"
        assert sum("Readiness:" in line for line in told) == 2


async def test_a_hanging_database_counts_as_down(crowd: Crowd, own_postgres: Postgres) -> None:
    call = new_call()
    own_postgres.suspend()
    try:
        waits = [await crowd.refused(call)]
        await crowd.goes_on(1)
        await both_say(crowd.site, [(1, 0), (1, 0)])
        waits += [await crowd.refused(call) for _ in range(3)]
        await crowd.goes_on(2)
    finally:
        own_postgres.resume()
    took = await crowd.rings(call)
    print(f"silent: refused within {waits[0]:.1f} s, then {max(waits[1:]):.2f} s; rings {took:.2f} s after the return")
    assert max(waits[1:]) < 1, "one waits, those after him are told at once"
    await crowd.answers(call)
    await crowd.goes_on(3)
    await both_say(crowd.site, [(1, 1), (1, 1)])


async def test_a_standby_counts_as_down_until_it_is_promoted(crowd: Crowd, own_postgres: Postgres) -> None:
    call = new_call()
    await asyncio.to_thread(own_postgres.read_only, True)
    try:
        await both_say(crowd.site, [(1, 0), (1, 0)])
        await crowd.refused(call)
        await crowd.goes_on(1)
        workers = crowd.site.workers
        await asyncio.to_thread(until, lambda: not any(worker.ready() for worker in workers), "none is ready")
    finally:
        await asyncio.to_thread(own_postgres.read_only, False)
    await crowd.rings(call)
    await crowd.answers(call)
    await crowd.goes_on(2)
    await both_say(crowd.site, [(1, 1), (1, 1)])


async def test_a_socket_that_connects_during_an_outage_closes_with_4503(crowd: Crowd, own_postgres: Postgres) -> None:
    erin = Person(crowd.site, "erin")
    await asyncio.to_thread(own_postgres.stop)
    early = await erin.open()
    assert await early.wait_closed() == 4503
    await asyncio.to_thread(own_postgres.restart)
    again = await connect_with_retries(erin)
    await again.ping()
    await erin.leave()
    await crowd.goes_on(1)


async def test_a_person_who_leaves_during_an_outage_is_offline_afterwards(crowd: Crowd, own_postgres: Postgres) -> None:
    page, dave = crowd.carol, crowd.people[3]
    await page.send("people", query=dave.name)
    await page.expect("people")
    await asyncio.to_thread(own_postgres.stop)
    await crowd.dave.close()
    await asyncio.to_thread(own_postgres.restart)
    await page.expect("presence", people=[{"name": dave.name, "status": "offline"}])
    assert crowd.site.admin("connections", pk=dave.pk)["count"] == 0


async def test_leases_that_ran_out_in_an_outage_make_nobody_offline(crowd: Crowd, own_postgres: Postgres) -> None:
    call = new_call()
    first, second = crowd.carol.worker, crowd.dave.worker
    for worker in (first, second):
        worker.child.send_signal(signal.SIGSTOP)
    crowd.site.admin("expire_leases")
    await asyncio.to_thread(own_postgres.stop)
    for worker in (first, second):
        worker.child.send_signal(signal.SIGCONT)
    await both_say(crowd.site, [(1, 0), (1, 0)])
    # The callee's worker finds its way back a moment later than the caller's.
    second.child.send_signal(signal.SIGSTOP)
    try:
        await asyncio.to_thread(own_postgres.restart)
        await asyncio.to_thread(until, lambda: BACK in first.new_output(), "the first worker is back")
        await crowd.carol.send("offer", name=crowd.dave.owner.name, offer=OFFER, call=call)
        await crowd.carol.ping()
    finally:
        second.child.send_signal(signal.SIGCONT)
    assert crowd.carol.pending("leave") == [], "he is not offline"
    print(f"leases run out: rings {await crowd.rings(call):.2f} s after the second worker went on")
    await crowd.answers(call)
    await crowd.goes_on(1)
