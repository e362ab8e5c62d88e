"""From the offer to the answer: which devices ring, what each side is told, and how a ringing call ends."""

import asyncio

import pytest

from calls.tests.client import ANSWER, OFFER, new_call, ring
from calls.tests.harness.device import Device
from calls.tests.harness.people import Person
from calls.tests.harness.sites import Site


async def devices(person: Person, count: int = 3) -> list[Device]:
    """On all workers in turn."""
    return [await person.device(number) for number in range(count)]


async def test_all_devices_ring_and_the_first_answer_wins(alice: Person, bob: Person) -> None:
    caller, (first, second, third) = await alice.device(), await devices(bob)
    call = await ring(caller, first)
    for device in (second, third):
        offer = await device.expect("offer", call=call)
        assert (offer["name"], offer["offer"]) == (alice.name, OFFER)
        assert 0 < offer["left"] <= 45
    await second.send("accept", call=call)
    assert await second.expect("accepted") == {
        "type": "accepted",
        "call": call,
        "name": alice.name,
        "needs_offer": False,
        "video": True,
    }
    assert await caller.expect("accepted") == {
        "type": "accepted", "call": call, "name": bob.name, "needs_offer": False, "video": True,
    }  # fmt: skip
    for device in (first, third):
        assert (await device.expect("leave", call=call))["reason"] == "answered-elsewhere"
    await second.wait_for_layer()
    assert second.pending("leave") == []


async def test_a_late_answer_is_refused(alice: Person, bob: Person) -> None:
    caller, (first, second) = await alice.device(), await devices(bob, 2)
    call = await ring(caller, first)
    await first.send("accept", call=call)
    await second.expect("leave", call=call)
    await second.send("accept", call=call)
    refused = await second.expect("error")
    assert (refused["code"], refused["reason"]) == ("too-late", "answered-elsewhere")
    await second.send("answer", call=call, answer=ANSWER)
    assert (await second.expect("error"))["code"] in {"too-late", "not-found"}
    await second.send("leave", call=call)
    assert (await second.expect("error"))["code"] in {"too-late", "not-found"}
    await caller.expect("accepted")
    await caller.wait_for_layer()
    assert caller.pending("answer") == caller.pending("leave") == []


