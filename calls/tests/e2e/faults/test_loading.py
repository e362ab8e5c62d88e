"""A page loads few files, and recovers if one of them does not load, as when the network changes."""

import asyncio
import re

import pytest
from playwright.async_api import Route, expect

from calls.tests.e2e.browser.visitor import Visitor, talk
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

PARTS = [
    pytest.param("two_workers", "chunk.js", id="the bundle of main.js"),
    pytest.param("one_worker", "call.js", id="a module behind it, where nothing is bundled", marks=pytest.mark.tier2),
    pytest.param("two_workers", "call_page.css", id="a style sheet", marks=pytest.mark.tier2),
    pytest.param("two_workers", "bootstrap.min.css", id="a style sheet of Bootstrap's", marks=pytest.mark.tier2),
]
LAZY = "JSON.parse(document.getElementById('config').textContent).lazy"
REQUESTED = "performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)"


@pytest.mark.parametrize(("site", "part"), PARTS, indirect=["site"])
async def test_a_page_with_missing_files_reloads_until_it_is_complete(
    open_page: OpenPage, alice: Person, bob: Person, part: str
) -> None:
    visitor = await open_page(alice, "/healthz")
    stem, kind = part.rsplit(".", 1)
    address = re.compile(rf"/{re.escape(stem)}(-[0-9A-Z]+)?(\.[0-9a-f]+)?\.{kind}$")
    await visitor.page.route(address, lambda route: route.abort())
    await visitor.page.goto("/")
    await visitor.expect_text("Part of this page did not load.")
    await visitor.page.unroute(address)
    await visitor.wait_for_online()
    await expect(visitor.page.get_by_text("Part of this page did not load.")).to_be_hidden()
    # The browser itself says what it could not load.
    visitor.errors = [said for said in visitor.errors if "ERR_FAILED" not in said]
    await talk(visitor, await open_page(bob))
    if part == "chunk.js":
        # With the features of a call, which load after the page.
        requested = await visitor.page.evaluate(REQUESTED)
        assert 1 + len(requested) <= 12, requested


class LazyPart:
    """The script that a page loads after its own files, and which does not load until `mend`."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.tries: list[str] = []

    async def break_it(self, status: int | None = None) -> "LazyPart":
        """Its requests are lost, or answered with this status."""

        async def refuse(route: Route) -> None:
            self.tries.append(route.request.url)
            await (route.fulfill(status=status, body="") if status else route.abort())

        self.pattern = re.compile(re.escape(await self.visitor.page.evaluate(LAZY)) + r"(\?\d+)?$")
        await self.visitor.page.route(self.pattern, refuse)
        await self.visitor.page.reload()
        await self.visitor.wait_for_online()
        return self

    async def hold(self) -> None:
        """Its request is answered after `release`."""
        released = asyncio.Event()
        self.release = released.set

        async def wait(route: Route) -> None:
            await released.wait()
            await route.continue_()

        await self.visitor.page.route(self.pattern, wait)
        await self.visitor.page.reload()
        await self.visitor.wait_for_online()

    async def mend(self) -> None:
        await self.visitor.page.unroute(self.pattern)
        # The browser itself says what it could not load.
        self.visitor.errors = [said for said in self.visitor.errors if "Failed to load resource" not in said]


async def test_features_that_do_not_load_are_tried_again_and_say_so(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    visitor, peer = await open_page(alice), await open_page(bob)
    part = await LazyPart(visitor).break_it()
    await talk(visitor, peer)
    chat, panel = visitor.button("Chat"), visitor.page.locator("#panel")
    for key in ("c", "d"):
        await visitor.page.keyboard.press(key)
        await visitor.expect_text("This has not loaded yet. Trying again…")
        await visitor.page.locator(".toast-card .notice-close").click()
    await expect(panel).to_be_hidden()
    await expect(peer.button("Chat")).to_be_disabled()  # nothing that this page would lose
    assert len(set(part.tries)) == len(part.tries) > 1
    await part.mend()
    for one in (visitor, peer):
        await expect(one.button("Chat")).to_be_enabled()
        await expect(one.page.locator("#call")).to_have_attribute("data-verify", "ready")
    await visitor.expect_text("It has loaded now.")
    await peer.click("Chat")
    await peer.page.get_by_role("textbox", name="Message", exact=True).fill("Are you there?")
    await peer.page.keyboard.press("Enter")
    await chat.click()
    await expect(visitor.page.locator("#chatItems .said-text")).to_have_text("Are you there?")


async def test_settings_that_have_not_loaded_open_later_or_the_page_says_so(open_page: OpenPage, alice: Person) -> None:
    visitor = await open_page(alice)
    dialog = visitor.page.get_by_role("dialog", name="Sound and video")
    part = await LazyPart(visitor).break_it()
    await visitor.click("Settings")
    await visitor.expect_text("This has not loaded yet. Trying again…")
    await expect(dialog).to_be_hidden()
    await part.mend()
    await visitor.click("Settings")
    await expect(dialog).to_be_visible()
    await dialog.get_by_role("button", name="Done").click()
    await part.hold()
    await visitor.page.keyboard.press("?")
    await visitor.click("Settings")
    await visitor.expect_text("This has not loaded yet. Trying again…")
    await expect(dialog).to_be_hidden()
    part.release()
    await expect(dialog).to_be_visible()
    await expect(visitor.page.locator("dialog[open]")).to_have_count(1)
    await expect(visitor.page.locator(".toast-card")).to_have_count(0)
    await dialog.get_by_role("button", name="Done").click()
    await expect(visitor.button("Settings")).to_be_focused()


async def test_if_a_part_of_what_loads_later_fails_the_others_work(open_page: OpenPage, alice: Person) -> None:
    visitor = await open_page(alice)
    part = await LazyPart(visitor).break_it()
    await visitor.page.evaluate("document.getElementById('shortcutsTemplate').remove()")
    await part.mend()
    await visitor.click("Settings")
    await expect(visitor.page.get_by_role("dialog", name="Sound and video")).to_be_visible()
    others = [said for said in visitor.errors if "#shortcutsTemplate" not in said]
    assert len(visitor.errors) == len(others) + 1  # the user is told, once
    visitor.errors = others


@pytest.mark.tier2
async def test_a_page_whose_features_are_gone_reloads_once_between_calls(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    """As the page of the version before does, where the new one's server lacks its files."""
    visitor, peer = await open_page(alice), await open_page(bob)
    part = await LazyPart(visitor).break_it(404)
    await talk(visitor, peer)
    await visitor.page.evaluate("() => { window.before = true; tests.speedUpTimers(4) }")
    while len(part.tries) < 7:
        await visitor.page.wait_for_event("response")
    assert await visitor.page.evaluate("window.before")
    await peer.click("Hang up")
    close = visitor.page.locator("#endNotice .notice-close")
    await expect(close).to_be_visible()
    seen = len(part.tries)
    await visitor.page.evaluate("dispatchEvent(new Event('online'))")
    while len(part.tries) < seen + 5:
        await visitor.page.wait_for_event("response")
    assert await visitor.page.evaluate("window.before")  # how the call ended is still shown
    await close.click()
    async with visitor.page.expect_navigation():
        await visitor.page.evaluate("dispatchEvent(new Event('online'))")
    seen = len(part.tries)
    await visitor.wait_for_online()
    await visitor.page.evaluate("() => { window.before = true; tests.speedUpTimers(4) }")
    while len(part.tries) < seen + 6:
        await visitor.page.wait_for_event("response")
    assert await visitor.page.evaluate("window.before")
    await part.mend()
    await talk(visitor, peer)
    await expect(visitor.button("Chat")).to_be_enabled()
