"""A refused or missing camera or microphone: the page explains it, and the call continues."""

import asyncio

import pytest
from playwright.async_api import Browser

from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

MISSING = """() => {
  navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("no device", "NotFoundError"); };
}"""
IN_USE = MISSING.replace("NotFoundError", "NotReadableError")
NO_CAMERA = """() => {
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    if (wanted.video) throw new DOMException("no device", "NotFoundError");
    return tests.tone();
  };
}"""


async def test_a_callee_without_devices_still_sees_and_hears(
    open_page: OpenPage, strict_chromium: Browser, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob, browser=strict_chromium, granted=False)
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    await callee.click("Accept")
    await callee.button("Try again").wait_for()
    await callee.click("Continue without")
    await asyncio.gather(caller.wait_for_state("active"), callee.wait_for_state("active"))
    await callee.expect_media()
    for device in ("Microphone", "Camera"):
        await callee.expect_button(device, pressed=False)
    await caller.expect_text("camera is off")
    await callee.click("Hang up")
    await caller.wait_for_state("idle")


@pytest.mark.tier2
async def test_a_caller_without_devices_can_still_call(
    open_page: OpenPage, strict_chromium: Browser, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice, browser=strict_chromium, granted=False), await open_page(bob)
    await caller.call(bob.name)
    await caller.click("Continue without")
    await callee.expect_call_from(alice.name)
    await callee.click("Accept")
    await caller.expect_media()
    await callee.wait_for_state("active")


@pytest.mark.tier2
@pytest.mark.parametrize(
    "script", [pytest.param(MISSING, id="missing"), pytest.param(IN_USE, id="in use", marks=pytest.mark.tier2)]
)
async def test_each_failure_has_its_own_explanation(
    open_page: OpenPage, alice: Person, bob: Person, script: str
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await callee.page.evaluate(script)
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    await callee.click("Accept")
    dialog = callee.page.get_by_role("dialog").filter(has=callee.button("Continue without"))
    await dialog.wait_for()
    said = (await dialog.inner_text()).lower()
    assert ("another" in said) is (script == IN_USE), said
    await callee.click("Continue without")
    await callee.expect_media()


@pytest.mark.tier2
async def test_without_a_camera_the_voice_goes_through(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await callee.page.evaluate(NO_CAMERA)
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    await callee.click("Accept")
    await callee.click("Continue without")
    await asyncio.gather(callee.expect_media(), caller.expect_media(picture=False))
    await callee.expect_button("Microphone", pressed=True)
    await callee.expect_button("Camera", pressed=False)
