"""A shared screen is sent beside the camera, and ends with the browser's own "Stop sharing"."""

import asyncio

import pytest
from playwright.async_api import expect

from calls.tests.e2e.browser.visitor import talk, wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

SHARED = "document.querySelector('#call').dataset.remoteScreen"
# Keeps what the browser gives, so that the test can press the browser's own "Stop sharing", which a page cannot reach.
KEEP = """() => {
  const ask = navigator.mediaDevices.getDisplayMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getDisplayMedia = async (wanted) => (window.shared = await ask(wanted));
}"""
# A screen that sounds, as a tab with a film does.
WITH_SOUND = """() => {
  const ask = navigator.mediaDevices.getDisplayMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getDisplayMedia = async (wanted) => {
    window.wanted = wanted;
    const [picture] = (await ask({ video: true })).getVideoTracks();
    return (window.shared = new MediaStream([picture, ...tests.tone().getTracks()]));
  };
}"""
HINT = "shared.getVideoTracks()[0].contentHint"
GIVES = """tests.connections.at(-1).getSenders().find(({ track }) => track === shared.getVideoTracks()[0])
  ?.getParameters().degradationPreference"""
# The energy of what is received in a third of a second: of the film's tone some 0.1; a browser makes up a little more
# than nothing where a line falls silent.
ENERGY = """async () => {
  const { energy } = await tests.received();
  await new Promise((resolve) => setTimeout(resolve, 300));
  return (await tests.received()).energy - energy;
}"""
BROWSERS_BAR = "() => shared.getTracks().forEach((track) => { track.stop(); track.dispatchEvent(new Event('ended')); })"


async def test_the_peer_sees_the_screen_and_the_camera_at_once(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await talk(caller, callee)
    await callee.page.evaluate(KEEP)
    await callee.click("Share screen")
    await callee.expect_button("Share screen", pressed=True)
    await callee.expect_text("You are sharing your screen")
    await wait_until(caller.page, f"{SHARED} === 'beside'")
    await asyncio.gather(
        caller.expect_media(),
        wait_until(caller.page, "remoteScreen.getVideoPlaybackQuality().totalVideoFrames > 3"),
    )
    await callee.page.evaluate(BROWSERS_BAR)
    await callee.expect_button("Share screen", pressed=False)
    await wait_until(caller.page, f"{SHARED} === 'none'")
    await caller.expect_media()


@pytest.mark.tier2
async def test_both_share_at_once(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await talk(caller, callee)
    await asyncio.gather(caller.click("Share screen"), callee.click("Share screen"))
    for visitor in (caller, callee):
        await wait_until(visitor.page, f"{SHARED} === 'beside'")
    await asyncio.gather(caller.expect_media(), callee.expect_media())
    # A new peer connection carries all that the old one did.
    await caller.page.reload()
    await caller.wait_for_state("active")
    await wait_until(caller.page, f"{SHARED} === 'beside'")
    await asyncio.gather(caller.expect_media(), callee.expect_media())


@pytest.mark.tier2
async def test_a_frozen_shared_screen_shows_reconnecting(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await talk(caller, callee)
    await callee.click("Camera")
    await callee.click("Share screen")
    await wait_until(caller.page, f"{SHARED} === 'beside'")
    await wait_until(caller.page, "call.dataset.remote === 'portrait'")
    await callee.page.goto("about:blank")
    await caller.wait_for_state("reconnecting")
    await expect(caller.page.locator(".chip-reconnecting")).to_be_visible()


@pytest.mark.tier2
async def test_a_shared_film_is_heard_as_long_as_it_is_shared(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await talk(caller, callee)
    await callee.click("Microphone")
    await caller.expect_text(f"{bob.name} is muted")
    await callee.page.evaluate(WITH_SOUND)
    await callee.click("Share screen")
    await wait_until(caller.page, f"{SHARED} === 'beside'")
    await caller.expect_media(at="#remoteScreen")
    await wait_until(caller.page, f"() => ({ENERGY})().then((energy) => energy > 1e-2)")
    await callee.click("Share screen")
    await wait_until(caller.page, f"{SHARED} === 'none'")
    await wait_until(caller.page, f"() => ({ENERGY})().then((energy) => energy < 1e-4)")


@pytest.mark.tier2
async def test_a_shared_text_stays_sharp_until_smooth_motion_is_chosen(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await talk(caller, callee)
    await callee.page.evaluate(WITH_SOUND)
    motion = callee.page.locator("#smoothMotion").filter(has_text="Smooth motion (for films)")
    await callee.click("More")
    await expect(motion).to_be_hidden()
    await callee.page.keyboard.press("Escape")
    await callee.click("Share screen")
    # The browser has given it then.
    await callee.expect_button("Share screen", pressed=True)
    await wait_until(callee.page, f"{HINT} === 'detail' && {GIVES} === 'maintain-resolution'")
    assert await callee.page.evaluate("wanted.audio.restrictOwnAudio") is True
    for pressed, hint, gives in (("true", "motion", "balanced"), ("false", "detail", "maintain-resolution")):
        await callee.click("More")
        await motion.click()
        await wait_until(callee.page, f"{HINT} === '{hint}' && {GIVES} === '{gives}'")
        await expect(motion).to_have_attribute("aria-pressed", pressed)
    await callee.click("More")
    await motion.click()
    # The choice is for this share only.
    await callee.click("Share screen")
    await callee.expect_button("Share screen", pressed=False)
    await callee.click("Share screen")
    await callee.expect_button("Share screen", pressed=True)
    await wait_until(callee.page, f"{HINT} === 'detail'")
    await expect(motion).to_have_attribute("aria-pressed", "false")


@pytest.mark.tier2
async def test_sharing_in_a_call_by_voice_shows_the_screen_and_no_empty_tile(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.page.get_by_role("searchbox").fill(bob.name)
    await caller.click(f"Voice call to {bob.name}")
    await callee.click("Accept")
    await asyncio.gather(*(one.page.locator('#call[data-channel="true"]').wait_for() for one in (caller, callee)))
    await callee.click("Share screen")
    await callee.expect_text("You are sharing your screen")
    await wait_until(caller.page, f"{SHARED} === 'beside'")
    await caller.expect_media(sound=False, at="#remoteScreen")
    await expect(callee.page.locator("#selfView")).to_be_hidden()
