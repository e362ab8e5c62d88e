"""What is relayed between the parties of a call, and that outsiders can insert nothing."""

import pytest

from calls.tests.client import ANSWER, OFFER, Message, candidate, new_call, ring, talk
from calls.tests.harness.people import Person


async def test_candidates_come_through_in_order_both_ways(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    for sender, receiver in ((caller, callee), (callee, caller)):
        for number in range(50):
            await sender.send("candidate", candidate=candidate(number), call=call)
        await sender.send("candidate", candidate=None)
        found = [(await receiver.expect("candidate"))["candidate"] for _ in range(51)]
        assert found == [*map(candidate, range(50)), None]


async def test_a_machine_with_thirty_addresses_is_no_flood(alice: Person, bob: Person) -> None:
    """As many candidates as a client has that gathers for five media lines, all at once."""
    many = [candidate(number) for number in range(30 * 5 * 6)]
    caller, callee = await alice.device(), await bob.device()
    call = await ring(caller, callee)
    for sender, receiver in ((caller, callee), (callee, caller)):
        for one in many:
            await sender.send("candidate", candidate=one, call=call)
        assert [(await receiver.expect("candidate"))["candidate"] for _ in many] == many
        if sender is caller:
            await callee.send("accept", call=call)
            await caller.expect("accepted", call=call)
    await caller.ping()
    await callee.ping()
    assert caller.pending("error") == callee.pending("error") == []


async def test_early_candidates_reach_every_ringing_device(alice: Person, bob: Person) -> None:
    caller, first, second = await alice.device(), await bob.device(), await bob.device(0)
    call = await ring(caller, first)
    await caller.send("candidate", candidate=candidate(), call=call)
    for device in (first, second):
        assert await device.expect("candidate") == {"type": "candidate", "candidate": candidate(), "call": call}
        kinds = [message["type"] for message in device.log]
        assert kinds.index("offer") < kinds.index("candidate")


async def test_after_the_answer_candidates_reach_that_device_alone(alice: Person, bob: Person) -> None:
    caller, callee, other = await alice.device(), await bob.device(), await bob.device(0)
    call = await talk(caller, callee)
    await caller.send("candidate", candidate=candidate(), call=call)
    await callee.expect("candidate")
    await other.wait_for_layer()
    assert other.pending("candidate") == []


async def test_a_late_candidate_is_no_error_to_the_peer(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    await callee.send("leave", call=call)
    await caller.expect("leave", call=call)
    for sender, receiver in ((caller, callee), (callee, caller)):
        await sender.send("candidate", candidate=candidate(), call=call)
        assert (await sender.expect("error"))["code"] in {"not-found", "too-late"}
        await receiver.wait_for_layer()
        assert receiver.pending("candidate") == receiver.pending("error") == []


async def test_candidates_of_the_last_call_do_not_reach_the_next(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    last = await talk(caller, callee)
    await callee.send("leave", call=last)
    await caller.expect("leave", call=last)
    await talk(caller, callee)
    await caller.send("candidate", candidate=candidate(), call=last)
    assert (await caller.expect("error"))["code"] == "not-found"
    await callee.wait_for_layer()
    assert callee.pending("candidate") == []


INTRUSIONS: list[tuple[str, Message]] = [
    ("answer", {"answer": ANSWER}),
    ("candidate", {"candidate": candidate()}),
    ("leave", {}),
    ("accept", {}),
    ("accept", {"needs_offer": True}),
    ("ringing", {}),
    ("rejoin", {}),
    ("going", {}),
    ("media", {"microphone": True, "camera": True, "screen": True}),
    ("offer", {"offer": OFFER}),
]


@pytest.mark.parametrize("accepted", [False, True])
async def test_an_outsider_can_put_nothing_into_a_call(
    alice: Person, bob: Person, carol: Person, accepted: bool
) -> None:
    caller, callee, third = await alice.device(), await bob.device(), await carol.device()
    call = await (talk if accepted else ring)(caller, callee)
    for device in (caller, callee):
        await device.wait_for_layer()
    seen = len(caller.log), len(callee.log)
    for kind, fields in INTRUSIONS:
        names = [alice.name, bob.name] if kind in {"answer", "candidate", "offer", "leave"} else [None]
        for name in names:
            await third.send(kind, call=call, **fields, **({"name": name} if name else {}))
            assert (await third.expect("error"))["code"] == "not-found", kind
    await third.ping()
    for device, before in ((caller, seen[0]), (callee, seen[1])):
        await device.wait_for_layer()
        kinds = {message["type"] for message in device.log[before:]}
        assert kinds <= {"test.barrier", "people", "presence"}
    assert alice.site.admin("call", call=call)["state"] == ("active" if accepted else "calling")


async def test_a_strangers_call_and_a_missing_one_are_not_told_apart(alice: Person, bob: Person, carol: Person) -> None:
    caller, callee, third = await alice.device(), await bob.device(), await carol.device()
    call, missing = await talk(caller, callee), new_call()
    for kind, fields in INTRUSIONS:
        if kind == "offer":
            continue
        await third.send(kind, call=call, **fields)
        strange = await third.expect("error")
        await third.send(kind, call=missing, **fields)
        assert strange | {"call": missing} == await third.expect("error") | {"call": missing}, kind


async def test_without_a_call_there_is_nobody_to_relay_to(alice: Person, bob: Person) -> None:
    device, other = await alice.device(), await bob.device()
    for kind, fields in INTRUSIONS:
        if kind not in {"offer", "ringing"}:
            await device.send(kind, **fields)
            assert (await device.expect("error"))["code"] == "not-found", kind
    await device.send("candidate", candidate=candidate(), name=bob.name)
    assert (await device.expect("error"))["code"] == "not-found"
    await other.wait_for_layer()
    assert {message["type"] for message in other.log} <= {"hello", "test.barrier", "people", "presence"}


async def test_an_other_name_than_the_peers_is_refused(alice: Person, bob: Person, carol: Person) -> None:
    caller, callee, third = await alice.device(), await bob.device(), await carol.device()
    await talk(caller, callee)
    await caller.send("candidate", candidate=candidate(), name=carol.name)
    assert (await caller.expect("error"))["code"] == "not-found"
    for device in (callee, third):
        await device.wait_for_layer()
        assert device.pending("candidate") == []


async def test_messages_to_a_closing_socket_cause_no_errors(alice: Person, bob: Person) -> None:
    """The worker's log must stay clean, too: see no_worker_logs_a_traceback."""
    caller, callee = await alice.device(), await bob.device()
    await talk(caller, callee)
    for _ in range(10):
        for number in range(200):
            await caller.send("candidate", candidate=candidate(number))
        await callee.expect("candidate")
        callee.may_break = True
        callee.connection.abort()
        callee = await bob.device(party=callee.hello["party"])
    await caller.ping()
    assert caller.pending("error") == []


async def test_the_switches_and_a_rejoin_are_relayed(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    await caller.send("media", microphone=True, camera=False, screen=True, call=call)
    assert await callee.expect("media") == {
        "type": "media",
        "call": call,
        "microphone": True,
        "camera": False,
        "screen": True,
    }
    await callee.send("rejoin")
    assert await caller.expect("rejoin") == {"type": "rejoin", "call": call}


async def test_what_is_relayed_holds_only_what_the_protocol_says(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    await caller.send("candidate", candidate=candidate(), reason="x", to=bob.name, skip="", text="y")
    assert await callee.expect("candidate") == {"type": "candidate", "candidate": candidate(), "call": call}


async def test_what_is_wrong_with_a_network_reaches_the_peer(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    devices = {"microphone": True, "camera": False, "screen": False}
    for sent, passed_on in (
        ({}, {}),
        ({"network": "relay-refused"}, {"network": "relay-refused"}),
        ({"network": None}, {}),
        ({"network": "of a later version"}, {}),
    ):
        await caller.send("media", **devices, **sent)
        assert await callee.expect("media") == {"type": "media", "call": call, **devices, **passed_on}
