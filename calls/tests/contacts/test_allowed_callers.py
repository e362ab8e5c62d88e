"""Who may call: everybody, contacts or nobody. To all others the person is offline."""

import secrets

import pytest

from calls.tests.client import OFFER, Message, ring
from calls.tests.harness.contacts import allow_callers, befriend, call_in_vain, change, listed, told
from calls.tests.harness.device import nothing_came
from calls.tests.harness.people import Person


def status(person: Person, found: str) -> list[Message]:
    return [{"name": person.name, "status": found}]


async def test_contacts_may_call_and_others_see_nobody(alice: Person, bob: Person, carol: Person) -> None:
    await befriend(alice, bob)
    await allow_callers(alice, "contacts")
    callee, friend, stranger = await alice.device(), await bob.device(), await carol.device()
    assert (await listed(friend, alice))["status"] == "online"
    assert (await listed(stranger, alice))["status"] == "offline"
    await call_in_vain(stranger, alice)
    await callee.wait_for_layer()
    assert callee.pending("offer") == callee.pending("missed") == []
    assert (await alice.device()).hello["missed"] == 1, "it is in the history"
    call = await ring(friend, callee)
    await nothing_came(stranger, "presence")
    await friend.send("leave", call=call)
    await callee.expect("leave")


async def test_nobody_may_call_somebody_who_may_call(alice: Person, bob: Person) -> None:
    await befriend(alice, bob)
    await allow_callers(alice, "nobody")
    caller, friend = await alice.device(), await bob.device()
    assert (await listed(friend, alice))["status"] == "offline"
    await call_in_vain(friend, alice)
    await ring(caller, friend)


async def test_somebody_whom_one_calls_can_answer_by_calling(alice: Person, bob: Person) -> None:
    """Glare: their offer accepts the call, also from somebody who may not call."""
    await allow_callers(alice, "nobody")
    caller, callee = await alice.device(), await bob.device()
    call = await ring(caller, callee)
    await callee.send("offer", name=alice.name, offer=OFFER)
    await caller.expect("accepted", call=call)


async def test_a_new_setting_shows_at_once_on_open_pages(alice: Person, bob: Person, carol: Person) -> None:
    await befriend(alice, bob)
    device, friend, stranger = await alice.device(), await bob.device(), await carol.device()
    for page in (friend, stranger):
        assert (await listed(page, alice))["status"] == "online"
    await allow_callers(alice, "contacts")
    await stranger.expect("presence", people=status(alice, "offline"))
    await nothing_came(friend, "presence")
    await listed(friend, alice)  # the in-memory layer's barrier shows another page
    await allow_callers(alice, "nobody")
    await friend.expect("presence", people=status(alice, "offline"))
    await nothing_came(stranger, "presence")
    await listed(stranger, alice)
    await allow_callers(alice, "everybody")
    for page in (friend, stranger):
        await page.expect("presence", people=status(alice, "online"))
    await device.ping()


async def test_a_new_contact_sees_the_status_at_once(alice: Person, bob: Person) -> None:
    await allow_callers(alice, "contacts")
    device, page = await alice.device(), await bob.device()
    assert (await listed(page, alice))["status"] == "offline"
    await change(page, "ask", alice)
    await told(device, bob)
    await change(device, "accept", bob)
    await page.expect("presence", people=status(alice, "online"))
    await change(device, "remove", bob)
    await page.expect("presence", people=status(alice, "offline"))


async def test_a_setting_from_before_a_connection_still_counts(alice: Person, bob: Person) -> None:
    page = await bob.device()
    await listed(page, alice)
    await allow_callers(alice, "nobody")
    await alice.device()
    await nothing_came(page, "presence")


@pytest.mark.parametrize("allowed", ["nobody", "contacts"])
async def test_the_order_of_the_list_shows_no_more_than_the_statuses(
    alice: Person, bob: Person, carol: Person, allowed: str
) -> None:
    token = secrets.token_hex(4)
    people = [Person(alice.site, f"{token}{letter}", plain=True) for letter in "abc"]
    for person in people[1:]:
        await person.device()
    await allow_callers(people[1], allowed)
    page = await alice.device()
    await page.send("people", query=token)
    found = (await page.expect("people", query=token))["people"]
    assert [(entry["name"][-1], entry["status"]) for entry in found] == [
        ("c", "online"),
        ("a", "offline"),
        ("b", "offline"),
    ]
    for person in people:
        await person.leave()
