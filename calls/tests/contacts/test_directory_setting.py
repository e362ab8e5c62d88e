"""Staff set in the administration whom the list of people shows, and all workers and open pages follow."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from calls.tests.client import Message, talk
from calls.tests.harness.contacts import change, told
from calls.tests.harness.device import Device, nothing_came
from calls.tests.harness.outages.web_client import WebClient
from calls.tests.harness.people import Person
from calls.tests.harness.services import Postgres, Redis
from calls.tests.harness.sites import Site, sqlite_copy

FORM = "/admin/calls/sitesettings/1/change/"
#: Seconds until all pages have another list, by the promise.
LIMIT = 5.0


@pytest.fixture(scope="module", params=["one worker", "two workers"])
def site(request: pytest.FixtureRequest, migrated_file: Path) -> Iterator[Site]:
    """Not the one that other tests use: they want everybody."""
    if request.param == "one worker":
        found = Site("directory", sqlite_copy(migrated_file), 1, DEBUG="true")
        yield found
    else:
        postgres: Postgres = request.getfixturevalue("postgres")
        redis = Redis()
        request.addfinalizer(redis.stop)  # after the workers
        found = Site("directory", postgres.create("directory", "migrated"), 2, 1, REDIS_URL=redis.url, DEBUG="true")
        yield found
    found.stop()


class Staff:
    def __init__(self, person: Person) -> None:
        self.person = person
        self.web = WebClient(person.worker(0), person.cookie)

    async def choose(self, directory: str) -> None:
        await asyncio.to_thread(self.web.submit, FORM, directory=directory)


@pytest.fixture
async def staff(site: Site) -> AsyncIterator[Staff]:
    """At the end the environment counts again."""
    person = Person(site, "root", staff=True)
    found = Staff(person)
    yield found
    await found.choose("")
    await person.leave()


def names(message: Message) -> set[str]:
    return {person["name"] for person in message["people"]}


async def look(device: Device, query: str = "") -> set[str]:
    await device.send("people", query=query, live=True)
    return names(await device.expect("people", query=query))


async def test_pages_on_all_workers_get_the_list_that_staff_have_chosen(
    site: Site, staff: Staff, alice: Person, bob: Person, carol: Person
) -> None:
    page, other, stranger = await alice.device(0), await bob.device(1), await carol.device(1)
    await change(page, "ask", bob)
    await told(other, alice)
    await change(other, "accept", alice)
    await told(page, bob)
    assert await look(page) >= {bob.name, carol.name} and await look(other) >= {alice.name, carol.name}
    searching = await alice.device(1)
    assert await look(searching, carol.name[:-2]) == {carol.name}
    simple = await alice.device(0)
    await simple.send("people", query="")
    await simple.expect("people")
    hidden = await alice.device(1)
    await look(hidden)
    await hidden.send("ping", hidden=True)
    await hidden.expect("pong")
    began = time.monotonic()
    await staff.choose("contacts")
    assert names(await page.expect("people", query="")) == {bob.name}
    assert names(await other.expect("people", query="")) == {alice.name}
    assert names(await searching.expect("people", query=carol.name[:-2])) == set()
    assert time.monotonic() - began < LIMIT
    # Who asks now, on any worker, gets the same.
    for device in (page, searching, await alice.device(1)):
        assert await look(device) == {bob.name}
        assert await look(device, carol.name) == {carol.name}, "by the exact username"
        await look(device)
    # Nobody else is told of those who come and go: nor a page that does not look, nor a simple client, which both
    # get no new list.
    await stranger.close()
    await carol.device(0)
    await other.close()
    for each in (page, simple, hidden):
        await each.expect("presence", people=[{"name": bob.name, "status": "offline"}])
    for each in (simple, hidden):
        assert each.pending("people") == []
    for each in (page, simple, hidden):
        await nothing_came(each, "presence")
    other = await bob.device(1)
    await look(other)
    await look(page)
    began = time.monotonic()
    await staff.choose("everybody")
    assert names(await page.expect("people", query="")) >= {bob.name, carol.name}
    assert names(await other.expect("people", query="")) >= {alice.name, carol.name}
    assert time.monotonic() - began < LIMIT


async def test_a_call_goes_on_and_a_worker_that_starts_knows_the_choice(
    site: Site, staff: Staff, alice: Person, bob: Person, carol: Person
) -> None:
    caller, callee, reader = await alice.device(0), await bob.device(1), await carol.device(0)
    call = await talk(caller, callee)
    await look(reader)
    await staff.choose("contacts")
    assert names(await reader.expect("people")) == set()
    await caller.send("media", microphone=True, camera=False, screen=False)
    await callee.expect("media", call=call)
    await caller.send("leave", call=call)
    await callee.expect("leave", call=call, reason="hung-up")
    if len(site.workers) > 1:
        new = site.add()
        assert await look(await carol.device(new)) == set()
        new.stop()


async def test_the_form_says_what_counts_and_the_history_who_changed_it(site: Site, staff: Staff) -> None:
    assert (await asyncio.to_thread(staff.web.get, "/admin/calls/sitesettings/")).leads_to == FORM
    form = (await asyncio.to_thread(staff.web.get, FORM)).words
    assert "As in the environment: Everybody who has an account" in form
    assert "the variable DIRECTORY of the workers counts" in form
    await staff.choose("contacts")
    history = (await asyncio.to_thread(staff.web.get, FORM.replace("change", "history"))).words
    assert staff.person.name in history
    assert "The list of people shows: Each person's contacts only." in history
