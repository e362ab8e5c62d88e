"""Two clients that know only login, offer, answer, candidate and leave, without call ids."""

from calls.tests.client import ANSWER, OFFER, candidate
from calls.tests.harness.people import Person


async def test_two_old_clients_place_take_and_end_a_call(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    for device in (caller, callee):
        await device.send("login", name=device.owner.name)
        assert await device.expect("login") == {"type": "login", "success": True}

    await caller.send("offer", name=bob.name, offer=OFFER)
    offer = await callee.expect("offer")
    assert (offer["name"], offer["offer"]) == (alice.name, OFFER)

    await caller.send("candidate", name=bob.name, candidate=candidate(1))
    assert (await callee.expect("candidate"))["candidate"] == candidate(1)

    await callee.send("answer", name=alice.name, answer=ANSWER)
    assert (await caller.expect("answer"))["answer"] == ANSWER
    await callee.send("candidate", name=alice.name, candidate=candidate(2))
    assert (await caller.expect("candidate"))["candidate"] == candidate(2)
    await caller.send("candidate", name=bob.name, candidate=candidate(3))
    assert (await callee.expect("candidate"))["candidate"] == candidate(3)

    await caller.send("leave", name=bob.name)
    await callee.expect("leave")
    for device in (caller, callee):
        await device.ping()
        assert device.pending("error") == []


async def test_an_old_client_hangs_up_without_a_name_and_is_called_back(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    await caller.send("offer", name=bob.name, offer=OFFER)
    await callee.expect("offer")
    await callee.send("answer", name=alice.name, answer=ANSWER)
    await caller.expect("answer")
    await callee.send("leave")
    await caller.expect("leave")
    await callee.send("offer", name=alice.name, offer=OFFER)
    assert (await caller.expect("offer"))["name"] == bob.name
    await caller.send("leave", name=bob.name)
    await callee.expect("leave")


async def test_the_name_in_an_answer_may_be_the_senders_own(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    await caller.send("offer", name=bob.name, offer=OFFER)
    await callee.expect("offer")
    await callee.send("answer", name=bob.name, answer=ANSWER)
    await caller.expect("answer")


async def test_an_unknown_type_is_answered_as_it_always_was(alice: Person) -> None:
    device = await alice.device()
    await device.send("x")
    assert (await device.expect("error"))["message"] == "Command not found: x"
    await device.ping()


async def test_the_server_sets_the_senders_name(alice: Person, bob: Person, carol: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    await caller.send("offer", name=bob.name, offer=OFFER, sender=carol.name)
    offer = await callee.expect("offer")
    assert offer["name"] == alice.name
    assert "sender" not in offer


async def test_an_offer_inside_the_call_is_a_renegotiation(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    await caller.send("offer", name=bob.name, offer=OFFER)
    await callee.expect("offer")
    await callee.send("answer", name=alice.name, answer=ANSWER)
    await caller.expect("answer")
    await callee.send("offer", name=alice.name, offer=OFFER)
    again = await caller.expect("offer")
    assert (again["name"], again["offer"]) == (bob.name, OFFER)
    assert "left" not in again
    await caller.send("answer", name=bob.name, answer=ANSWER)
    assert (await callee.expect("answer"))["answer"] == ANSWER
