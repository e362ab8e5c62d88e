"""A browser that never answers for a device, and devices that the system stops: the page says so, and heals."""

import pytest
from playwright.async_api import expect

from calls.tests.e2e.browser.visitor import talk, wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

#: From now on the browser answers no request for a device, until `tests.answer()`.
STUCK = """() => {
  const { mediaDevices } = navigator;
  const { getUserMedia } = mediaDevices;
  mediaDevices.getUserMedia = mediaDevices.getDisplayMedia = () => new Promise(() => {});
  tests.answer = () => { mediaDevices.getUserMedia = getUserMedia; };
  tests.speedUpTimers(4);
}"""
#: What a system does that stops a device: its track ends although the device is still there, or it is muted for good.
ENDS = """(track) => { track.stop(); track.dispatchEvent(new Event('ended')); }"""
MUTES = """(track) => {
  Object.defineProperty(track, 'muted', { value: true });
  track.dispatchEvent(new Event('mute'));
}"""


@pytest.mark.tier2
async def test_a_call_after_one_whose_devices_never_came_has_its_own(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.page.evaluate(STUCK)
    await caller.click("Settings")
    # The permission is given, so that the devices are what the browser waits for.
    await caller.expect_text("Camera and microphone do not respond.")
    await caller.click("Done")
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    await caller.click("Share screen")
    await caller.expect_text("Camera and microphone do not respond.")
    await caller.expect_text("Your browser is waiting for you to choose what to share.")
    await caller.click("Hang up")
    await caller.wait_for_state("idle")
    await callee.wait_for_state("idle")
    await caller.page.evaluate("tests.answer()")
    await talk(caller, callee)
    await caller.expect_button("Microphone", pressed=True)
    await caller.expect_button("Camera", pressed=True)


@pytest.mark.tier2
async def test_devices_that_the_system_has_stopped_are_taken_again(
    open_page: OpenPage, open_device_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_device_page(bob)
    await talk(caller, callee)
    label = await callee.page.evaluate("fakeDevices.sentTrack('video').label")
    await callee.page.evaluate(f"({ENDS})(fakeDevices.sentTrack('video'))")
    await wait_until(callee.page, f"() => fakeDevices.live().length === 2 && fakeDevices.live().includes('{label}')")
    await caller.expect_media()
    await callee.page.evaluate(f"({MUTES})(fakeDevices.sentTrack('audio'))")
    await caller.expect_text(f"{bob.name} is muted")
    await callee.expect_text("Your system has muted the microphone, so nobody can hear you.")
    await callee.click("Microphone")
    await callee.click("Microphone")
    await wait_until(callee.page, "() => fakeDevices.sentTrack('audio')?.muted === false")
    await caller.expect_media()
    await callee.page.evaluate(f"({MUTES})(fakeDevices.sentTrack('video'))")
    await callee.expect_text("Your system has stopped the camera, so nobody can see you.")
    await callee.click("Turn it on again")
    await wait_until(callee.page, "() => fakeDevices.sentTrack('video')?.muted === false")
    await caller.expect_media()


@pytest.mark.tier2
async def test_a_camera_without_frames_is_named_and_what_the_browser_pauses_plays_on(
    open_page: OpenPage, open_device_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_device_page(bob)
    await talk(caller, callee)
    await caller.page.evaluate("document.querySelectorAll('#stage video, #remoteAudio').forEach((one) => one.pause())")
    await wait_until(caller.page, "() => !remoteVideo.paused && !remoteAudio.paused")
    await caller.expect_media()
    frames = "fakeDevices.sentTrack('video').stats.deliveredFrames"
    await wait_until(callee.page, f"() => {frames} > 10")
    await callee.page.evaluate("""() => {
      const track = fakeDevices.sentTrack('video');
      Object.defineProperty(track, 'stats', { value: track.stats });
      Object.defineProperty(track.stats, 'deliveredFrames', { value: track.stats.deliveredFrames });
    }""")
    await callee.expect_text("Your camera sends no picture.")
    await callee.click("Choose another camera")
    await expect(callee.page.get_by_role("dialog", name="Sound and video")).to_be_visible()
