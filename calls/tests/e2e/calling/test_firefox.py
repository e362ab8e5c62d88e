"""Calls between Chromium and Firefox."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from calls.tests.e2e.browser.firefox import Firefox, FirefoxVisitor
from calls.tests.e2e.browser.visitor import wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

pytestmark = pytest.mark.tier2

#: Camera and microphone never come. The screen does if the press that asks for it is fresh.
SLOW_DEVICES = """() => {
  const { mediaDevices } = navigator;
  mediaDevices.getUserMedia = () => new Promise(() => {});
  mediaDevices.getDisplayMedia = async () => {
    if (!navigator.userActivation.isActive) throw new DOMException("not fresh", "InvalidStateError");
    const canvas = document.createElement("canvas");
    canvas.getContext("2d");
    return canvas.captureStream();
  };
}"""


@pytest.fixture
def firefox() -> Iterator[Firefox]:
    found = Firefox()
    yield found
    found.stop()


@pytest.fixture
async def stranger(firefox: Firefox, bob: Person) -> AsyncIterator[FirefoxVisitor]:
    """Bob, with Firefox."""
    visitor = await FirefoxVisitor.arrive(firefox, bob)
    yield visitor
    await visitor.leave()


@pytest.mark.parametrize("calls", ["Chromium", "Firefox"])
async def test_two_browsers_understand_each_other(
    open_page: OpenPage, stranger: FirefoxVisitor, alice: Person, bob: Person, calls: str
) -> None:
    visitor = await open_page(alice)
    caller, callee = (visitor, stranger) if calls == "Chromium" else (stranger, visitor)
    await caller.call(callee.name)
    await callee.expect_call_from(caller.name)
    await callee.click("Accept")
    await asyncio.gather(caller.wait_for_state("active"), callee.wait_for_state("active"))
    await asyncio.gather(caller.expect_media(), callee.expect_media())
    # Their pages reach each other beside the server, too.
    await visitor.page.locator('#call[data-channel="true"]').wait_for()
    await stranger.click("Camera")
    await visitor.expect_text("camera is off")
    await stranger.click("Camera")
    await visitor.expect_media()
    await stranger.reload()
    await asyncio.gather(caller.wait_for_state("active"), callee.wait_for_state("active"))
    await asyncio.gather(caller.expect_media(), callee.expect_media())
    await caller.click("Hang up")
    await asyncio.gather(caller.wait_for_state("idle"), callee.wait_for_state("idle"))
    await callee.expect_text(f"{caller.name} hung up")


async def test_a_screen_is_shared_while_the_devices_are_still_opening(
    open_page: OpenPage, stranger: FirefoxVisitor, alice: Person, bob: Person
) -> None:
    await open_page(alice)
    await stranger.evaluate(f"({SLOW_DEVICES})()")
    await stranger.call(alice.name)
    await stranger.wait_for_state("ringing")
    await stranger.click_with_mouse("Share screen")
    await stranger.expect_text("You are sharing your screen")
    await wait_until(stranger, "document.querySelector('[data-device=screen]').ariaPressed === 'true'")
    await stranger.click("Hang up")
    await stranger.wait_for_state("idle")


async def test_firefox_with_webrtc_turned_off_lists_people_and_says_so(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    firefox = Firefox({"media.peerconnection.enabled": False})
    try:
        caller, callee = await open_page(alice), await FirefoxVisitor.arrive(firefox, bob)
        await callee.call(alice.name)
        await callee.expect_text("This browser cannot make calls")
        await caller.call(bob.name)
        await caller.expect_text("browser cannot take calls")
        await callee.expect_text(f"{alice.name} called you, but this browser cannot take calls")
        await callee.leave()
    finally:
        firefox.stop()
