"""Do not disturb: calls do not ring, callers are told why, and it ends by itself."""

from typing import Any

import pytest

from calls.tests.client import OFFER, Message, new_call, ring, talk
from calls.tests.harness.availability import quiet
from calls.tests.harness.contacts import allow_callers, call_in_vain, card, change, listed, star
from calls.tests.harness.device import Device, nothing_came
from calls.tests.harness.people import Person


async def refused(caller: Device, callee: Person) -> Message:
    """A call that does not ring: what the caller is told of do not disturb."""
    call = new_call()
    await caller.send("offer", name=callee.name, offer=OFFER, call=call)
    return dict((await caller.expect("leave", call=call, name=callee.name, reason="busy"))["do_not_disturb"])


def seconds_left(told: Message) -> float:
    return float(told.pop("left"))


async def test_a_call_does_not_ring_and_the_caller_is_told_why(alice: Person, bob: Person) -> None:
    caller, callee, tablet = await alice.device(), await bob.device(), await bob.device()
    await quiet(callee, note="In a  meeting ")
    assert await tablet.expect("do-not-disturb", on=True, note="In a meeting", favourites=False)
    told = await refused(caller, bob)
    assert 1790 < seconds_left(told) <= 1800
    assert told == {"note": "In a meeting"}
    for device in (callee, tablet):
        assert (await device.expect("missed", name=alice.name, reason="busy"))["do_not_disturb"] is True
        assert device.pending("offer") == []
    assert (await bob.device()).hello["missed"] == 1
    for device, other, role in ((caller, bob, "caller"), (callee, alice, "callee")):
        [past] = (await card(device, other))["calls"]
        assert (past["role"], past["reason"], past["do_not_disturb"]) == (role, "busy", True)


