"""To a blocked person one is offline: in the list, in what is pushed, in calls and in requests."""

import pytest

from calls.tests.client import OFFER, ring, talk
from calls.tests.harness.contacts import call_in_vain, change, listed, requests, told
from calls.tests.harness.device import nothing_came
from calls.tests.harness.people import Person


async def test_a_block_looks_like_going_offline(alice: Person, bob: Person) -> None:
    blocker, page, elsewhere = await alice.device(), await bob.device(), await bob.device()
    assert (await listed(page, alice))["status"] == "online"
    assert await change(blocker, "block", bob) == "blocked"
    await page.expect("presence", people=[{"name": alice.name, "status": "offline"}])
    assert await listed(page, alice) == {"name": alice.name, "status": "offline"}
    # And nothing else, nor to a page that does not show alice.
    await nothing_came(page, "contact")
    await nothing_came(elsewhere, "presence")


async def test_a_blocked_person_hears_nothing_of_what_comes_after(alice: Person, bob: Person, carol: Person) -> None:
    blocker, page, friend = await alice.device(), await bob.device(), await carol.device()
    await change(blocker, "block", bob)
    await listed(page, alice)
    other = await alice.device()
    await other.close()
    call = await talk(friend, blocker)
    await friend.send("leave", call=call)
    await blocker.expect("leave")
    await blocker.close()
    await alice.device()
    await nothing_came(page, "presence")


async def test_a_call_of_a_blocked_person_does_not_ring(alice: Person, bob: Person) -> None:
    blocker, page = await alice.device(), await bob.device()
    await change(blocker, "block", bob)
    await call_in_vain(page, alice)
    await blocker.wait_for_layer()
    assert [each["type"] for each in blocker.inbox if each["type"] in ("offer", "missed")] == []
    assert (await alice.device()).hello["missed"] == 0


async def test_a_blocked_person_does_not_learn_that_one_is_in_a_call(alice: Person, bob: Person, carol: Person) -> None:
    blocker, page, friend = await alice.device(), await bob.device(), await carol.device()
    await change(blocker, "block", bob)
    await talk(blocker, friend)
    assert (await listed(page, alice))["status"] == "offline"
    await call_in_vain(page, alice)


async def test_unblocking_looks_like_coming_online(alice: Person, bob: Person) -> None:
    blocker, page = await alice.device(), await bob.device()
    await change(blocker, "block", bob)
    await listed(page, alice)
    assert await change(blocker, "unblock", bob) == "none"
    await page.expect("presence", people=[{"name": alice.name, "status": "online"}])
    await ring(page, blocker)


async def test_a_block_keeps_what_the_blocked_person_sees(alice: Person, bob: Person) -> None:
    blocker, page = await alice.device(), await bob.device()
    await change(page, "ask", alice)
    await told(blocker, bob)
    await change(blocker, "accept", bob)
    await told(page, alice)
    await change(blocker, "block", bob)
    assert (await listed(page, alice)) == {"name": alice.name, "status": "offline", "relation": "contact"}
    assert await change(blocker, "unblock", bob) == "contact"
    assert (await listed(page, alice)) == {"name": alice.name, "status": "online", "relation": "contact"}


async def test_a_request_of_a_blocked_person_looks_unanswered(alice: Person, bob: Person) -> None:
    blocker, page = await alice.device(), await bob.device()
    await change(blocker, "block", bob)
    assert await change(page, "ask", alice) == "asked"
    assert (await listed(page, alice))["relation"] == "asked"
    await nothing_came(blocker, "contact")
    assert await requests(blocker) == [] and (await alice.device()).hello["requests"] == 0
    assert await change(page, "withdraw", alice) == "none"
    await nothing_came(blocker, "contact")


async def test_a_request_from_before_the_block_is_hidden_and_can_be_accepted_unnoticed(
    alice: Person, bob: Person
) -> None:
    blocker, page = await alice.device(), await bob.device()
    await change(blocker, "ask", bob)
    await told(page, alice)
    await change(blocker, "block", bob)
    assert await change(page, "accept", alice) == "contact"
    await nothing_came(blocker, "contact")
    assert (await listed(page, alice))["status"] == "offline"


@pytest.mark.parametrize("accepted", [True, False])
async def test_blocking_ends_the_call_of_the_two(alice: Person, bob: Person, accepted: bool) -> None:
    blocker, page = await alice.device(), await bob.device()
    call = await (talk if accepted else ring)(page, blocker)
    await listed(page, alice)
    other_tab = await alice.device()
    await change(other_tab, "block", bob)
    await page.expect("leave", call=call, reason="hung-up" if accepted else "declined")
    await blocker.expect("leave", call=call)
    await page.expect("presence", people=[{"name": alice.name, "status": "offline"}])
    await page.wait_for_layer()
    assert page.log.index({"type": "presence", "people": [{"name": alice.name, "status": "offline"}]}) > [
        message["type"] for message in page.log
    ].index("leave"), "as somebody who hangs up and goes"
    await call_in_vain(page, alice)


async def test_the_device_that_blocks_its_peer_leaves_the_call(alice: Person, bob: Person, carol: Person) -> None:
    blocker, page, friend = await alice.device(), await bob.device(), await carol.device()
    await talk(blocker, page)
    await change(blocker, "block", bob)
    await blocker.expect("leave")
    await talk(blocker, friend)


async def test_a_block_leaves_a_call_with_somebody_else_alone(alice: Person, bob: Person, carol: Person) -> None:
    blocker, friend = await alice.device(), await carol.device()
    call = await talk(blocker, friend)
    await change(blocker, "block", bob)
    await blocker.send("media", microphone=True, camera=False, screen=False)
    await friend.expect("media", call=call)


async def test_one_does_not_call_or_ask_whom_one_has_blocked(alice: Person, bob: Person) -> None:
    blocker, page = await alice.device(), await bob.device()
    await change(blocker, "block", bob)
    await blocker.send("offer", name=bob.name, offer=OFFER)
    assert "Unblock" in (await blocker.expect("error", code="blocked"))["message"]
    await blocker.send("contact", name=bob.name, action="ask")
    assert (await blocker.expect("error", code="blocked"))["about"] == "contact"
    await page.wait_for_layer()
    assert page.pending("offer") == page.pending("missed") == page.pending("contact") == []


async def test_a_blocked_person_is_not_in_the_list_of_who_blocked_them(alice: Person, bob: Person) -> None:
    blocker = await alice.device()
    await change(blocker, "block", bob)
    await blocker.send("people", query=bob.name)
    assert (await blocker.expect("people"))["people"] == []
    await change(blocker, "unblock", bob)
    assert (await listed(blocker, bob))["name"] == bob.name


async def test_a_deleted_account_takes_its_rows_with_it(alice: Person, bob: Person, carol: Person) -> None:
    first, second = await alice.device(), await bob.device()
    await change(first, "ask", carol)
    await change(first, "block", bob)
    await change(second, "ask", alice)
    await first.close()
    alice.site.admin("delete", pk=alice.pk)
    assert await requests(await carol.device()) == []
