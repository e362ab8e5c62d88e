"""The panel on a phone: notices stay visible, and the main buttons stay within reach."""

import asyncio

import pytest
from playwright.async_api import expect

from calls.tests.e2e.browser.stage import FAKE_DEVICES
from calls.tests.e2e.browser.visitor import Visitor
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

SIZES = [(320, 640), (390, 844), (667, 375), (844, 390)]
UNPLUG = "fakeDevices.unplug(fakeDevices.sentTrack('audio').label)"


async def phone(open_page: OpenPage, person: Person, size: tuple[int, int]) -> Visitor:
    width, height = size
    viewport = {"width": width, "height": height}
    return await open_page(person, viewport=viewport, has_touch=True, is_mobile=True)


@pytest.mark.tier2
@pytest.mark.parametrize("size", SIZES)
async def test_notices_stay_visible_beside_the_chat_on_a_phone(
    open_page: OpenPage, alice: Person, bob: Person, size: tuple[int, int]
) -> None:
    caller, callee = await open_page(alice), await phone(open_page, bob, size)
    await callee.page.evaluate(FAKE_DEVICES)
    await caller.page.get_by_role("searchbox").fill(bob.name)
    await caller.click(f"Voice call to {bob.name}")
    await callee.click("Accept")
    await asyncio.gather(caller.wait_for_state("active"), callee.wait_for_state("active"))
    await callee.click("Chat")
    await expect(callee.page.get_by_role("textbox", name="Message")).to_be_visible()
    # A click does not come through what is covered.
    await callee.click("Microphone")
    await callee.expect_button("Microphone", pressed=False)
    await caller.expect_text(f"{bob.name} is muted")
    await callee.click("Microphone")
    await caller.click("Camera")
    await callee.click("Just watch")
    await callee.expect_media(sound=False)
    await callee.page.evaluate(UNPLUG)
    await callee.click("Dismiss")
    await expect(callee.page.locator(".hint")).to_have_count(0)
    await callee.page.keyboard.press("m")
    await callee.click("Hang up")
    await asyncio.gather(caller.wait_for_state("idle"), callee.wait_for_state("idle"))