async def test_an_answer_that_was_lost_is_given_again(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    await quiet(callee, seconds=None)
    call = new_call()
    for _again in range(2):
        await caller.send("offer", name=bob.name, offer=OFFER, call=call)
        assert (await caller.expect("leave", call=call, reason="busy"))["do_not_disturb"] == {"left": None}
    assert (await bob.device()).hello["missed"] == 1


async def test_the_list_and_the_card_show_it(alice: Person, bob: Person) -> None:
    page, device = await alice.device(), await bob.device()
    assert await listed(page, bob) == {"name": bob.name, "status": "online"}
    await quiet(device, note="Concert")
    [entry] = (await page.expect("presence"))["people"]
    assert 1790 < seconds_left(entry["do_not_disturb"]) <= 1800
    assert entry == {"name": bob.name, "status": "busy", "do_not_disturb": {"note": "Concert"}}
    for shown in (await listed(page, bob), await card(page, bob)):
        assert shown["status"] == "busy" and shown["do_not_disturb"]["note"] == "Concert"
    await device.send("do-not-disturb", on=False)
    await device.expect("do-not-disturb", on=False)
    await page.expect("presence", people=[{"name": bob.name, "status": "online"}])
    await ring(page, device)


async def test_it_may_last_a_week(alice: Person, bob: Person) -> None:
    page, device, week = await alice.device(), await bob.device(), 7 * 24 * 3600
    await quiet(device, seconds=week)
    assert week - 60 < (await bob.device()).hello["do_not_disturb"]["left"] <= week
    assert week - 60 < (await listed(page, bob))["do_not_disturb"]["left"] <= week


async def test_somebody_who_connects_still_does_not_want_to_be_disturbed(alice: Person, bob: Person) -> None:
    page, device = await alice.device(), await bob.device()
    await listed(page, bob)
    await quiet(device, seconds=None, favourites=True)
    await page.expect("presence")
    await device.close()
    await page.expect("presence", people=[{"name": bob.name, "status": "offline"}])
    assert await listed(page, bob) == {"name": bob.name, "status": "offline"}
    again = await bob.device()
    assert again.hello["do_not_disturb"] == {"on": True, "left": None, "note": "", "favourites": True}
    shown = {"name": bob.name, "status": "busy", "do_not_disturb": {"left": None}}
    await page.expect("presence", people=[shown])


@pytest.mark.slow
async def test_it_ends_by_itself_on_all_devices_and_lists(alice: Person, bob: Person) -> None:
    page, device, tablet = await alice.device(), await bob.device(), await bob.device(1)
    await listed(page, bob)
    await quiet(device, seconds=1, note="Back at once", favourites=True)
    await page.expect("presence")
    await tablet.expect("do-not-disturb", on=True)
    for each in (device, tablet):
        await each.expect("do-not-disturb", on=False, favourites=True)
    await page.expect("presence", people=[{"name": bob.name, "status": "online"}])
    assert (await bob.device()).hello["do_not_disturb"] == {"on": False, "favourites": True}
    await ring(page, device)
    # It was told once.
    await nothing_came(tablet, "do-not-disturb")


async def test_favourites_ring_through_if_they_may(alice: Person, bob: Person, carol: Person) -> None:
    friend, stranger, device = await alice.device(), await carol.device(), await bob.device()
    await star(device, alice)
    for page in (friend, stranger):
        await listed(page, bob)
    await quiet(device, seconds=None)
    assert await refused(friend, bob) == {"left": None}
    await quiet(device, seconds=None, favourites=True)
    through = {"name": bob.name, "status": "online", "do_not_disturb": {"left": None, "rings": True}}
    await friend.expect("presence", people=[through])
    assert await listed(friend, bob) == through | {"section": "recent"}
    assert (await listed(stranger, bob))["status"] == "busy"
    assert await refused(stranger, bob) == {"left": None}
    call = await ring(friend, device)
    await friend.send("leave", call=call)
    await device.expect("leave", call=call)
    # Who is a favourite no longer, and who has become one, sees the difference at once.
    await star(device, alice, favourite=False)
    await friend.expect("presence", people=[{"name": bob.name, "status": "busy", "do_not_disturb": {"left": None}}])
    assert await refused(friend, bob) == {"left": None}
    await star(device, carol)
    await stranger.expect("presence", people=[through])
    await ring(stranger, device)


async def test_the_choice_about_favourites_is_remembered(bob: Person) -> None:
    device = await bob.device()
    assert device.hello["do_not_disturb"] == {"on": False, "favourites": False}
    assert (await quiet(device, favourites=True))["favourites"] is True
    await device.send("do-not-disturb", on=False)
    assert (await device.expect("do-not-disturb", on=False))["favourites"] is True
    assert (await quiet(device))["favourites"] is True
    assert (await quiet(device, favourites=False))["favourites"] is False


async def test_a_call_that_is_on_goes_on_and_the_person_may_call(alice: Person, bob: Person, carol: Person) -> None:
    caller, device, third = await alice.device(), await bob.device(), await carol.device()
    call = await talk(caller, device)
    await quiet(device)
    await caller.send("media", microphone=True, camera=False, screen=False)
    await device.expect("media", call=call)
    assert await listed(third, bob) | {"do_not_disturb": {}} == {
        "name": bob.name, "status": "busy", "do_not_disturb": {}
    }  # fmt: skip
    await refused(third, bob)
    await caller.send("leave", call=call)
    await device.expect("leave", call=call)
    call = await ring(device, third)
    # To call somebody who is calling is to accept.
    await third.send("offer", name=bob.name, offer=OFFER)
    await device.expect("accepted", call=call)


async def test_to_those_who_may_not_call_the_person_is_offline(alice: Person, bob: Person, carol: Person) -> None:
    blocked, stranger, device = await alice.device(), await carol.device(), await bob.device()
    await change(device, "block", alice)
    await star(device, alice)
    await listed(blocked, bob)
    await quiet(device, note="Secret", favourites=True)
    await nothing_came(blocked, "presence")
    assert await listed(blocked, bob) == {"name": bob.name, "status": "offline"}
    assert (await card(blocked, bob))["status"] == "offline"
    assert "do_not_disturb" not in await call_in_vain(blocked, bob)
    await allow_callers(bob, "contacts")
    assert await listed(stranger, bob) == {"name": bob.name, "status": "offline"}
    assert "do_not_disturb" not in await call_in_vain(stranger, bob)


async def test_somebody_who_may_call_again_sees_how_long_it_lasts(alice: Person, bob: Person) -> None:
    page, device = await alice.device(), await bob.device()
    await change(device, "block", alice)
    await listed(page, bob)
    await quiet(device)
    await change(device, "unblock", alice)
    [entry] = (await page.expect("presence"))["people"]
    assert entry["status"] == "busy" and 1780 < entry["do_not_disturb"]["left"] <= 1800


async def test_a_block_after_the_call_takes_back_what_the_caller_was_told(alice: Person, bob: Person) -> None:
    caller, device = await alice.device(), await bob.device()
    await quiet(device)
    call = new_call()
    await caller.send("offer", name=bob.name, offer=OFFER, call=call)
    await caller.expect("leave", call=call, reason="busy")
    await change(device, "block", alice)
    await caller.send("offer", name=bob.name, offer=OFFER, call=call)
    assert "do_not_disturb" not in await caller.expect("leave", call=call, reason="busy")


@pytest.mark.parametrize(
    "wrong",
    [
        {"note": "x" * 81}, {"note": 5}, {"note": "\u202eback"}, {"note": "a\u0000b"}, {"note": "\ufff9"},
        {"seconds": 0}, {"seconds": 604_801}, {"seconds": True}, {"seconds": 1.5}, {"favourites": "yes"}, {"on": None},
    ],
    ids=str,
)  # fmt: skip
async def test_what_cannot_be_shown_or_is_too_long_is_refused(two_workers: Any, bob: Person, wrong: Message) -> None:
    device = await bob.device()
    await device.send("do-not-disturb", **{"on": True} | wrong)
    assert (await device.expect("error", code="invalid-message"))["about"] == "do-not-disturb"
    assert (await bob.device()).hello["do_not_disturb"]["on"] is False
