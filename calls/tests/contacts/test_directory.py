"""The list where `DIRECTORY=contacts`: one's contacts, and a stranger by the exact username."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from calls.tests.client import Message, talk
from calls.tests.harness.contacts import change, told
from calls.tests.harness.device import Device
from calls.tests.harness.people import Person
from calls.tests.harness.sites import Site, sqlite_copy


@pytest.fixture(scope="module")
def site(migrated_file: Path) -> Iterator[Site]:
    found = Site("contacts only", sqlite_copy(migrated_file), 1, DEBUG="true", DIRECTORY="contacts")
    yield found
    found.stop()


async def found(device: Device, query: str) -> list[Message]:
    await device.send("people", query=query)
    people: list[Message] = (await device.expect("people", query=query))["people"]
    return people


async def test_a_stranger_is_found_by_the_exact_username_and_can_be_asked(alice: Person, bob: Person) -> None:
    page, device = await alice.device(), await bob.device()
    assert await found(page, "") == await found(page, bob.name[:-1]) == []
    for query in (bob.name, f" {bob.name.upper()} "):
        assert await found(page, query) == [{"name": bob.name, "status": "online"}]
    await change(page, "ask", bob)
    await told(device, alice)
    await change(device, "accept", alice)
    await told(page, bob)
    for query in ("", bob.name[:-1]):
        assert await found(page, query) == [{"name": bob.name, "status": "online", "relation": "contact"}]
    await change(page, "remove", bob)
    assert await found(page, "") == []


async def test_a_call_brings_both_into_the_list(alice: Person, bob: Person) -> None:
    page, device = await alice.device(), await bob.device()
    await talk(page, device)
    assert [person["name"] for person in await found(page, "")] == [bob.name]
    assert [person["name"] for person in await found(device, "")] == [alice.name]


async def test_a_block_takes_nobody_out_of_the_list_of_the_blocked(alice: Person, bob: Person) -> None:
    page, device = await alice.device(), await bob.device()
    await change(device, "block", alice)
    assert await found(page, bob.name) == [{"name": bob.name, "status": "offline"}]
    await change(page, "ask", bob)
    assert await found(page, bob.name) == [{"name": bob.name, "status": "offline", "relation": "asked"}]
    assert await found(device, alice.name) == []
