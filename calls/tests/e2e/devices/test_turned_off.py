"""A device that the user has turned off stays off, also after a reload."""

import asyncio

import pytest

from calls.tests.e2e.browser.visitor import Visitor, talk, wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

#: More energy than what stands for a muted microphone, in seconds, and far less than one beep.
SILENCE = 1e-6
#: A choice of screens that nobody has made yet.
UNDECIDED = "() => { navigator.mediaDevices.getDisplayMedia = () => new Promise(() => {}); }"
#: A camera or microphone that opens when the test says so.
SLOW = """() => {
  const { mediaDevices } = navigator;
  const ask = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (wanted) => {
    await new Promise((resolve) => { tests.open = resolve; });
    return ask(wanted);
  };
}"""


async def turn_off(visitor: Visitor, *devices: str) -> None:
    for device in devices:
        await visitor.click(device)
        await visitor.expect_button(device, pressed=False)


@pytest.mark.parametrize("reloads", ["the caller", "the callee"])
@pytest.mark.tier2
async def test_a_reload_turns_nothing_on(open_page: OpenPage, alice: Person, bob: Person, reloads: str) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await talk(caller, callee)
    me, peer = (caller, callee) if reloads == "the caller" else (callee, caller)
    await turn_off(me, "Microphone", "Camera")
    await peer.expect_text("camera is off")
    connections = await peer.page.evaluate("tests.connections.length")
    await me.page.reload()
    await me.wait_for_state("active")
    await wait_until(peer.page, f"tests.connections.length > {connections}")
    await asyncio.gather(peer.wait_for_state("active"), me.expect_media())
    await peer.expect_text("camera is off")
    # All that has come since on the new connection, from its first packet on.
    received = await peer.page.evaluate("tests.received()")
    assert received["frames"] == 0
    assert received["energy"] < SILENCE
    assert await me.page.evaluate("localVideo.srcObject") is None
    for device in ("Microphone", "Camera"):
        await me.expect_button(device, pressed=False)
        await me.click(device)
        await me.expect_button(device, pressed=True)
    await peer.expect_media()


@pytest.mark.tier2
async def test_devices_that_were_on_are_on_after_a_reload(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await talk(caller, callee)
    await turn_off(callee, "Camera")
    await callee.page.reload()
    await callee.wait_for_state("active")
    await callee.expect_button("Microphone", pressed=True)
    await callee.expect_button("Camera", pressed=False)
    await caller.expect_media(picture=False)
    # The next call is another one.
    await callee.click("Hang up")
    await asyncio.gather(caller.wait_for_state("idle"), callee.wait_for_state("idle"))
    await talk(caller, callee)


@pytest.mark.tier2
async def test_muting_waits_for_no_choice_of_a_screen(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await talk(caller, callee)
    await caller.page.evaluate(UNDECIDED)
    await caller.click("Share screen")
    await turn_off(caller, "Microphone", "Camera")
    await callee.expect_text(f"{alice.name} is muted")
    await callee.expect_text("camera is off")
    await caller.click("Microphone")
    await caller.expect_button("Microphone", pressed=True)


@pytest.mark.tier2
async def test_a_button_pressed_while_its_device_opens_turns_it_on(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await callee.page.evaluate(SLOW)
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    await callee.click("Accept")
    await callee.wait_for_state("active")
    await wait_until(callee.page, "Boolean(tests.open)")
    await callee.click("Microphone")
    await callee.page.evaluate("tests.open()")
    await caller.expect_media()
    await callee.expect_button("Microphone", pressed=True)
