"""How an accepted call ends, and what can be done after it."""

import asyncio

import pytest

from calls.tests.client import OFFER, new_call, ring, talk
from calls.tests.harness.people import Person
from calls.tests.harness.process import until


@pytest.mark.parametrize("who", ["caller", "callee"])
async def test_either_party_hangs_up(alice: Person, bob: Person, who: str) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    leaver, other = (caller, callee) if who == "caller" else (callee, caller)
    await leaver.send("leave", call=call)
    assert await other.expect("leave") == {
        "type": "leave",
        "call": call,
        "name": leaver.owner.name,
        "reason": "hung-up",
    }
    await leaver.wait_for_layer()
    assert leaver.pending("leave") == leaver.pending("error") == []
    assert alice.site.admin("call", call=call) == {"state": "ended", "reason": "hung-up"}


async def test_what_a_client_says_just_before_it_closes_counts(alice: Person, bob: Person) -> None:
    for begin in (ring, talk):
        caller, callee = await alice.device(), await bob.device()
        call = await begin(caller, callee)
        await caller.send("leave", call=call)
        await caller.close(1001)
        assert (await callee.expect("leave", call=call))["reason"] in ("cancelled", "hung-up")
        await callee.close()


@pytest.mark.parametrize(("said", "recorded"), [("failed", "failed"), ("lost", "lost"), ("whatever", "hung-up")])
async def test_a_page_may_say_that_the_media_were_the_reason(
    alice: Person, bob: Person, said: str, recorded: str
) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    await caller.send("leave", call=call, reason=said)
    assert (await callee.expect("leave", call=call))["reason"] == recorded


async def test_both_hang_up_at_once(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    await asyncio.gather(caller.send("leave", call=call), callee.send("leave", call=call))
    await asyncio.gather(caller.ping(), callee.ping())
    await asyncio.gather(caller.wait_for_layer(), callee.wait_for_layer())
    refused = caller.pending("error") + callee.pending("error")
    assert {message["code"] for message in refused} <= {"too-late", "not-found"}
    assert alice.site.admin("legs", pk=alice.pk)["count"] == alice.site.admin("legs", pk=bob.pk)["count"] == 0


async def test_they_call_again_straight_away_in_either_direction(alice: Person, bob: Person) -> None:
    first, second = await alice.device(), await bob.device()
    for _ in range(3):
        call = await talk(first, second)
        await second.send("leave")
        await first.expect("leave", call=call)
        first, second = second, first


async def test_a_declined_person_can_be_called_again(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await ring(caller, callee)
    await callee.send("leave", call=call)
    await caller.expect("leave", call=call)
    await talk(caller, callee)


async def test_a_second_leave_is_refused_and_harms_nothing(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    await caller.send("leave", call=call)
    await caller.send("leave", call=call)
    assert (await caller.expect("error"))["code"] == "too-late"
    await caller.send("leave")
    assert (await caller.expect("error"))["code"] == "not-found"
    await callee.expect("leave", call=call)
    await callee.wait_for_layer()
    assert callee.pending("leave") == []


async def test_a_leave_for_the_last_call_does_not_end_the_next(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    last = await talk(caller, callee)
    await callee.send("leave", call=last)
    await caller.expect("leave", call=last)
    call = await talk(caller, callee)
    await callee.send("leave", call=last)
    assert (await callee.expect("error"))["code"] == "too-late"
    await caller.send("media", microphone=True, camera=True, screen=False)
    await callee.expect("media", call=call)


async def test_the_offer_of_an_ended_call_is_told_how_it_ended(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await ring(caller, callee)
    await callee.send("leave", call=call)
    await caller.expect("leave", call=call)
    await caller.send("offer", name=bob.name, offer=OFFER, call=call)
    assert (await caller.expect("leave", call=call))["reason"] == "declined"
    await callee.wait_for_layer()
    assert callee.pending("offer") == []


async def test_the_offer_of_an_ended_call_leaves_the_next_call_alone(alice: Person, bob: Person, carol: Person) -> None:
    caller, callee, third = await alice.device(), await bob.device(), await carol.device()
    last = await ring(caller, callee)
    await callee.send("leave", call=last)
    await caller.expect("leave", call=last)
    call = await talk(caller, third)
    await caller.send("offer", name=bob.name, offer=OFFER, call=last)
    assert (await caller.expect("leave", call=last))["reason"] == "declined"
    await caller.send("media", microphone=True, camera=True, screen=False)
    await third.expect("media", call=call)
    await third.send("media", microphone=True, camera=True, screen=False)
    await caller.expect("media", call=call)
    await callee.wait_for_layer()
    assert callee.pending("offer") == []


async def test_another_device_of_a_party_cannot_hang_up(alice: Person, bob: Person) -> None:
    caller, callee, other = await alice.device(), await bob.device(), await bob.device(0)
    call = await talk(caller, callee)
    for fields in ({}, {"call": call}):
        await other.send("leave", **fields)
        assert (await other.expect("error"))["code"] == "not-found"
    await callee.send("media", microphone=True, camera=True, screen=False)
    await caller.expect("media", call=call)
    assert caller.pending("leave") == []


async def test_a_leave_for_no_call_at_all_is_refused(alice: Person) -> None:
    device = await alice.device()
    for fields in ({}, {"call": new_call()}):
        await device.send("leave", **fields)
        assert (await device.expect("error"))["code"] == "not-found"


async def test_a_page_that_leaves_and_returns_is_still_in_the_call(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    await callee.send("going", call=call)
    assert await caller.expect("going") == {"type": "going", "call": call}
    await callee.close()
    again = await bob.device(0, party=callee.hello["party"])
    assert (again.hello["call"]["call"], again.hello["call"]["here"]) == (call, True)
    assert alice.site.admin("deadline", call=call, **{"pass": False})["count"] == 0, "it will not end by itself"


@pytest.mark.slow
async def test_a_page_that_leaves_for_good_has_hung_up(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    await callee.send("going")
    await caller.expect("going", call=call)
    await callee.close()
    assert (await caller.expect("leave", call=call))["reason"] == "hung-up"


@pytest.mark.slow
async def test_the_call_waits_a_limited_time_for_a_party_that_vanishes(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    await callee.cut()
    admin = alice.site.admin
    await asyncio.to_thread(until, lambda: admin("deadline", call=call, **{"pass": False})["count"] == 1, "a deadline")
    assert caller.pending("leave") == []
    admin("deadline", call=call, **{"pass": True})
    assert (await caller.expect("leave", call=call))["reason"] == "lost"
