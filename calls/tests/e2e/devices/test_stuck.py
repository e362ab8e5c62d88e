"""A browser that never answers for a device: the page says so, and the next call has its devices."""

from calls.tests.e2e.browser.visitor import talk
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

#: From now on the browser answers no request for a device, until `tests.answer()`.
STUCK = """() => {
  const { mediaDevices } = navigator;
  const { getUserMedia } = mediaDevices;
  mediaDevices.getUserMedia = mediaDevices.getDisplayMedia = () => new Promise(() => {});
  tests.answer = () => { mediaDevices.getUserMedia = getUserMedia; };
  tests.hurry(4);
}"""


async def test_a_call_after_one_whose_devices_never_came_has_its_own(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.page.evaluate(STUCK)
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    await caller.click("Share screen")
    # The permission is given, so that the devices are what the browser waits for.
    await caller.expect_text("Camera and microphone do not respond.")
    await caller.expect_text("Your browser is waiting for you to choose what to share.")
    await caller.click("Hang up")
    await caller.wait_for_state("idle")
    await callee.wait_for_state("idle")
    await caller.page.evaluate("tests.answer()")
    await talk(caller, callee)
    await caller.expect_button("Microphone", pressed=True)
    await caller.expect_button("Camera", pressed=True)
