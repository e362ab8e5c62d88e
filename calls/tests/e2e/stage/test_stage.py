"""The stage: full screen, wake lock, and announcements for screen readers."""

import asyncio

import pytest
from playwright.async_api import expect

from calls.tests.e2e.browser.stage import choose_from_menu, expect_announced, expect_data, menu_item, start_call
from calls.tests.e2e.browser.visitor import wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

KEEP_LOCKS = """() => {
  window.locks = [];
  const ask = navigator.wakeLock.request.bind(navigator.wakeLock);
  navigator.wakeLock.request = async (type) => {
    const lock = await ask(type);
    window.locks.push(lock);
    return lock;
  };
}"""


# A browser that lets no page sound before the person has touched it; Chromium lets one that uses the microphone.
SILENT_BEFORE_A_CLICK = """(() => {
  let touched = false;
  addEventListener("click", () => { touched = true; }, { capture: true });
  const { play } = HTMLMediaElement.prototype;
  HTMLMediaElement.prototype.play = function () {
    if (touched || this.muted) return play.call(this);
    return Promise.reject(new DOMException("not yet", "NotAllowedError"));
  };
})()"""
# Where words come that nobody hears.
UNHEARD = """() => [...document.querySelectorAll("[role=status]:empty")]
  .filter((one) => getComputedStyle(one).display === "none").map(({ id }) => id)"""
# How light the peer's picture is as it would be shown, from 0 to 255.
LIGHT = """() => {
  const canvas = new OffscreenCanvas(16, 16).getContext("2d", { willReadFrequently: true });
  canvas.drawImage(remoteVideo, 0, 0, 16, 16);
  const { data } = canvas.getImageData(0, 0, 16, 16);
  return data.reduce((sum, one, index) => (index % 4 === 3 ? sum : sum + one), 0) / (16 * 16 * 3);
}"""


