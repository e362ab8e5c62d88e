"""A call moves to another device of the same person: notifications, refusals, and late messages."""

import asyncio
from typing import Any

import pytest

from calls.actions.absence.grace import RELOAD_GRACE
from calls.tests.client import ANSWER, OFFER, candidate, new_call, ring, talk
from calls.tests.harness.device import OURS, Device, server_call
from calls.tests.harness.people import Person
from calls.tests.harness.process import until


async def heard(device: Device) -> list[str]:
    """The types of what has come by now and nobody has waited for; what the call does to the lists, and ours, apart."""
    await device.wait_for_layer()
    return [message["type"] for message in device.inbox if message["type"] not in ("contact", "presence", *OURS)]


async def take(device: Device, call: str, old: Device, peer: Device) -> None:
    """The device takes the call, and everybody concerned hears of it."""
    await device.send("take", call=call, device=(await server_call(device))["device"])
    await device.expect("taken", call=call)
    await peer.expect("rejoin", call=call, handover=True)
    await old.expect("leave", call=call, reason="handed-over")


@pytest.mark.parametrize("moves", ["caller", "callee"])
async def test_another_device_takes_the_call(alice: Person, bob: Person, moves: str) -> None:
    caller, callee = await alice.device(), await bob.device()
    old, peer = (caller, callee) if moves == "caller" else (callee, caller)
    new, third = await old.owner.device(0), await old.owner.device(1)
    call = await talk(caller, callee)
    on = (await new.expect("elsewhere", call=call))["device"]
    shown = await third.expect("elsewhere", call=call)
    await third.wait_for_layer()
    third.inbox.clear()
    assert (shown["name"], shown["active"], shown["role"], shown["device"]) == (peer.owner.name, True, moves, on)
    await new.send("take", call=call, device=on)
    taken = await new.expect("taken")
    assert taken | {"age": 0} == {
        "type": "taken",
        "call": call,
        "name": peer.owner.name,
        "role": moves,
        "age": 0,
        "video": True,
    }
    assert 0 <= taken["age"] < 60
    assert await peer.expect("rejoin") == {"type": "rejoin", "call": call, "handover": True}
    left = await old.expect("leave")
    assert left == {"type": "leave", "call": call, "name": peer.owner.name, "reason": "handed-over"}
    for device in (old, third):
        assert (await device.expect("elsewhere", call=call))["device"] != on
    # What the two say reaches each other, with no further word.
    await new.send("offer", name=peer.owner.name, offer=OFFER, call=call)
    await peer.expect("offer", call=call)
    await peer.send("answer", answer=ANSWER, call=call)
    await new.expect("answer", call=call)
    await peer.send("candidate", candidate=candidate(), call=call)
    await new.expect("candidate", call=call)
    for device, here in ((new, True), (old, False), (third, False), (peer, True)):
        found = await server_call(device)
        assert (found["call"], found["state"], found["here"]) == (call, "active", here)
    await new.send("leave", call=call)
    await peer.expect("leave", call=call, reason="hung-up")
    for device in (old, third):
        assert await device.expect("elsewhere") == {
            "type": "elsewhere", "call": call, "name": peer.owner.name, "active": False
        }  # fmt: skip
        assert await heard(device) == []
    assert alice.site.admin("call", call=call) == {"state": "ended", "reason": "hung-up"}


