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


async def test_a_callee_who_refuses_her_devices_sees_and_hears_all_the_same(
    open_page: OpenPage, strict_chromium: Browser, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob, browser=strict_chromium, granted=False)
    await caller.calls(bob.name)
    await callee.is_rung_by(alice.name)
    await callee.presses("Accept")
    await callee.button("Try again").wait_for()
    await callee.presses("Continue without")
    await asyncio.gather(caller.reaches("active"), callee.reaches("active"))
    await callee.sees_and_hears()
    for device in ("Microphone", "Camera"):
        await callee.has(device, pressed=False)
    await caller.reads("camera is off")
    await callee.presses("Hang up")
    await caller.reaches("idle")


@pytest.mark.tier2
async def test_a_caller_who_refuses_his_devices_is_called_through_all_the_same(
    open_page: OpenPage, strict_chromium: Browser, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice, browser=strict_chromium, granted=False), await open_page(bob)
    await caller.calls(bob.name)
    await caller.presses("Continue without")
    await callee.is_rung_by(alice.name)
    await callee.presses("Accept")
    await caller.sees_and_hears()
    await callee.reaches("active")


@pytest.mark.tier2
@pytest.mark.parametrize(
    "script", [pytest.param(MISSING, id="missing"), pytest.param(IN_USE, id="in use", marks=pytest.mark.tier2)]
)
async def test_each_failure_has_its_own_explanation(
    open_page: OpenPage, alice: Person, bob: Person, script: str
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await callee.page.evaluate(script)
    await caller.calls(bob.name)
    await callee.is_rung_by(alice.name)
    await callee.presses("Accept")
    dialog = callee.page.get_by_role("dialog").filter(has=callee.button("Continue without"))
    await dialog.wait_for()
    said = (await dialog.inner_text()).lower()
    assert ("another" in said) is (script == IN_USE), said
    await callee.presses("Continue without")
    await callee.sees_and_hears()


async def test_without_a_camera_the_voice_goes_through(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await callee.page.evaluate(NO_CAMERA)
    await caller.calls(bob.name)
    await callee.is_rung_by(alice.name)
    await callee.presses("Accept")
    await callee.presses("Continue without")
    await asyncio.gather(callee.sees_and_hears(), caller.sees_and_hears(picture=False))
    await callee.has("Microphone", pressed=True)
    await callee.has("Camera", pressed=False)
