"""The list is the person's own: favourites, recent calls, who is online, everyone else; and the card of a person."""

import secrets

import pytest

from calls.actions.contacts.favourites import set_favourite
from calls.actions.outcome import Actor
from calls.models import Favourite, User
from calls.presence.people_list.own_list import MAX_RECENT
from calls.protocol.errors import Refused
from calls.tests.client import talk
from calls.tests.harness.contacts import card, change, star
from calls.tests.harness.device import Device, nothing_came
from calls.tests.harness.people import Person
from calls.tests.harness.sites import Site


async def sections(device: Device, query: str) -> list[tuple[str, str]]:
    """Each person with the section that the message says."""
    await device.send("people", query=query)
    people = (await device.expect("people", query=query))["people"]
    return [(person["name"].split("_")[0].removeprefix(query), person.get("section", "")) for person in people]


async def test_favourites_come_first_then_recent_ones_then_online_ones(site: Site, alice: Person) -> None:
    token = f"t{secrets.token_hex(3)}"
    people = {name: Person(site, f"{token}{name}") for name in ("ann", "bea", "cleo", "dora", "eve", "fay")}
    page = await alice.device()
    devices = {name: await people[name].device() for name in ("bea", "eve", "fay")}
    for name in ("eve", "bea"):
        await talk(page, devices[name])
        await page.send("leave")
        await devices[name].expect("leave")
    assert await sections(page, token) == [
        ("bea", "recent"), ("eve", "recent"), ("fay", ""), ("ann", ""), ("cleo", ""), ("dora", ""),
    ]  # fmt: skip
    for name in ("dora", "eve", "cleo"):
        await star(page, people[name])
    assert await sections(page, token) == [
        ("cleo", "favourite"), ("dora", "favourite"), ("eve", "favourite"), ("bea", "recent"), ("fay", ""), ("ann", ""),
    ]  # fmt: skip
    # Nobody else's list has changed.
    assert await sections(devices["fay"], token) == [("bea", ""), ("eve", ""), ("ann", ""), ("cleo", ""), ("dora", "")]
    await star(page, people["eve"], favourite=False)
    assert (await sections(page, token))[2:4] == [("bea", "recent"), ("eve", "recent")]
    for person in people.values():
        await person.leave()


async def test_a_favourite_is_told_to_all_own_devices_and_to_nobody_else(alice: Person, bob: Person) -> None:
    here, there, other = await alice.device(), await alice.device(), await bob.device()
    await star(here, bob)
    await there.expect("favourite", name=bob.name, favourite=True)
    assert here.pending("favourite") == []
    await nothing_came(other, "favourite")
    assert (await card(there, bob))["favourite"] is True
    assert "favourite" not in await card(other, alice)
    await star(there, bob, favourite=False)
    await here.expect("favourite", name=bob.name, favourite=False)


async def test_large_lists_are_paged_without_a_gap_or_a_double(site: Site, alice: Person) -> None:
    token = f"p{secrets.token_hex(3)}"
    people = [Person(site, f"{token}{number:02}") for number in range(30)]
    page = await alice.device()
    for person in people[25:]:
        await star(page, person)
    for person in people[10:20]:
        await person.device()
    expected = people[25:] + people[10:20] + people[:10] + people[20:25]
    found: list[str] = []
    for number in (1, 2):
        await page.send("people", query=token, page=number)
        answer = await page.expect("people", query=token, page=number)
        assert answer["pages"] == 2
        found += [entry["name"] for entry in answer["people"]]
    assert found == [person.name for person in expected]
    for person in people:
        await person.leave()


async def test_the_card_has_the_last_calls(alice: Person, bob: Person, carol: Person) -> None:
    page, device = await alice.device(), await bob.device()
    assert await card(page, bob) == {"type": "person", "name": bob.name, "status": "online", "calls": []}
    await talk(page, device)
    await page.send("leave")
    await device.expect("leave")
    [call] = (await card(page, bob))["calls"]
    assert 0 <= call.pop("ago") < 60 and 0 <= call.pop("lasted") < 60
    assert call == {"role": "caller", "video": True, "reason": "hung-up"}
    [call] = (await card(device, alice))["calls"]
    assert call["role"] == "callee"
    assert (await card(page, carol))["calls"] == []
    await change(page, "block", bob)
    assert (await card(page, bob))["relation"] == "blocked"
    await page.send("person", name="nobody_at_all")
    assert (await page.expect("error", code="not-found"))["about"] == "person"


async def test_a_closed_card_hears_no_more_unless_the_page_lists_the_person(
    alice: Person, bob: Person, carol: Person
) -> None:
    page, device, other = await alice.device(), await bob.device(), await carol.device()
    await page.send("people", query=bob.name)
    await page.expect("people", query=bob.name)
    for person in (bob, carol):
        await card(page, person)
        await page.send("person", name=person.name, open=False)
    for closes, person in ((other, carol), (device, bob)):
        await closes.close()
        await person.leave()
    await page.expect("presence", people=[{"name": bob.name, "status": "offline"}])
    assert [each for each in page.log if carol.name in str(each) and each["type"] != "person"] == []
    assert page.pending("person") == []
    await carol.device()
    await card(page, carol)
    await carol.leave()
    await page.expect("presence", people=[{"name": carol.name, "status": "offline"}])


async def test_the_card_of_somebody_who_is_not_on_the_page_stays_true(
    alice: Person, bob: Person, carol: Person
) -> None:
    page = await alice.device(0)
    assert (await card(page, bob))["status"] == "offline"
    device = await bob.device(1)
    await page.expect("presence", people=[{"name": bob.name, "status": "online"}])
    await page.send("people", query=carol.name, live=True)
    await page.expect("people", query=carol.name)
    assert await change(device, "block", alice) == "blocked"
    await page.expect("presence", people=[{"name": bob.name, "status": "offline"}])
    assert await change(device, "unblock", alice) == "none"
    await page.expect("presence", people=[{"name": bob.name, "status": "online"}])
    # Another card takes its place.
    assert (await card(page, carol))["status"] == "offline"
    await bob.leave()
    await carol.device(1)
    await page.expect("presence", people=[{"name": carol.name, "status": "online"}])
    assert bob.name not in str(page.pending("presence"))


@pytest.fixture
def actor(db: None) -> Actor:
    return Actor(User.objects.create_user("alice"), "party")


def test_there_are_only_so_many_favourites(actor: Actor) -> None:
    users = User.objects.bulk_create([User(username=f"u{n}", username_key=f"u{n}") for n in range(Favourite.MAX + 1)])
    for user in users[: Favourite.MAX]:
        set_favourite(actor, user.username, favourite=True)
    set_favourite(actor, "u0", favourite=True)
    with pytest.raises(Refused, match="too-many"):
        set_favourite(actor, users[-1].username, favourite=True)
    set_favourite(actor, "u0", favourite=False)
    set_favourite(actor, users[-1].username, favourite=True)
    assert Favourite.objects.filter(person=actor.user).count() == Favourite.MAX
    assert MAX_RECENT < 24, "the first page has room for others"
