"""Contacts: asked and accepted, or made by a call that both took; declined, withdrawn and removed."""

import pytest

from calls.tests.client import ring, talk
from calls.tests.harness.contacts import change, listed, requests, told
from calls.tests.harness.device import nothing_came
from calls.tests.harness.people import Person


async def test_a_request_that_is_accepted_makes_contacts(alice: Person, bob: Person) -> None:
    asks, other_tab, asked = await alice.device(), await alice.device(), await bob.device()
    assert asked.hello["requests"] == 0
    assert await change(asks, "ask", bob) == "asked"
    assert await told(other_tab, bob) == "asked"
    assert await told(asked, alice) == "asks"
    assert await requests(asked) == [{"name": alice.name}]
    assert (await bob.device()).hello["requests"] == 1
    assert (await listed(asks, bob))["relation"] == "asked"
    assert (await listed(asked, alice))["relation"] == "asks"
    assert await change(asked, "accept", alice) == "contact"
    assert await told(asks, bob) == "contact"
    assert (await listed(asks, bob))["relation"] == "contact"
    assert (await listed(asked, alice))["relation"] == "contact"
    assert await requests(asked) == []


async def test_to_ask_somebody_who_asks_is_to_accept(alice: Person, bob: Person) -> None:
    first, second = await alice.device(), await bob.device()
    await change(first, "ask", bob)
    await told(second, alice)
    assert await change(second, "ask", alice) == "contact"
    assert await told(first, bob) == "contact"


async def test_asking_twice_tells_once(alice: Person, bob: Person) -> None:
    first, second = await alice.device(), await bob.device()
    for _ in range(2):
        assert await change(first, "ask", bob) == "asked"
    await told(second, alice)
    await nothing_came(second, "contact")


async def test_a_request_that_is_withdrawn_is_gone(alice: Person, bob: Person) -> None:
    first, second = await alice.device(), await bob.device()
    await change(first, "ask", bob)
    await told(second, alice)
    assert await change(first, "withdraw", bob) == "none"
    assert await told(second, alice) == "none"
    assert await requests(second) == []
    assert await change(second, "accept", alice) == "none", "there is nothing to accept"


async def test_the_sender_does_not_notice_that_a_request_is_declined(alice: Person, bob: Person) -> None:
    first, second = await alice.device(), await bob.device()
    await change(first, "ask", bob)
    await told(second, alice)
    assert await change(second, "decline", alice) == "none"
    assert await requests(second) == []
    await nothing_came(first, "contact")
    assert (await listed(first, bob))["relation"] == "asked"
    # Nor is bob asked again.
    assert await change(first, "withdraw", bob) == "none"
    assert await change(first, "ask", bob) == "asked"
    await nothing_came(second, "contact")
    assert await requests(second) == [] and (await bob.device()).hello["requests"] == 0
    # He may think better of it.
    assert await change(second, "ask", alice) == "contact"
    assert await told(first, bob) == "contact"


async def test_a_contact_is_removed_for_both_and_can_be_asked_again(alice: Person, bob: Person) -> None:
    first, second = await alice.device(), await bob.device()
    await change(first, "ask", bob)
    assert await told(second, alice) == "asks"
    await change(second, "accept", alice)
    assert await told(first, bob) == "contact"
    assert await change(first, "remove", bob) == "none"
    assert await told(second, alice) == "none"
    assert "relation" not in await listed(second, alice)
    assert await change(second, "ask", alice) == "asked"
    assert await told(first, bob) == "asks"


async def test_a_call_that_both_took_makes_contacts(alice: Person, bob: Person) -> None:
    caller, callee, other_tab = await alice.device(), await bob.device(), await alice.device()
    await talk(caller, callee)
    for device, person in ((caller, bob), (callee, alice), (other_tab, bob)):
        assert await told(device, person) == "contact"
    await caller.send("leave")
    await callee.expect("leave")
    await talk(callee, caller)
    await nothing_came(caller, "contact")


async def test_a_call_that_was_not_taken_makes_none(alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    await ring(caller, callee)
    await callee.send("leave")
    await caller.expect("leave")
    assert "relation" not in await listed(caller, bob)


async def test_a_change_in_a_call_leaves_the_call_alone(alice: Person, bob: Person, carol: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    await change(caller, "ask", carol)
    await caller.send("media", microphone=True, camera=False, screen=False)
    await callee.expect("media", call=call)


@pytest.mark.parametrize("action", ["ask", "block", "remove"])
async def test_nobody_and_oneself_are_refused(alice: Person, action: str) -> None:
    device = await alice.device()
    for name in (alice.name, "nobody_at_all"):
        await device.send("contact", name=name, action=action)
        error = await device.expect("error", code="not-found")
        assert error["about"] == "contact"


async def test_an_unknown_action_is_refused(alice: Person, bob: Person) -> None:
    device = await alice.device()
    for action in ("hug", "", 1, None, ["ask"]):
        await device.send("contact", name=bob.name, action=action)
        assert "ask, withdraw" in (await device.expect("error", code="invalid-message"))["message"]
