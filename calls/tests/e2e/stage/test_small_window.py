"""Picture in picture: the call with its controls in a small window, or the peer's video alone."""

import asyncio
import re

import pytest
from playwright.async_api import expect

from calls.tests.e2e.browser.stage import choose_from_menu, expect_data, menu_item, small_window, start_call
from calls.tests.e2e.browser.visitor import wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

NO_WINDOWS = "delete window.documentPictureInPicture;"
NO_PICTURES = "Object.defineProperty(Document.prototype, 'pictureInPictureEnabled', { get: () => false });"
MOVES = """async () => {
  const video = document.querySelector("#remoteVideo");
  for (let frames = 0; frames < 5; frames += 1) await new Promise((next) => video.requestVideoFrameCallback(next));
  return video.videoWidth > 0 && !video.paused;
}"""


@pytest.mark.tier2
async def test_the_call_goes_into_a_small_window_and_comes_back(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await start_call(caller, callee)
    async with small_window(caller) as window:
        assert await window.evaluate(MOVES)
        await wait_until(window, "document.querySelector('#localVideo').videoWidth > 0")
        # Its looks come with the page's own style sheets.
        await expect(window.locator("#remoteVideo")).to_have_css("object-fit", "cover")
        await expect(caller.page.locator("#remoteVideo")).to_be_hidden()
        await caller.expect_text("The call is in its own small window.")
        await asyncio.gather(caller.expect_media(picture=False), callee.expect_media())
        async with window.expect_event("close"):
            await caller.click("Bring it back")
    await expect_data(caller, pip="none")
    await expect(caller.page.locator("#remoteVideo")).to_be_visible()
    await caller.expect_media()


@pytest.mark.tier2
async def test_closing_the_small_window_does_not_change_the_call(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await start_call(caller, callee)
    async with small_window(caller) as window:
        await window.close()
    await expect_data(caller, pip="none", state="active")
    await caller.expect_media()


@pytest.mark.tier2
async def test_the_buttons_of_the_small_window_are_those_of_the_call(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await start_call(caller, callee)
    async with small_window(caller) as window:
        for device in ("Microphone", "Camera"):
            button = window.get_by_role("button", name=device, exact=True)
            await expect(button).to_have_attribute("aria-pressed", "true")
            await button.click()
            await expect(button).to_have_attribute("aria-pressed", "false")
            await caller.expect_button(device, pressed=False)
        await callee.expect_text("camera is off")
        await window.keyboard.press("v")
        await caller.expect_button("Camera", pressed=True)
        await callee.click("Camera")
        await expect(window.locator("#remoteCameraOff")).to_contain_text("camera is off")
        async with window.expect_event("close"):
            await window.get_by_role("button", name="Hang up").click()
    await asyncio.gather(caller.wait_for_state("idle"), callee.wait_for_state("idle"))
    await expect_data(caller, pip="none")


@pytest.mark.tier2
async def test_the_small_window_shows_the_state_of_the_call(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await start_call(caller, callee)
    async with small_window(caller) as window:
        await expect(window.locator("#stageName")).to_have_text(bob.name)
        await expect(window.locator("#stageName")).to_be_visible()
        await expect(window.locator("#timer")).to_have_text(re.compile(r"\d\d:\d\d"))
        await expect(window.locator("#remoteMuted")).to_be_hidden()
        await callee.click("Microphone")
        await expect(window.locator("#remoteMuted")).to_contain_text(f"{bob.name} is muted")
        await expect(window.locator("#remoteMuted")).to_be_visible()
        # Muted, one talks here as well while the bar is held.
        await window.get_by_role("button", name="Microphone", exact=True).click()
        await caller.expect_button("Microphone", pressed=False)
        await callee.expect_text(f"{alice.name} is muted")
        await window.keyboard.down("Space")
        await caller.expect_button("Microphone", pressed=True)
        hint = window.get_by_text("You can be heard while you hold Space")
        await expect(hint).to_be_visible()
        await callee.expect_media(picture=False)
        await window.keyboard.up("Space")
        await caller.expect_button("Microphone", pressed=False)
        await expect(hint).to_have_count(0)
        await expect(window.locator(".chip-reconnecting")).to_be_hidden()
        await callee.page.goto("about:blank")
        await expect(window.locator(".chip-reconnecting")).to_be_visible()


@pytest.mark.tier2
async def test_without_document_picture_in_picture_the_peers_video_floats_alone(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.page.add_init_script(NO_WINDOWS)
    await caller.open()
    await start_call(caller, callee)
    await choose_from_menu(caller, "Picture in picture")
    await wait_until(caller.page, "document.pictureInPictureElement?.id === 'remoteVideo'")
    await expect_data(caller, pip="video")
    await choose_from_menu(caller, "Leave picture in picture")
    await wait_until(caller.page, "document.pictureInPictureElement === null")
    await caller.expect_media()
    await choose_from_menu(caller, "Picture in picture")
    await expect_data(caller, pip="video")
    await callee.click("Hang up")
    await caller.wait_for_state("idle")
    await wait_until(caller.page, "document.pictureInPictureElement === null")


@pytest.mark.tier2
async def test_no_picture_in_picture_button_without_browser_support(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.page.add_init_script(NO_WINDOWS + NO_PICTURES)
    await caller.open()
    await start_call(caller, callee)
    await caller.click("More")
    await expect(menu_item(caller, "Keyboard shortcuts")).to_be_visible()
    await expect(menu_item(caller, "Picture in picture")).to_be_hidden()