async def test_a_call_goes_there_and_back_and_keeps_its_age(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    phone = await bob.device(0)
    call = await talk(caller, callee)
    before = (await server_call(phone))["age"]
    for old, new in [(callee, phone), (phone, callee)] * 3:
        await take(new, call, old, caller)
        await new.send("media", microphone=True, camera=True, screen=False)
        await caller.expect("media", call=call)
        await caller.send("candidate", candidate=None)
        await new.expect("candidate", call=call)
        await old.wait_for_layer()
        assert old.pending("candidate") == []
        age = (await server_call(old))["age"]
        assert age >= before
        before = age


async def test_late_messages_of_the_old_device_are_refused(alice: Person, bob: Person) -> None:
    caller, callee, phone = await alice.device(), await bob.device(), await bob.device(0)
    call = await talk(caller, callee)
    await take(phone, call, callee, caller)
    late: list[tuple[str, dict[str, Any]]] = [
        ("leave", {}), ("going", {}), ("flowing", {}), ("rejoin", {}), ("candidate", {"candidate": candidate()}),
        ("media", {"microphone": False, "camera": False, "screen": False}), ("answer", {"answer": ANSWER}),
        ("accept", {}), ("offer", {"offer": OFFER, "name": alice.name}), ("handover", {"device": new_call()}),
    ]  # fmt: skip
    for kind, fields in late:
        await callee.send(kind, call=call, **fields)
        assert (await callee.expect("error"))["code"] in {"not-found", "too-late", "in-call"}, kind
    assert await heard(caller) == []
    assert (await server_call(phone))["here"]


async def test_messages_in_flight_from_the_old_device_are_dropped(alice: Person, bob: Person) -> None:
    """Sent before it heard that it is out: the peer's device hears one side only, and each word of it."""
    caller, callee, phone = await alice.device(), await bob.device(), await bob.device(0)
    call = await talk(caller, callee)
    await callee.ping()

    async def chatter(device: Device, first: int, count: int) -> None:
        for number in range(first, first + count):
            await device.send("candidate", candidate=candidate(number), call=call)

    await asyncio.gather(chatter(callee, 0, 200), phone.send("take", call=call))
    await phone.expect("taken")
    await chatter(phone, 1000, 50)
    for number in range(1000, 1050):
        await caller.expect("candidate", candidate=candidate(number))
    order = [message for message in caller.log if message["type"] in ("rejoin", "candidate")]
    since = order.index({"type": "rejoin", "call": call, "handover": True})
    ours = [candidate(number) for number in range(1000, 1050)]
    assert [message["candidate"] for message in order[since + 1 :]] == ours


async def test_only_an_accepted_call_of_ones_own_can_be_taken(alice: Person, bob: Person, carol: Person) -> None:
    caller, callee, stranger = await alice.device(), await bob.device(), await carol.device()
    second, phone = await alice.device(1), await bob.device(0)

    async def refused(sender: Device, code: str, **fields: Any) -> None:
        await sender.send("take", **fields)
        assert (await sender.expect("error"))["code"] == code

    await refused(phone, "not-found")
    await refused(phone, "not-found", call=new_call())
    call = await ring(caller, callee)
    for device in (second, phone, callee, stranger):
        await refused(device, "not-found", call=call)
    await callee.send("accept", call=call)
    await caller.expect("accepted")
    await refused(stranger, "not-found", call=call)
    await refused(phone, "too-late", call=call, device=new_call())
    await refused(phone, "invalid-message", call=call, device="there")
    await callee.send("leave", call=call)
    await caller.expect("leave", call=call)
    await refused(phone, "too-late", call=call)
    await refused(phone, "not-found")
    assert caller.pending("rejoin") == []


async def test_a_take_that_is_said_again_is_one(alice: Person, bob: Person) -> None:
    caller, callee, phone = await alice.device(), await bob.device(), await bob.device(0)
    call = await talk(caller, callee)
    on = (await server_call(phone))["device"]
    await take(phone, call, callee, caller)
    await callee.expect("elsewhere")
    await phone.send("take", call=call, device=on)
    await phone.expect("taken", call=call)
    await caller.expect("rejoin", call=call, handover=True)
    assert await heard(callee) == [], "it is out already"


async def test_the_second_take_from_the_same_device_is_too_late(alice: Person, bob: Person) -> None:
    caller, callee, phone, tablet = [await alice.device(), *[await bob.device(at) for at in range(3)]]
    call = await talk(caller, callee)
    on = (await server_call(tablet))["device"]
    await take(phone, call, callee, caller)
    await tablet.send("take", call=call, device=on)
    assert (await tablet.expect("error"))["code"] == "too-late"
    assert (await server_call(phone))["here"]


async def test_the_old_device_reloads_in_the_middle(alice: Person, bob: Person) -> None:
    """It had said that it goes, so the call was about to end: now it has no end any more."""
    caller, callee, phone = await alice.device(), await bob.device(), await bob.device(0)
    call = await talk(caller, callee)
    await callee.send("going", call=call)
    await caller.expect("going", call=call)
    assert alice.site.admin("seconds_left", call=call)["seconds"] <= RELOAD_GRACE.total_seconds()
    await callee.close()
    await phone.send("take", call=call)
    await phone.expect("taken", call=call)
    assert alice.site.admin("seconds_left", call=call)["seconds"] is None
    again = await bob.device(party=callee.hello["party"])
    assert (again.hello["call"]["call"], again.hello["call"]["here"]) == (call, False)
    await again.send("candidate", candidate=None)
    assert (await again.expect("error"))["code"] == "not-found"
    await phone.send("media", microphone=True, camera=True, screen=False)
    await caller.expect("media", call=call)


async def test_a_take_does_not_extend_the_wait_for_a_leaving_peer(alice: Person, bob: Person) -> None:
    caller, callee, phone = await alice.device(), await bob.device(), await bob.device(0)
    call = await talk(caller, callee)
    await caller.send("going", call=call)
    await callee.expect("going", call=call)
    await phone.send("take", call=call)
    await phone.expect("taken", call=call)
    left = alice.site.admin("seconds_left", call=call)["seconds"]
    assert left is not None and left <= RELOAD_GRACE.total_seconds()


async def test_the_peer_comes_back_on_another_worker_meanwhile(alice: Person, bob: Person) -> None:
    caller, callee, phone = await alice.device(), await bob.device(), await bob.device(0)
    call = await talk(caller, callee)
    await caller.close()
    await phone.send("take", call=call)
    await phone.expect("taken", call=call)
    again = await alice.device(1, party=caller.hello["party"])
    await again.send("candidate", candidate=None, call=call)
    await phone.expect("candidate", call=call)
    await callee.expect("leave", reason="handed-over")
    await callee.wait_for_layer()
    assert callee.pending("candidate") == []


async def test_the_old_device_signs_out_afterwards(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    cookie = bob.site.admin("sign_in", pk=bob.pk)["cookie"]
    phone = await bob.open(0, cookie=cookie)
    await phone.expect("hello")
    call = await talk(caller, callee)
    await take(phone, call, callee, caller)
    await asyncio.to_thread(bob.site.admin, "end_session", cookie=bob.cookie)
    assert await callee.wait_closed() == 4401
    rows = lambda: bob.site.admin("connections", pk=bob.pk)["count"] == 1  # noqa: E731
    await asyncio.to_thread(until, rows, "the signed-out device is gone")
    await phone.send("media", microphone=True, camera=True, screen=False)
    await caller.expect("media", call=call)
    # Where the device that has the call is signed out, the call ends, as ever.
    await asyncio.to_thread(bob.site.admin, "end_session", cookie=cookie)
    await caller.expect("leave", call=call, reason="hung-up")


async def test_a_device_asks_another_one_to_take_over(alice: Person, bob: Person, carol: Person) -> None:
    caller, callee, phone, stranger = [await p.device() for p in (alice, bob, bob, carol)]
    call = await talk(caller, callee)
    await callee.send("devices")
    [shown] = (await callee.expect("devices"))["devices"]
    assert shown.keys() == {"device", "name", "since"}
    assert shown["since"] >= 0
    await callee.send("handover", call=call, device=shown["device"])
    asked = await phone.expect("handover")
    on = (await server_call(phone))["device"]
    assert asked | {"age": 0} == {
        "type": "handover", "call": call, "name": alice.name, "role": "callee", "age": 0, "device": on, "video": True
    }  # fmt: skip
    await phone.send("take", call=call, device=asked["device"])
    await phone.expect("taken")
    for device in (stranger, callee, caller):
        await device.send("handover", call=call, device=shown["device"])
        assert (await device.expect("error"))["code"] == "not-found"
    await phone.wait_for_layer()
    assert phone.pending("handover") == []


async def test_nobody_is_shown_the_devices_of_others(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    await talk(caller, callee)
    for device in (caller, callee):
        await device.send("devices")
        assert (await device.expect("devices"))["devices"] == []


async def test_the_other_devices_of_the_peer_hear_nothing_of_it(alice: Person, bob: Person) -> None:
    caller, callee, phone, second = await alice.device(), await bob.device(), await bob.device(0), await alice.device(1)
    call = await talk(caller, callee)
    await second.expect("elsewhere", call=call)
    await take(phone, call, callee, caller)
    assert await heard(second) == []
