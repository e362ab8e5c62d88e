"""Two people call each other at the same time: exactly one call results, and it connects as if answered."""

import asyncio

import pytest

from calls.tests.client import ANSWER, OFFER, new_call
from calls.tests.harness.device import Device
from calls.tests.harness.people import Person


async def outcome(device: Device, own: str, other: str) -> str:
    """The call that this device is told to be in."""
    accepted = await device.expect("accepted")
    assert accepted["call"] in (own, other)
    return str(accepted["call"])


@pytest.mark.parametrize("_round", range(5))
async def test_two_crossing_offers_result_in_one_call(alice: Person, bob: Person, _round: int) -> None:
    one, two = await alice.device(), await bob.device()
    mine, yours = new_call(), new_call()
    await asyncio.gather(
        one.send("offer", name=bob.name, offer=OFFER, call=mine),
        two.send("offer", name=alice.name, offer=OFFER, call=yours),
    )
    stands = await outcome(one, mine, yours)
    assert await outcome(two, yours, mine) == stands
    winner, loser = (one, two) if stands == mine else (two, one)
    # The loser has the winner's offer, and answers it.
    assert (await loser.expect("offer", call=stands))["offer"] == OFFER
    await loser.send("answer", answer=ANSWER, call=stands)
    assert (await winner.expect("answer", call=stands))["answer"] == ANSWER
    assert [alice.site.admin("legs", pk=person.pk)["count"] for person in (alice, bob)] == [1, 1]
    await loser.send("leave", call=stands)
    await winner.expect("leave", call=stands)
    for device in (one, two):
        await device.ping()
        assert device.pending("error") == device.pending("leave") == []


async def test_calling_somebody_who_is_calling_me_accepts(alice: Person, bob: Person) -> None:
    caller, callee, other = await alice.device(), await bob.device(), await bob.device(0)
    call = new_call()
    await caller.send("offer", name=bob.name, offer=OFFER, call=call)
    await callee.expect("offer", call=call)
    await callee.send("offer", name=alice.name, offer=OFFER, call=new_call())
    assert (await callee.expect("accepted"))["call"] == call
    assert (await caller.expect("accepted"))["call"] == call
    assert (await other.expect("leave", call=call))["reason"] == "answered-elsewhere"
