"""The caller's picture is shown while it rings to those who want that, and the callee still sends nothing."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import expect

from calls.tests.e2e.browser.early_connection import CONNECTED, MEDIA
from calls.tests.e2e.browser.settings_dialog import open_settings
from calls.tests.e2e.browser.visitor import Visitor, wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG
from calls.tests.harness.sites import Site

PICTURE = "#ringCaller video"
SOURCE = f"document.querySelector('{PICTURE}').srcObject"
KINDS = f"{SOURCE}.getTracks().map(({{ kind }}) => kind)"
# Where everything in the dialog stands.
LAYOUT = "[incoming, ...incoming.querySelectorAll('*')].map((one) => JSON.stringify(one.getBoundingClientRect()))"
ACCEPT_SHOWS = """() => new Promise((resolve) => {
  const { dataset } = document.querySelector("#call");
  const look = () => dataset.state === "connecting" && resolve([dataset.remote, incoming.open, remoteVideo.paused]);
  new MutationObserver(look).observe(document.querySelector("#call"), { attributeFilter: ["data-state"] });
  accept.click();
})"""


async def wants_the_picture(visitor: Visitor) -> None:
    dialog = await open_settings(visitor)
    switch = dialog.get_by_label("Show the caller's picture while it rings")
    await expect(switch).not_to_be_checked()
    await switch.check()
    await visitor.click("Done")


async def shows(visitor: Visitor, state: str) -> None:
    """Wait until the dialog shows the caller's picture ("live"), has room for it ("awaited") or has not ("none")."""
    await expect(visitor.page.locator("#ringCaller")).to_have_attribute("data-picture", state, timeout=HANG * 1000)


async def assert_sends_nothing(*visitors: Visitor) -> None:
    for visitor in visitors:
        media = await visitor.page.evaluate(MEDIA)
        assert (media["sent"], media["tracks"]) == (0, 0)
        assert media["frames"] > 0, "the picture comes"


async def test_the_picture_moves_on_the_device_that_wants_it(two_workers: Site, open_page: OpenPage) -> None:
    alice, bob = Person(two_workers, "alice"), Person(two_workers, "bob", home_worker=1)
    caller, first, second = await open_page(alice), await open_page(bob), await open_page(bob)
    await wants_the_picture(first)
    # As long as nothing comes, the avatar stands where the picture will be.
    await first.page.evaluate("tests.hold('early')")
    await caller.call(bob.name)
    await asyncio.gather(*(visitor.expect_call_from(alice.name) for visitor in (first, second)))
    await shows(first, "awaited")
    await first.page.evaluate("Promise.all(incoming.getAnimations().map(({ finished }) => finished))")
    before = await first.page.evaluate(LAYOUT)
    await first.page.evaluate("tests.release()")
    await first.expect_media(sound=False, at=PICTURE)
    await shows(first, "live")
    assert await first.page.evaluate(LAYOUT) == before, "nothing moves"
    assert await first.page.evaluate(KINDS) == ["video"]
    await wait_until(second.page, CONNECTED)
    await wait_until(second.page, f"async () => (await ({MEDIA})()).frames > 0")
    await shows(second, "none")
    assert await second.page.evaluate(SOURCE) is None
    await assert_sends_nothing(first, second)

    await caller.click("Camera")
    await shows(first, "awaited")
    await caller.click("Camera")
    await shows(first, "live")

    assert await first.page.evaluate(ACCEPT_SHOWS) == ["video", False, False]
    assert await first.page.evaluate(SOURCE) is None
    await asyncio.gather(*(visitor.expect_media() for visitor in (caller, first)))


ENDS: dict[str, Callable[[Visitor, Visitor, Visitor], Awaitable[None]]] = {
    "declined": lambda _caller, callee, _other: callee.click("Decline"),
    "cancelled": lambda caller, _callee, _other: caller.click("Hang up"),
    "answered elsewhere": lambda _caller, _callee, other: other.click("Accept"),
}


@pytest.mark.tier2
async def test_it_is_gone_with_the_ring(two_workers: Site, open_page: OpenPage) -> None:
    alice, bob = Person(two_workers, "alice"), Person(two_workers, "bob", home_worker=1)
    caller, callee, other = await open_page(alice), await open_page(bob), await open_page(bob)
    await wants_the_picture(callee)
    for name, end in ENDS.items():
        await caller.call(bob.name)
        await shows(callee, "live")
        await end(caller, callee, other)
        await callee.wait_for_state("idle")
        assert await callee.page.evaluate(SOURCE) is None, name
        await shows(callee, "none")
        if name == "answered elsewhere":
            await other.wait_for_state("active")
            await caller.click("Hang up")
        await caller.wait_for_state("idle")


@pytest.mark.tier2
async def test_a_voice_call_shows_the_avatar(two_workers: Site, open_page: OpenPage) -> None:
    alice, bob = Person(two_workers, "alice"), Person(two_workers, "bob", home_worker=1)
    caller, callee = await open_page(alice), await open_page(bob)
    await wants_the_picture(callee)
    await caller.search(bob.name)
    await caller.click(f"Voice call to {bob.name}")
    await wait_until(callee.page, CONNECTED)
    await shows(callee, "none")


@pytest.mark.tier2
async def test_without_a_connection_the_dialog_is_as_before(one_worker: Site, open_page: OpenPage) -> None:
    alice, bob = Person(one_worker, "alice"), Person(one_worker, "bob")
    caller, callee = await open_page(alice), await open_page(bob)
    await wants_the_picture(callee)
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    await shows(callee, "none")
