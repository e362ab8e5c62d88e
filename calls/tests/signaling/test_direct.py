"""Who is told that two pages may connect directly while it rings: contacts who both allow it."""

import pytest

from calls.tests.client import OFFER, Message, new_call
from calls.tests.harness.contacts import allow_direct, befriend, change
from calls.tests.harness.device import Device
from calls.tests.harness.people import Person


async def heard(caller: Device, callee: Device) -> tuple[str, list[bool | None]]:
    """A call that rings, and what both are told: when it is placed, when it is offered again, and in a greeting."""
    call = new_call()
    told: list[Message] = []
    for _ in range(2):
        await caller.send("offer", name=callee.owner.name, offer=OFFER, call=call)
        told += [await caller.expect("calling", call=call), await callee.expect("offer", call=call)]
    for device in (caller, callee):
        await device.send("sync")
        told.append((await device.expect("hello"))["call"])
    return call, [message.get("direct") for message in told]


async def test_contacts_who_both_allow_it(alice: Person, bob: Person) -> None:
    await befriend(alice, bob)
    await allow_direct(alice, bob)
    caller, callee = await alice.device(), await bob.device()
    call, told = await heard(caller, callee)
    assert told == [True] * 6
    second = await bob.device()
    assert second.hello["call"]["direct"] is True, "a device that is opened while it rings"
    await callee.send("accept", call=call)
    await caller.expect("accepted", call=call)
    await caller.send("sync")
    assert "direct" not in (await caller.expect("hello"))["call"], "it is accepted"


@pytest.mark.parametrize("who", ["nobody", "the caller alone", "the callee alone", "strangers", "no longer a contact"])
async def test_nobody_else(alice: Person, bob: Person, who: str) -> None:
    if who != "strangers":
        await befriend(alice, bob)
    allow = {"nobody": [], "the caller alone": [alice], "the callee alone": [bob]}
    await allow_direct(*allow.get(who, [alice, bob]))
    if who == "no longer a contact":
        device = await bob.device()
        await change(device, "remove", alice)
        await device.close()
    caller, callee = await alice.device(), await bob.device()
    _call, told = await heard(caller, callee)
    assert told == [None] * 6


async def test_it_is_decided_again_for_each_message(alice: Person, bob: Person) -> None:
    await befriend(alice, bob)
    await allow_direct(alice, bob)
    caller, callee = await alice.device(), await bob.device()
    call, _told = await heard(caller, callee)
    await allow_direct(bob, allowed=False)
    await caller.send("offer", name=bob.name, offer=OFFER, call=call)
    assert "direct" not in await caller.expect("calling", call=call)
    assert "direct" not in await callee.expect("offer", call=call)
    await callee.send("sync")
    assert "direct" not in (await callee.expect("hello"))["call"]


async def test_a_page_cannot_say_it_itself(alice: Person, bob: Person) -> None:
    await befriend(alice, bob)
    caller, callee = await alice.device(), await bob.device()
    await caller.send("offer", name=bob.name, offer=OFFER | {"direct": True}, call=new_call(), direct=True)
    assert "direct" not in await callee.expect("offer")
    assert "direct" not in await caller.expect("calling")


async def test_a_blocked_contact_finds_nobody(alice: Person, bob: Person) -> None:
    await befriend(alice, bob)
    await allow_direct(alice, bob)
    callee = await bob.device()
    await change(callee, "block", alice)
    caller = await alice.device()
    await caller.send("offer", name=bob.name, offer=OFFER, call=new_call())
    await caller.expect("leave")
    await callee.wait_for_layer()
    assert callee.pending("offer") == []
