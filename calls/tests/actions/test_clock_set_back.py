"""The database's clock is set back by an hour: nothing lasts an hour longer, and no time is negative."""

import asyncio

import pytest

from calls.actions.absence.grace import GRACE
from calls.presence.leases import LEASE
from calls.tests.client import ring, talk
from calls.tests.harness.people import Person
from calls.tests.harness.process import until
from calls.tests.harness.sites import Site

HOUR = 3600.0
RING_SECONDS = 45.0


async def set_back(person: Person, call: str) -> str:
    """Returns a worker that has died just before."""
    moved = await asyncio.to_thread(person.site.admin, "set_clock_back", call=call, pk=person.pk, seconds=HOUR)
    return str(moved["worker"])


async def bounded(person: Person, call: str, seconds: float) -> None:
    def is_bounded() -> bool:
        left = person.site.admin("seconds_left", call=call)["seconds"]
        return left is None or left <= seconds

    await asyncio.to_thread(until, is_bounded, f"the call ends by itself within {seconds:g} s")


async def test_a_ring(alice: Person, bob: Person, carol: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await ring(caller, callee)
    worker = await set_back(carol, call)
    for device in (caller, callee):
        await device.send("sync")
        told = (await device.expect("hello"))["call"]
        assert 0 <= told["left"] <= RING_SECONDS and told["age"] >= 0, told
    await bounded(alice, call, RING_SECONDS)

    def is_short() -> bool:
        return bool(alice.site.admin("lease_seconds", worker=worker)["seconds"] <= LEASE.total_seconds())

    await asyncio.to_thread(until, is_short, "the dead worker's lease ends")
    await callee.send("accept", call=call)
    await caller.expect("accepted", call=call)


@pytest.mark.parametrize("missing", [False, True])
async def test_an_accepted_call(alice: Person, bob: Person, carol: Person, missing: bool) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    if missing:
        await callee.send("going")
        await caller.expect("going")
        await callee.close()
    await set_back(carol, call)
    await caller.send("sync")
    assert (await caller.expect("hello"))["call"]["age"] >= 0
    await bounded(alice, call, GRACE.total_seconds())


async def test_calls_of_the_hour_that_comes_again_do_not_count(limited_site: Site) -> None:
    """The limit is for a minute."""
    alice, bob = Person(limited_site, "alice"), Person(limited_site, "bob")
    caller, callee = await alice.device(), await bob.device()
    for _ in range(6):
        call = await ring(caller, callee)
        await caller.send("leave", call=call)
        await callee.expect("leave", call=call)
        await set_back(bob, call)
    for person in (alice, bob):
        await person.leave()
