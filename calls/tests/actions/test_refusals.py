"""Calls that never ring: busy, offline, unknown, oneself, and one call too many."""

import json

from calls.tests.client import OFFER, Message, new_call, ring, talk
from calls.tests.harness.device import Device
from calls.tests.harness.people import Person
from calls.tests.harness.sites import Site


async def call_of(device: Device, name: str) -> Message:
    call = new_call()
    await device.send("offer", name=name, offer=OFFER, call=call)
    return await device.expect("leave", call=call)


async def test_a_busy_callee_is_told_quietly_and_has_missed_a_call(alice: Person, bob: Person, carol: Person) -> None:
    caller, callee, third = await alice.device(), await bob.device(), await carol.device()
    call = await talk(caller, callee)
    refused = await call_of(third, bob.name)
    assert (refused["name"], refused["reason"]) == (bob.name, "busy")
    missed = await callee.expect("missed")
    assert (missed["call"], missed["name"], missed["reason"]) == (refused["call"], carol.name, "busy")
    assert callee.pending("offer") == []
    await callee.send("sync")
    hello = await callee.expect("hello")
    assert (hello["call"]["call"], hello["missed"]) == (call, 1)


async def test_caller_and_callee_of_a_ringing_call_are_busy(alice: Person, bob: Person, carol: Person) -> None:
    caller, callee, third = await alice.device(), await bob.device(), await carol.device()
    await ring(caller, callee)
    for name in (alice.name, bob.name):
        assert (await call_of(third, name))["reason"] == "busy"
    await callee.send("accept")
    await caller.expect("accepted")


async def test_an_offline_callee_sees_a_missed_call_on_return(alice: Person, bob: Person) -> None:
    device = await alice.device()
    refused = await call_of(device, bob.name)
    assert (refused["name"], refused["reason"]) == (bob.name, "offline")
    assert device.pending("calling") == device.pending("ringing") == []
    hello = (await bob.device()).hello
    assert (hello["missed"], hello["call"]) == (1, None)


async def test_unknown_and_inactive_people_are_offline_to_the_byte(alice: Person, bob: Person, carol: Person) -> None:
    device = await alice.device()
    carol.site.admin("deactivate", pk=carol.pk)
    said = set()
    for name in (bob.name, carol.name, "nobody_at_all"):
        refused = await call_of(device, name)
        said.add(json.dumps(refused).replace(refused["call"], "CALL").replace(name, "NAME"))
    assert len(said) == 1
    # Asked a second time with the same call, they must not differ either.
    for name in (bob.name, carol.name, "nobody_at_all"):
        refused = await call_of(device, name)
        await device.send("offer", name=name, offer=OFFER, call=refused["call"])
        said.add(json.dumps(await device.expect("leave")).replace(refused["call"], "CALL").replace(name, "NAME"))
    assert len(said) == 1
    await device.ping()
    assert device.pending("error") == []


async def test_a_deactivated_person_who_is_still_connected_is_offline(alice: Person, bob: Person) -> None:
    device, other = await alice.device(), await bob.device()
    bob.site.admin("deactivate", pk=bob.pk)
    assert (await call_of(device, bob.name))["reason"] == "offline"
    await other.wait_for_layer()
    assert other.pending("offer") == other.pending("missed") == []


async def test_a_call_to_oneself_is_refused(alice: Person) -> None:
    device, other = await alice.device(), await alice.device(1)
    await device.send("offer", name=alice.name, offer=OFFER)
    error = await device.expect("error")
    assert (error["code"], bool(error["message"])) == ("self-call", True)
    await other.wait_for_layer()
    assert other.pending("offer") == []


async def test_calls_per_minute_are_limited(limited_site: Site) -> None:
    alice, bob, carol = (Person(limited_site, name) for name in ("alice", "bob", "carol"))
    caller, other = await alice.device(), await alice.device()
    for device in (caller, other, caller):
        assert (await call_of(device, bob.name))["reason"] == "offline"
    await other.send("offer", name=carol.name, offer=OFFER)
    error = await other.expect("error")
    assert (error["code"], error["message"]) == (
        "too-many",
        "You have made too many calls. Please wait a minute.",
    )
    assert (await bob.device()).hello["missed"] == 3
    assert (await carol.device()).hello["missed"] == 0
    for person in (alice, bob, carol):
        await person.leave()


async def test_a_person_has_one_call_at_a_time_on_all_devices(alice: Person, bob: Person, carol: Person) -> None:
    caller, other, callee, third = await alice.device(), await alice.device(1), await bob.device(), await carol.device()
    await talk(caller, callee)
    for device in (caller, other):
        await device.send("offer", name=carol.name, offer=OFFER, call=new_call())
        assert (await device.expect("error"))["code"] == "in-call"
    await third.wait_for_layer()
    assert third.pending("offer") == []
    await callee.send("media", microphone=True, camera=True, screen=True)
    await caller.expect("media")


async def test_a_new_call_to_the_same_person_is_not_passed_into_the_one_that_goes_on(
    alice: Person, bob: Person
) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    for device, name in ((caller, bob.name), (callee, alice.name)):
        await device.send("offer", name=name, offer=OFFER, call=new_call())
        error = await device.expect("error")
        assert (error["code"], error["call"]) == ("in-call", call)
    # Once that one is left, it rings.
    await callee.send("leave", call=call)
    await caller.expect("leave", call=call)
    assert caller.pending("offer") == []
    await ring(callee, caller)


async def test_a_second_call_while_the_first_still_rings_is_refused(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await ring(caller, callee)
    await caller.send("offer", name=bob.name, offer=OFFER, call=new_call())
    assert (await caller.expect("error"))["call"] == call
    await callee.wait_for_layer()
    assert callee.pending("offer") == []


async def test_a_call_id_of_somebody_else_cannot_be_used(alice: Person, bob: Person, carol: Person) -> None:
    caller, callee, third = await alice.device(), await bob.device(), await carol.device()
    call = await ring(caller, callee)
    await third.send("offer", name=bob.name, offer=OFFER, call=call)
    assert (await third.expect("error"))["code"] == "not-found"
    await callee.send("accept", call=call)
    await caller.expect("accepted", call=call)