async def test_accept_comes_once_however_often_it_is_pressed(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await ring(caller, callee)
    await callee.send("accept", call=call)
    await callee.send("accept", call=call)
    await callee.expect("accepted")
    await callee.expect("accepted")
    await callee.ping()
    assert callee.pending("error") == []


async def test_an_answer_without_accept_stops_the_other_devices(alice: Person, bob: Person) -> None:
    caller, (first, second) = await alice.device(), await devices(bob, 2)
    call = await ring(caller, first)
    await first.send("answer", answer=ANSWER)
    await caller.expect("accepted", call=call)
    assert (await caller.expect("answer", call=call))["answer"] == ANSWER
    assert (await second.expect("leave", call=call))["reason"] == "answered-elsewhere"
    kinds = [message["type"] for message in caller.log]
    assert kinds.index("accepted") < kinds.index("answer")


async def test_the_caller_reads_ringing_only_when_a_device_has_confirmed_it(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await ring(caller, callee)
    await caller.wait_for_layer()
    assert caller.pending("ringing") == []
    await callee.send("ringing", call=call)
    assert await caller.expect("ringing") == {"type": "ringing", "call": call}


async def test_a_device_that_cannot_take_calls_ends_the_ring_as_failed(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await ring(caller, callee)
    await callee.send("leave", call=call, reason="failed")
    assert (await caller.expect("leave"))["reason"] == "failed"


async def test_a_device_that_cannot_take_calls_leaves_it_to_the_others(alice: Person, bob: Person) -> None:
    caller, (first, second) = await alice.device(), await devices(bob, 2)
    call = await ring(caller, first)
    await first.send("leave", call=call, reason="failed")
    await first.send("sync")
    assert (await first.expect("hello"))["call"]["state"] != "active"
    await caller.wait_for_layer()
    assert caller.pending("leave") == first.pending("leave") == []
    await second.send("accept", call=call)
    await caller.expect("accepted", call=call)
    assert (await first.expect("leave", call=call))["reason"] == "answered-elsewhere"


async def test_the_ring_ends_once_no_device_can_take_it(alice: Person, bob: Person) -> None:
    caller, unable = await alice.device(), await devices(bob, 2)
    for at_once in (True, False):
        call = await ring(caller, unable[0])
        if at_once:
            await asyncio.gather(*(device.send("leave", call=call, reason="failed") for device in unable))
        else:  # the other one is known to be unable since the last call
            await unable[0].send("leave", call=call, reason="failed")
        for device in (caller, *unable):
            assert (await device.expect("leave", call=call))["reason"] == "failed"
    able = await bob.device()
    call = await ring(caller, able)
    for device in unable:
        await device.send("leave", call=call, reason="failed")
    await able.send("accept", call=call)
    await caller.expect("accepted", call=call)


async def test_a_call_that_nobody_placed_cannot_ring(bob: Person) -> None:
    callee = await bob.device()
    await callee.send("ringing", call=new_call())
    assert (await callee.expect("error"))["code"] == "not-found"


async def test_declining_on_one_device_stops_all_and_tells_the_caller_once(alice: Person, bob: Person) -> None:
    caller, (first, second) = await alice.device(), await devices(bob, 2)
    call = await ring(caller, first)
    await first.send("leave", call=call)
    assert await caller.expect("leave") == {"type": "leave", "call": call, "name": bob.name, "reason": "declined"}
    assert (await second.expect("leave", call=call))["reason"] == "declined"
    await second.send("leave", call=call)
    assert (await second.expect("error"))["code"] in {"too-late", "not-found"}
    await caller.wait_for_layer()
    assert caller.pending("leave") == []
    assert (await bob.device()).hello["missed"] == 0


async def test_cancelling_stops_all_devices_and_leaves_a_missed_call(alice: Person, bob: Person) -> None:
    caller, (first, second) = await alice.device(), await devices(bob, 2)
    call = await ring(caller, first)
    await caller.send("leave", call=call)
    for device in (first, second):
        assert await device.expect("leave") == {
            "type": "leave",
            "call": call,
            "name": alice.name,
            "reason": "cancelled",
        }
    await first.send("answer", answer=ANSWER, call=call)
    assert (await first.expect("error"))["code"] in {"too-late", "not-found"}
    await first.send("accept", call=call)
    assert (await first.expect("error"))["code"] == "too-late"
    assert (await bob.device()).hello["missed"] == 1
    await caller.wait_for_layer()
    assert caller.pending("accepted") == caller.pending("answer") == []


async def test_a_page_that_opens_meanwhile_rings_for_the_time_that_is_left(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await ring(caller, callee)
    new = await bob.device(0)
    shown = new.hello["call"]
    assert (shown["call"], shown["role"], shown["here"], shown["name"]) == (call, "callee", True, alice.name)
    assert shown["state"] in {"calling", "ringing"}
    assert 0 < shown["left"] <= 45
    await new.send("accept", call=call, needs_offer=True)
    await new.expect("accepted", call=call)
    assert (await caller.expect("accepted", call=call))["needs_offer"] is True
    await caller.send("offer", name=bob.name, offer=OFFER, call=call)
    assert (await new.expect("offer", call=call))["offer"] == OFFER
    await new.send("answer", answer=ANSWER, call=call)
    await caller.expect("answer", call=call)
    assert (await callee.expect("leave", call=call))["reason"] == "answered-elsewhere"


async def test_the_same_offer_sent_twice_is_one_call(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await ring(caller, callee)
    await caller.send("offer", name=bob.name, offer=OFFER, call=call)
    await caller.expect("calling", call=call)
    await callee.expect("offer", call=call)
    assert alice.site.admin("legs", pk=alice.pk)["count"] == 1
    await callee.send("accept", call=call)
    await caller.expect("accepted", call=call)


async def test_a_reloaded_caller_still_rings_and_takes_the_answer(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await ring(caller, callee)
    await caller.close()
    again = await alice.device(1, party=caller.hello["party"])
    assert again.hello["call"]["here"] is True
    await callee.send("answer", answer=ANSWER, call=call)
    await again.expect("accepted", call=call)
    await again.expect("answer", call=call)


async def test_another_device_of_the_caller_has_no_part_in_the_call(alice: Person, bob: Person) -> None:
    caller, other, callee = await alice.device(), await alice.device(1), await bob.device()
    call = await ring(caller, callee)
    await other.send("leave", call=call)
    assert (await other.expect("error"))["code"] == "not-found"
    await callee.send("answer", answer=ANSWER, call=call)
    await caller.expect("answer")
    await other.wait_for_layer()
    assert other.pending("answer") == other.pending("accepted") == []


@pytest.mark.parametrize("confirmed", [False, True])
async def test_nobody_answers(limited_site: Site, confirmed: bool) -> None:
    alice, bob = Person(limited_site, "alice"), Person(limited_site, "bob")
    caller, callee = await alice.device(), await bob.device()
    call = await ring(caller, callee)
    if confirmed:
        await callee.send("ringing", call=call)
        await caller.expect("ringing")
    told, stopped = await asyncio.gather(caller.expect("leave", call=call), callee.expect("leave", call=call))
    assert (told["reason"], stopped["reason"]) == ("no-answer", "no-answer")
    await callee.send("accept", call=call)
    assert (await callee.expect("error"))["code"] == "too-late"
    assert (await bob.device()).hello["missed"] == 1
    await alice.leave()
    await bob.leave()


def test_ringing_lasts_45_seconds_unless_set_otherwise(settings: object) -> None:
    assert settings.RING_SECONDS == 45  # type: ignore[attr-defined]
