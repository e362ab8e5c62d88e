"""Tell me when free: one notice, when somebody is free for the person who asked, and to nobody who may not see them."""

import asyncio

import pytest
from django.db.models.functions import Now

from calls.actions.availability.requests import MAX_WAITING, delete_expired, set_notify, tell_due
from calls.actions.outcome import Actor
from calls.models import AvailabilityRequest, Block, DoNotDisturb, User
from calls.protocol.errors import Refused
from calls.tests.client import OFFER, new_call, talk
from calls.tests.harness.availability import quiet
from calls.tests.harness.contacts import card, change, listed
from calls.tests.harness.device import Device, nothing_came
from calls.tests.harness.people import Person
from calls.tests.harness.rows import call, person, worker

#: Seconds in which the workers look twice for whom to tell.
TWO_LOOKS = 2.5


async def wait_for(device: Device, person: Person, *, notify: bool = True) -> None:
    await device.send("notify", name=person.name, notify=notify)
    await device.expect("notify", name=person.name, notify=notify)


async def test_whoever_waits_is_told_once_on_all_devices(alice: Person, bob: Person, carol: Person) -> None:
    page, phone = await alice.device(), await alice.device(1)
    peer, other = await bob.device(), await carol.device()
    await talk(peer, other)
    tried = new_call()
    await page.send("offer", name=bob.name, offer=OFFER, call=tried)
    await page.expect("leave", call=tried, reason="busy")
    await wait_for(page, bob)
    await phone.expect("notify", name=bob.name, notify=True)
    assert (await listed(page, bob))["notify"] is True
    assert (await card(phone, bob))["notify"] is True
    await other.send("leave")
    for device in (page, phone):
        await device.expect("available", name=bob.name)
    assert "notify" not in await listed(page, bob)
    # A page that loads in that moment shows it, until the person has acted on it.
    assert (await alice.device()).hello["available"] == [{"name": bob.name}]
    await wait_for(phone, bob, notify=False)
    await page.expect("notify", name=bob.name, notify=False)
    assert (await alice.device()).hello["available"] == []
    await peer.close()
    await bob.device()
    await asyncio.sleep(TWO_LOOKS)
    await nothing_came(page, "available")
    assert peer.pending("notify") == peer.pending("available") == []


async def test_it_is_told_when_do_not_disturb_ends_and_when_somebody_comes(
    alice: Person, bob: Person, carol: Person
) -> None:
    page, peer = await alice.device(), await bob.device()
    await quiet(peer, seconds=1)
    await wait_for(page, bob)
    await wait_for(page, carol)
    await page.expect("available", name=bob.name)
    await carol.device()
    await page.expect("available", name=carol.name)


async def test_whoever_is_in_a_call_is_told_after_it(alice: Person, bob: Person, carol: Person) -> None:
    page, other = await alice.device(), await carol.device()
    await wait_for(page, bob)
    await talk(page, other)
    await bob.device()
    await asyncio.sleep(TWO_LOOKS)
    assert page.pending("available") == []
    await page.send("leave")
    await page.expect("available", name=bob.name)


async def test_what_was_cancelled_is_not_told(alice: Person, bob: Person) -> None:
    page = await alice.device()
    await wait_for(page, bob)
    await wait_for(page, bob, notify=False)
    await bob.device()
    await asyncio.sleep(TWO_LOOKS)
    await nothing_came(page, "available")
    await page.send("notify", name="nobody_at_all", notify=True)
    assert (await page.expect("error", code="not-found"))["about"] == "notify"


async def test_a_blocked_person_waits_in_vain(alice: Person, bob: Person) -> None:
    page, peer = await alice.device(), await bob.device()
    await change(peer, "block", alice)
    await wait_for(page, bob)
    assert await listed(page, bob) == {"name": bob.name, "status": "offline", "notify": True}
    await asyncio.sleep(TWO_LOOKS)
    await nothing_came(page, "available")
    await change(peer, "unblock", alice)
    await page.expect("available", name=bob.name)


@pytest.fixture
def asker(db: None) -> User:
    return person("asker", worker())


@pytest.fixture
def awaited(asker: User) -> User:
    found = person("awaited", worker())
    set_notify(Actor(asker, ""), found.username, notify=True)
    return found


def told() -> list[str]:
    return [notification.message["name"] for notification in tell_due()]


def test_it_is_told_once(asker: User, awaited: User) -> None:
    assert told() == ["awaited"]
    assert told() == []
    set_notify(Actor(asker, ""), "awaited", notify=True)
    assert told() == ["awaited"]


@pytest.mark.parametrize("why", ["nobody", "contacts", "blocked", "blocks", "quiet", "closed", "busy", "calls", "away"])
def test_to_nobody_whose_call_would_not_ring(asker: User, awaited: User, why: str) -> None:
    if why in ("nobody", "contacts"):
        User.objects.filter(pk=awaited.pk).update(allowed_callers=why)
    elif why == "blocked":
        Block.objects.create(person=awaited, blocked=asker, since=Now())
    elif why == "blocks":
        Block.objects.create(person=asker, blocked=awaited, since=Now())
    elif why == "quiet":
        DoNotDisturb.objects.create(user=awaited, is_on=True)
    elif why in ("busy", "calls"):
        call(awaited if why == "busy" else asker, person("third"))
    elif why == "away":
        asker.connections.all().delete()
    else:
        User.objects.filter(pk=awaited.pk).update(is_active=False)
    assert told() == []


def test_not_for_ever(asker: User, awaited: User) -> None:
    AvailabilityRequest.objects.update(expires_at=Now())
    assert told() == []
    delete_expired()
    assert not AvailabilityRequest.objects.exists()


def test_there_are_only_so_many(asker: User) -> None:
    actor = Actor(asker, "")
    users = User.objects.bulk_create([User(username=f"u{n}", username_key=f"u{n}") for n in range(MAX_WAITING + 1)])
    for user in users[:MAX_WAITING]:
        set_notify(actor, user.username, notify=True)
    set_notify(actor, "u0", notify=True)
    with pytest.raises(Refused, match="too-many"):
        set_notify(actor, users[-1].username, notify=True)
    set_notify(actor, "u0", notify=False)
    set_notify(actor, users[-1].username, notify=True)


def test_it_goes_with_either_account(asker: User, awaited: User) -> None:
    awaited.delete()
    assert not AvailabilityRequest.objects.exists()
