"""Who gets what of the connections that two pages make while a call rings."""

from typing import Any

from calls.tests.client import ANSWER, OFFER, Message, candidate, new_call, ring, talk
from calls.tests.harness.device import Device
from calls.tests.harness.people import Person
from calls.tests.harness.sites import Site


async def ask(device: Device, call: str, connection: str = "") -> str:
    """A device that rings asks the caller for an offer; the id of the connection."""
    connection = connection or new_call()
    await device.send("early", call=call, connection=connection)
    return connection


async def assert_silent(*devices: Device) -> None:
    for device in devices:
        await device.wait_for_layer()
        assert device.pending("early") == []


async def refusal(device: Device, **fields: Any) -> Message:
    await device.send("early", **fields)
    return await device.expect("error")


async def test_hello_says_so_where_there_is_a_relay(one_worker: Site, two_workers: Site) -> None:
    for site, says in ((one_worker, None), (two_workers, True)):
        alice = Person(site, "alice")
        assert (await alice.device()).hello.get("early") == says
        await alice.leave()


async def test_a_device_and_the_caller_exchange_signals_and_no_other_gets_them(
    alice: Person, bob: Person, carol: Person
) -> None:
    caller, idle = await alice.device(), await alice.device(1)
    first, second, stranger = await bob.device(), await bob.device(0), await carol.device()
    call = await ring(caller, first)
    connection = await ask(first, call)
    about = {"type": "early", "call": call, "connection": connection}
    assert await caller.expect("early") == about
    await caller.send("early", call=call, connection=connection, description=OFFER)
    assert await first.expect("early") == about | {"description": OFFER}
    await first.send("early", connection=connection, description=ANSWER)
    assert await caller.expect("early") == about | {"description": ANSWER}
    for sender, receiver in ((caller, first), (first, caller)):
        for number in range(20):
            await sender.send("early", call=call, connection=connection, candidate=candidate(number))
        found = [(await receiver.expect("early"))["candidate"] for _ in range(20)]
        assert found == [*map(candidate, range(20))]
    await assert_silent(idle, second, stranger, first, caller)
    for device in (caller, first):
        await device.ping()
        assert device.pending("error") == []


async def test_each_device_has_its_own_connections(alice: Person, bob: Person) -> None:
    caller, first, second = await alice.device(), await bob.device(), await bob.device(0)
    call = await ring(caller, first)
    await second.expect("offer", call=call)
    mine, theirs = await ask(first, call), await ask(second, call)
    for _ in range(2):
        await caller.expect("early", call=call)
    await ask(second, call, mine)  # it has no part in that one
    await assert_silent(caller)
    for connection, receiver, other in ((mine, first, second), (theirs, second, first)):
        await caller.send("early", call=call, connection=connection, description=OFFER)
        await receiver.expect("early", connection=connection)
        await assert_silent(other)


async def test_a_device_that_asks_for_another_one_replaces_its_own(alice: Person, bob: Person) -> None:
    caller, first, second = await alice.device(), await bob.device(), await bob.device(0)
    call = await ring(caller, first)
    await second.expect("offer", call=call)
    theirs = await ask(second, call)
    about = {"type": "early", "call": call}
    assert await caller.expect("early") == about | {"connection": theirs}
    previous = await ask(first, call)
    assert await caller.expect("early") == about | {"connection": previous}
    for _ in range(3):
        again = await ask(first, call)
        assert await caller.expect("early") == about | {"connection": again, "replaces": previous}
        await ask(first, call, again)  # for a restart of ICE
        assert await caller.expect("early") == about | {"connection": again}
        previous = again
    # The page is loaded again, on another worker: the same party.
    reloaded = await bob.device(0, party=first.hello["party"])
    again = await ask(reloaded, call)
    assert await caller.expect("early") == about | {"connection": again, "replaces": previous}
    await reloaded.send("early", call=call, connection=again, closed=True)
    assert await caller.expect("early") == about | {"connection": again, "closed": True}


async def test_nobody_else_and_nothing_outside_a_ringing_call_gets_through(
    alice: Person, bob: Person, carol: Person
) -> None:
    caller, callee, stranger = await alice.device(), await bob.device(), await carol.device()
    other = new_call()
    refused = {"code": "not-found", "about": "early"}
    for device in (caller, callee, stranger):
        error = await refusal(device, connection=new_call())
        assert error | refused == error
    call = await ring(caller, callee)
    idle = await alice.device()
    for device, told in ((stranger, call), (idle, call), (callee, other), (caller, other)):
        error = await refusal(device, call=told, connection=new_call())
        assert error | refused | {"call": told} == error
    error = await refusal(caller, call=call, connection=new_call(), description=OFFER)
    assert error["code"] == "not-found", "no device has asked for it"
    connection = await ask(callee, call)
    await caller.expect("early")
    await callee.send("leave", call=call)
    await caller.expect("leave", call=call)
    for device in (caller, callee):
        assert (await refusal(device, call=call, connection=connection))["code"] == "not-found"
    await assert_silent(caller, callee, stranger, idle)


async def test_accept_names_the_connection_and_only_the_caller_hears_it(alice: Person, bob: Person) -> None:
    caller, callee, other = await alice.device(), await bob.device(), await bob.device(0)
    call = await ring(caller, callee)
    connection = await ask(callee, call)
    await caller.expect("early")
    await callee.send("accept", call=call, connection=connection)
    assert (await caller.expect("accepted", call=call))["connection"] == connection
    assert "connection" not in await callee.expect("accepted", call=call)
    assert "connection" not in await other.expect("leave", call=call)
    for device in (caller, callee):
        assert (await refusal(device, call=call, connection=connection))["code"] == "not-found", "it is accepted"


async def test_without_a_connection_accepted_is_as_ever(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    await talk(caller, callee)
    assert all("connection" not in message for message in caller.log + callee.log)


async def test_what_is_no_signal_is_refused(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await ring(caller, callee)
    for wrong in (
        {"connection": "x"},
        {"connection": None},
        {"description": {"type": "rollback", "sdp": ""}},
        {"description": {"type": "offer"}},
        {"description": OFFER | {"sdp": "x" * 60_001}},
        {"candidate": "candidate:1"},
        {"closed": "yes"},
    ):
        error = await refusal(callee, **({"call": call, "connection": new_call()} | wrong))
        assert (error["code"], error["about"]) == ("invalid-message", "early"), wrong
    await assert_silent(caller)
