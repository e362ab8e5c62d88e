"""A duplicated tab copies the first tab's storage, and becomes a device of its own."""

import asyncio

import pytest

from calls.tests.e2e.browser.visitor import Visitor
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

PARTY = 'sessionStorage.getItem("videochat.party").split(":")[0]'


async def duplicate(visitor: Visitor) -> Visitor:
    """A second tab, with a copy of the first one's sessionStorage: what a browser's "Duplicate" makes, too."""
    async with visitor.context.expect_page() as coming:
        await visitor.page.evaluate("void window.open(location.href)")
    other = Visitor(visitor.name, visitor.context, await coming.value)
    await other.is_online()
    return other


async def party(visitor: Visitor) -> str:
    found: str = await visitor.page.evaluate(PARTY)
    return found


@pytest.mark.tier2
async def test_a_duplicated_tab_is_a_device_of_its_own(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, first = await open_page(alice), await open_page(bob)
    before = await party(first)
    second = await duplicate(first)
    assert await party(first) == before != await party(second)
    await caller.calls(bob.name)
    await asyncio.gather(first.is_rung_by(alice.name), second.is_rung_by(alice.name))
    await second.presses("Accept")
    await asyncio.gather(caller.reaches("active"), second.reaches("active"), first.reaches("idle"))
    await first.reads("on another device")
    await asyncio.gather(caller.sees_and_hears(), second.sees_and_hears())
    for tab in (first, second):
        await tab.is_online()
        assert not await tab.page.locator("#otherTabDialog").is_visible()
    assert second.errors == []


async def test_a_tab_duplicated_in_a_call_leaves_the_call_alone(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, first = await open_page(alice), await open_page(bob)
    await caller.calls(bob.name)
    await first.is_rung_by(alice.name)
    await first.presses("Accept")
    await asyncio.gather(caller.reaches("active"), first.reaches("active"))
    second = await duplicate(first)
    await second.reaches("idle")
    await asyncio.gather(caller.sees_and_hears(), first.sees_and_hears())
    # The first tab is who it was, and comes back into its call.
    await first.page.reload()
    await first.reaches("active")
    await asyncio.gather(caller.sees_and_hears(), first.sees_and_hears())
    await second.reaches("idle")
    await first.presses("Hang up")
    await asyncio.gather(caller.reaches("idle"), first.reaches("idle"))
    assert second.errors == []