@pytest.mark.tier2
async def test_one_click_starts_sound_that_autoplay_rules_block(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await start_call(caller, callee)
    await caller.add_init_script(SILENT_BEFORE_A_CLICK)
    await caller.page.reload()
    await caller.wait_for_state("active")
    await caller.button("Click to hear").wait_for()
    await caller.expect_media(sound=False)
    assert await caller.page.evaluate("remoteVideo.muted && (remoteAudio.muted || remoteAudio.paused)")
    await caller.click("Click to hear")
    await expect(caller.button("Click to hear")).to_be_hidden()
    await wait_until(caller.page, "!remoteVideo.muted && !remoteVideo.paused")
    await caller.expect_media()
    # The button had the focus, and has gone.
    await expect(caller.page.locator("#stage")).to_be_focused()


@pytest.mark.tier2
async def test_no_stale_frame_shows_while_the_camera_comes_back(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await start_call(caller, callee)
    await wait_until(caller.page, f"() => ({LIGHT})() > 20")
    await callee.click("Camera")
    await expect_data(caller, remote="portrait")
    # What the element keeps, and would show first, is black.
    await wait_until(caller.page, f"() => ({LIGHT})() < 5")
    await callee.click("Camera")
    await expect_data(caller, remote="video")
    await wait_until(caller.page, f"() => ({LIGHT})() > 20")


@pytest.mark.tier2
async def test_the_video_fills_the_stage_or_is_shown_whole(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await start_call(caller, callee)
    remote = caller.page.locator("#remoteVideo")
    await expect(remote).to_have_css("object-fit", "cover")
    await choose_from_menu(caller, "Show the whole picture")
    await expect(remote).to_have_css("object-fit", "contain")
    await caller.page.reload()
    await caller.wait_for_state("active")
    await expect(remote).to_have_css("object-fit", "contain")
    await choose_from_menu(caller, "Fill the screen")
    await expect(remote).to_have_css("object-fit", "cover")


@pytest.mark.tier2
async def test_full_screen_is_entered_and_left(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await start_call(caller, callee)
    await choose_from_menu(caller, "Full screen")
    await wait_until(caller.page, "document.fullscreenElement !== null")
    await expect_announced(caller, "Full screen is on.")
    await expect(caller.button("Hang up")).to_be_visible()
    await choose_from_menu(caller, "Leave full screen")
    await wait_until(caller.page, "document.fullscreenElement === null")
    await caller.page.mouse.dblclick(600, 300)
    await wait_until(caller.page, "document.fullscreenElement !== null")
    # With the call it ends.
    await callee.click("Hang up")
    await wait_until(caller.page, "document.fullscreenElement === null")


@pytest.mark.tier2
async def test_no_full_screen_is_offered_where_there_is_none(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.page.add_init_script(
        "Object.defineProperty(Document.prototype, 'fullscreenEnabled', { get: () => false })"
    )
    await caller.open()
    await start_call(caller, callee)
    await caller.click("More")
    await expect(menu_item(caller, "Full screen")).to_be_hidden()
    await expect(menu_item(caller, "Hide my picture")).to_be_visible()


@pytest.mark.tier2
async def test_the_screen_stays_awake_for_as_long_as_the_call(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.context.grant_permissions(["screen-wake-lock"])
    await caller.page.evaluate(KEEP_LOCKS)
    await start_call(caller, callee)
    await wait_until(caller.page, "locks.length === 1 && !locks[0].released")
    # As a browser does with a page that is put away, and then looked at again.
    await caller.page.evaluate("locks[0].release()")
    await caller.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await wait_until(caller.page, "locks.length === 2 && !locks[1].released")
    await caller.click("Hang up")
    await wait_until(caller.page, "locks.every(({ released }) => released)")


async def test_what_changes_in_a_call_is_announced(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await start_call(caller, callee)
    for device, said, heard in (
        ("Microphone", "Your microphone is off.", f"{alice.name} is muted."),
        ("Microphone", "Your microphone is on.", f"{alice.name} is no longer muted."),
        ("Camera", "Your camera is off.", "camera is off."),
        ("Camera", "Your camera is on.", "camera is on."),
        ("Share screen", "You are sharing your screen.", f"{alice.name} is sharing a screen."),
        ("Share screen", "You are no longer sharing your screen.", f"{alice.name} is no longer sharing a screen."),
    ):
        await caller.click(device)
        await asyncio.gather(expect_announced(caller, said), expect_announced(callee, heard))


@pytest.mark.tier2
async def test_the_data_saver_and_the_end_are_announced(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await start_call(caller, callee)
    await choose_from_menu(caller, "Data saver")
    await expect_announced(caller, "Data saver is on.")
    await choose_from_menu(caller, "Data saver")
    await expect_announced(caller, "Data saver is off.")
    await callee.click("Hang up")
    await expect_announced(caller, f"{bob.name} hung up.")
    # It is heard only from what was in the tree before it came.
    assert await caller.page.evaluate("stageNews.checkVisibility()")
    assert await caller.page.evaluate(UNHEARD) == []


async def test_the_focus_goes_where_it_is_expected(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await start_call(caller, callee)
    await expect(caller.page.locator("#stage")).to_be_focused()
    await caller.click("More")
    await caller.page.keyboard.press("Tab")
    await caller.page.keyboard.press("Escape")
    await expect(caller.button("More")).to_be_focused()
    await choose_from_menu(caller, "Keyboard shortcuts")
    await caller.page.get_by_role("dialog", name="Keyboard shortcuts").get_by_role("button", name="Close").click()
    await expect(caller.button("More")).to_be_focused()
    await caller.click("Hang up")
    await expect(caller.button(f"Call {bob.name}")).to_be_focused()


@pytest.mark.tier2
async def test_nothing_moves_with_reduced_motion(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.page.emulate_media(reduced_motion="reduce")
    await start_call(caller, callee)
    longest = """() => Math.max(...[...document.querySelectorAll("*")].flatMap((one) => {
      const { transitionDuration, animationDuration } = getComputedStyle(one);
      return `${transitionDuration}, ${animationDuration}`.split(", ").map(parseFloat);
    }))"""
    assert await caller.page.evaluate(longest) < 0.001
    await caller.page.get_by_role("group", name="My picture").focus()
    await caller.page.keyboard.press("ArrowUp")
    await wait_until(caller.page, "selfView.getBoundingClientRect().top < 100")
