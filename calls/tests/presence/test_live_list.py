"""A page that looks at the list is sent it again when somebody comes onto it, and never asks."""

import secrets

import pytest

from calls.presence.directory import PAGE_SIZE
from calls.tests.client import Message
from calls.tests.contacts.test_requests import change
from calls.tests.harness.device import Device
from calls.tests.harness.people import Person

from .test_presence import shown


@pytest.fixture
def crowd(alice: Person) -> list[Person]:
    """Two more people than a page has, by their names."""
    stem = f"crowd_{secrets.token_hex(3)}"
    return sorted((Person(alice.site, f"{stem}_{number:02}") for number in range(PAGE_SIZE + 2)), key=lambda p: p.name)


def stem(crowd: list[Person]) -> str:
    return crowd[0].name.rsplit("_", 2)[0]


def names(page: Message) -> list[str]:
    return [person["name"] for person in page["people"]]


async def look(device: Device, crowd: list[Person], **more: object) -> list[str]:
    return names(await shown(device, stem(crowd), live=True, **more))


@pytest.mark.parametrize("elsewhere", [0, 1])
async def test_somebody_who_comes_moves_onto_the_page(alice: Person, crowd: list[Person], elsewhere: int) -> None:
    page, last = await alice.device(0), crowd[-1]
    assert last.name not in await look(page, crowd)
    await last.device(elsewhere)
    again = await page.expect("people", query=stem(crowd))
    assert again["people"][0] == {"name": last.name, "status": "online"}
    assert names(again)[1:] == [person.name for person in crowd[: PAGE_SIZE - 1]]
    await last.leave()
    await page.expect("presence", people=[{"name": last.name, "status": "offline"}])


async def test_an_account_that_is_new_moves_onto_the_page(alice: Person, crowd: list[Person]) -> None:
    page = await alice.device()
    await look(page, crowd)
    new = Person(alice.site, f"{stem(crowd)}_new")
    await new.device()
    assert names(await page.expect("people", query=stem(crowd)))[0] == new.name


async def test_only_those_who_may_see_it_are_told(alice: Person, bob: Person, crowd: list[Person]) -> None:
    """Nor does a page that does not look live, or at other people, get anything."""
    blocker, other = crowd[-1], crowd[-2]
    device = await blocker.device()
    assert await change(device, "block", bob) == "blocked"
    await blocker.leave()
    page, blocked, simple, elsewhere = [await person.device() for person in (alice, bob, alice, alice)]
    for each in (page, blocked):
        await look(each, crowd)
    await shown(simple, stem(crowd))
    await shown(elsewhere, alice.name, live=True)
    await blocker.device()
    assert names(await page.expect("people", query=stem(crowd)))[0] == blocker.name
    await other.device()
    assert names(await page.expect("people", query=stem(crowd)))[:2] == [other.name, blocker.name]
    assert names(await blocked.expect("people", query=stem(crowd)))[0] == other.name
    for silent in (blocked, simple, elsewhere):
        await silent.wait_for_layer()
        assert silent.pending("people") == []
    assert blocker.name not in str(blocked.log)


async def test_people_who_would_be_on_another_page_change_nothing(alice: Person, crowd: list[Person]) -> None:
    page = await alice.device()
    for person in crowd[:PAGE_SIZE]:
        await person.device()
    before = await look(page, crowd)
    assert before == [person.name for person in crowd[:PAGE_SIZE]]
    await crowd[-1].device()
    await crowd[0].leave()
    await page.expect("presence", people=[{"name": crowd[0].name, "status": "offline"}])
    await crowd[-2].device()  # there is room now
    assert names(await page.expect("people", query=stem(crowd))) == [person.name for person in crowd[1 : PAGE_SIZE + 1]]
    assert page.pending("people") == []
