"""A page that looks at the list hears of those who come onto it, and never asks."""

import secrets

import pytest

from calls.folding import fold
from calls.presence.people_list.directory import PAGE_SIZE
from calls.tests.client import Message
from calls.tests.harness.contacts import change
from calls.tests.harness.device import Device
from calls.tests.harness.people import Person
from calls.tests.harness.people_list import shown


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


async def comes(device: Device, person: Person, **about: object) -> None:
    """The page is told that somebody comes onto it."""
    key = fold(person.name)
    await device.expect("presence", people=[{"name": person.name, "status": "online", **about, "key": key}])


@pytest.mark.parametrize("elsewhere", [0, 1])
async def test_somebody_who_comes_moves_onto_the_page(alice: Person, crowd: list[Person], elsewhere: int) -> None:
    page, last = await alice.device(0), crowd[-1]
    assert last.name not in await look(page, crowd)
    await last.device(elsewhere)
    await comes(page, last)
    await last.leave()
    await page.expect("presence", people=[{"name": last.name, "status": "offline"}])


async def test_an_account_that_is_new_moves_onto_the_page(alice: Person, crowd: list[Person]) -> None:
    page = await alice.device()
    await look(page, crowd)
    new = Person(alice.site, f"{stem(crowd)}_new")
    await new.device()
    await comes(page, new)


async def test_somebody_who_comes_looks_as_in_the_list(alice: Person, crowd: list[Person]) -> None:
    page, friend, asked = await alice.device(), crowd[-1], crowd[-2]
    await page.send("favourite", name=friend.name, favourite=True)
    assert await change(page, "ask", asked) == "asked"
    await look(page, [friend], page=2)  # so that neither is on the page
    await look(page, crowd, page=2)
    await look(page, crowd)
    await asked.device()
    await comes(page, asked, relation="asked")


async def test_only_those_who_may_see_it_are_told(alice: Person, bob: Person, crowd: list[Person]) -> None:
    """Nor does a page that does not look live, or at other people, hear anything."""
    blocker, other, hidden = crowd[-1], crowd[-2], crowd[-3]
    device = await blocker.device()
    assert await change(device, "block", bob) == "blocked"
    await blocker.leave()
    page, blocked, simple, elsewhere = [await person.device() for person in (alice, bob, alice, alice)]
    assert await change(blocked, "block", hidden) == "blocked"
    for each in (page, blocked):
        await look(each, crowd)
    await shown(simple, stem(crowd))
    await shown(elsewhere, alice.name, live=True)
    for person in (blocker, hidden):
        await person.device()
        await comes(page, person)
    await other.device()
    await comes(page, other)
    await blocked.expect("presence", people=[{"name": other.name, "status": "online"}])  # on this page already
    for silent in (blocked, simple, elsewhere):
        await silent.wait_for_layer()
        assert [m for m in silent.pending("presence") if "key" in str(m)] == []
    for unseen in (blocker, hidden):
        assert unseen.name not in str([m for m in blocked.log if m["type"] in ("people", "presence")])


async def has_told_all(page: Device) -> None:
    """The worker has told its pages who has come until now."""
    name = f"newcomer_{secrets.token_hex(3)}"
    await shown(page, name, live=True)
    newcomer = Person(page.owner.site, name)
    await newcomer.device(0)
    await comes(page, newcomer)


async def test_people_who_would_be_on_another_page_change_nothing(
    alice: Person, bob: Person, crowd: list[Person]
) -> None:
    page, other = await alice.device(0), await bob.device(0)  # `other` is told last
    for person in crowd[:PAGE_SIZE]:
        await person.device()
    before = await look(page, crowd)
    assert before == [person.name for person in crowd[:PAGE_SIZE]]
    first, *_, last, later = crowd
    await later.device(0)
    await has_told_all(other)
    await first.leave()
    await page.expect("presence", people=[{"name": first.name, "status": "offline"}])
    await last.device()  # there is room now
    await comes(page, last)
    assert later.name not in str(page.log)
    # The first one has left the page for the last one.
    await first.device()
    await comes(page, first)


async def test_somebody_who_has_left_already_does_not_come(alice: Person, crowd: list[Person]) -> None:
    page, brief, other = await alice.device(), crowd[-1], crowd[-2]
    await look(page, crowd)
    await brief.device()
    await brief.leave()
    await other.device()
    await comes(page, other)
    assert brief.name not in str(page.log)
