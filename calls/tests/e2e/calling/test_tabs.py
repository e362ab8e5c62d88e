"""Tabs: a duplicated one becomes a separate device, one of two rings, and one of another person loads again."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import expect

from calls.presence.connecting import MAX_PARTIES
from calls.tests.e2e.browser.visitor import Visitor, wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person
from calls.tests.harness.process import until

PARTY = 'sessionStorage.getItem("videochat.party").split(":")[0]'


async def duplicate(visitor: Visitor) -> Visitor:
    """A second tab, with a copy of the first one's sessionStorage: what a browser's "Duplicate" makes, too."""
    async with visitor.context.expect_page() as coming:
        await visitor.page.evaluate("void window.open(location.href)")
    other = Visitor(visitor.name, visitor.context, await coming.value)
    await other.wait_for_online()
    return other


async def party(visitor: Visitor) -> str:
    found: str = await visitor.page.evaluate(PARTY)
    return found


COUNT_TONES = """window.tones = 0;
OscillatorNode.prototype.start = function (...when) {
  window.tones += 1;
  return AudioScheduledSourceNode.prototype.start.apply(this, when);
};"""


@pytest.mark.tier2
async def test_one_of_two_tabs_rings_and_the_other_one_when_that_is_closed(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, first = await open_page(alice), await open_page(bob, "/healthz")
    await first.add_init_script(COUNT_TONES)
    await first.open("/")
    second = await duplicate(first)
    for tab in (first, second):
        await tab.page.mouse.click(1, 1)  # a browser lets a page sound after that
    await caller.call(bob.name)
    await asyncio.gather(first.expect_call_from(alice.name), second.expect_call_from(alice.name))
    counts: list[int] = []
    while max(counts, default=0) < 9:  # three times what is played at once
        counts = [await tab.page.evaluate("tones") for tab in (first, second)]
    assert min(counts) == 0, counts
    rings, waits = (first, second) if counts[0] else (second, first)
    await rings.page.goto("about:blank")
    await wait_until(waits.page, "() => tones > 0")


@pytest.mark.tier2
async def test_a_duplicated_tab_is_a_device_of_its_own(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, first = await open_page(alice), await open_page(bob)
    before = await party(first)
    second = await duplicate(first)
    assert await party(first) == before != await party(second)
    await caller.call(bob.name)
    await asyncio.gather(first.expect_call_from(alice.name), second.expect_call_from(alice.name))
    await second.click("Accept")
    await asyncio.gather(caller.wait_for_state("active"), second.wait_for_state("active"), first.wait_for_state("idle"))
    await first.expect_text("on another device")
    await asyncio.gather(caller.expect_media(), second.expect_media())
    for tab in (first, second):
        await tab.wait_for_online()
        assert not await tab.page.locator("#otherTabDialog").is_visible()
    assert second.errors == []


@pytest.mark.tier2
async def test_a_tab_duplicated_in_a_call_leaves_the_call_alone(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, first = await open_page(alice), await open_page(bob)
    await caller.call(bob.name)
    await first.expect_call_from(alice.name)
    await first.click("Accept")
    await asyncio.gather(caller.wait_for_state("active"), first.wait_for_state("active"))
    second = await duplicate(first)
    await second.wait_for_state("idle")
    await asyncio.gather(caller.expect_media(), first.expect_media())
    # The first tab is who it was, and comes back into its call.
    await first.page.reload()
    await first.wait_for_state("active")
    await asyncio.gather(caller.expect_media(), first.expect_media())
    await second.wait_for_state("idle")
    await first.click("Hang up")
    await asyncio.gather(caller.wait_for_state("idle"), first.wait_for_state("idle"))
    assert second.errors == []


@pytest.mark.tier2
async def test_a_page_of_somebody_who_is_signed_out_becomes_the_next_persons(
    open_page: OpenPage, alice: Person, bob: Person, carol: Person
) -> None:
    visitor, caller = await open_page(alice), await open_page(carol)
    await expect(visitor.button(f"Account of {alice.name}")).to_be_visible()
    # In another tab alice signs out, and bob signs in. Then this tab's socket breaks.
    cookie: Any = bob.browser_cookie(alice.worker(None))
    await visitor.context.add_cookies([cookie])
    await visitor.page.evaluate("tests.lose()")
    await expect(visitor.button(f"Account of {bob.name}")).to_be_visible()
    await visitor.wait_for_online()
    await caller.call(bob.name)
    await visitor.expect_call_from(carol.name)
    await caller.click("Hang up")


async def test_one_tab_too_many_says_so_and_waits_to_be_asked(open_page: OpenPage, alice: Person) -> None:
    others = [await alice.device() for _ in range(MAX_PARTIES)]
    tab = await open_page(alice, "/healthz")
    await tab.page.goto("/")
    dialog = tab.page.get_by_role("dialog", name="too many tabs")
    await dialog.wait_for()
    await tab.page.keyboard.press("Escape")
    await dialog.wait_for()
    await others[0].close()
    await asyncio.to_thread(
        until, lambda: alice.site.admin("connections", pk=alice.pk)["count"] < MAX_PARTIES, "one tab is closed"
    )
    await tab.click("Connect this tab")
    await tab.wait_for_online()
