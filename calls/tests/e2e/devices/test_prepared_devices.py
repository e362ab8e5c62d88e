"""Camera and microphone open while a call rings, for those who want that, and close if they do not take it."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import expect

from calls.tests.e2e.browser.settings_dialog import open_settings
from calls.tests.e2e.browser.visitor import Visitor, wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG

ALL_CLOSED = "() => fakeDevices.live().length === 0"
BOTH_OPEN = "() => fakeDevices.live().length === 2"
# Bytes of media that any connection has sent so far.
SENT = """async () => {
  let sent = 0;
  for (const pc of tests.early.concat(tests.connections))
    for (const one of (await pc.getStats()).values()) if (one.type === "outbound-rtp") sent += one.bytesSent;
  return sent;
}"""
MOVES = "() => document.querySelector('#ringPreview video').getVideoPlaybackQuality().totalVideoFrames > 3"


async def wants_to_be_prepared(visitor: Visitor) -> None:
    dialog = await open_settings(visitor)
    await dialog.get_by_label("Prepare my camera and microphone while it rings").check()
    await visitor.click("Done")
    await wait_until(visitor.page, ALL_CLOSED)


async def rings(caller: Visitor, callee: Visitor, button: str = "Call") -> None:
    await caller.search(callee.name)
    await caller.click(f"{button} {callee.name}")
    await callee.expect_call_from(caller.name)


async def test_accept_finds_the_devices_open(open_device_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_device_page(alice), await open_device_page(bob)
    await rings(caller, callee)
    await expect(callee.page.locator("#ringPreview")).to_be_hidden()
    assert await callee.page.evaluate("fakeDevices.tracks.length") == 0, "it is off by default"
    await callee.click("Decline")
    await wants_to_be_prepared(callee)
    await asyncio.gather(*(visitor.wait_for_state("idle") for visitor in (caller, callee)))
    await rings(caller, callee)
    await wait_until(callee.page, MOVES)
    await wait_until(callee.page, BOTH_OPEN)
    assert await callee.page.evaluate(SENT) == 0
    opened = await callee.page.evaluate("fakeDevices.tracks.length")
    await callee.click("Accept")
    await asyncio.gather(caller.expect_media(), callee.expect_media())
    assert await callee.page.evaluate("fakeDevices.tracks.length") == opened, "they were used"
    await caller.click("Hang up")
    await callee.wait_for_state("idle")
    await wait_until(callee.page, ALL_CLOSED)


ENDS: dict[str, Callable[[Visitor, Visitor], Awaitable[None]]] = {
    "declined": lambda _caller, callee: callee.click("Decline"),
    "cancelled": lambda caller, _callee: caller.click("Hang up"),
}


@pytest.mark.tier2
async def test_they_close_if_the_call_is_not_taken(open_device_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_device_page(alice), await open_device_page(bob)
    await wants_to_be_prepared(callee)
    for name, end in ENDS.items():
        await rings(caller, callee)
        await wait_until(callee.page, BOTH_OPEN)
        await end(caller, callee)
        await asyncio.gather(*(visitor.wait_for_state("idle") for visitor in (caller, callee)))
        await wait_until(callee.page, ALL_CLOSED)
        assert await callee.page.evaluate("document.querySelector('#ringPreview video').srcObject") is None, name


@pytest.mark.tier2
async def test_they_close_if_another_device_answers(open_device_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, first, second = await open_device_page(alice), await open_device_page(bob), await open_device_page(bob)
    await wants_to_be_prepared(first)
    await rings(caller, first)
    await wait_until(first.page, BOTH_OPEN)
    await second.click("Accept")
    await first.wait_for_state("idle")
    await wait_until(first.page, ALL_CLOSED)


@pytest.mark.tier2
async def test_a_voice_call_opens_the_microphone_alone(open_device_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_device_page(alice), await open_device_page(bob)
    await wants_to_be_prepared(callee)
    await rings(caller, callee, "Voice call to")
    await wait_until(callee.page, "() => fakeDevices.live().length === 1")
    await expect(callee.page.locator("#ringPreview")).to_be_hidden(timeout=HANG * 1000)
    live = "fakeDevices.tracks.filter(({ readyState }) => readyState === 'live').map(({ kind }) => kind)"
    assert await callee.page.evaluate(live) == ["audio"]


@pytest.mark.tier2
async def test_answered_without_video_the_camera_closes(open_device_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_device_page(alice), await open_device_page(bob)
    await wants_to_be_prepared(callee)
    await rings(caller, callee)
    await wait_until(callee.page, BOTH_OPEN)
    await callee.click("Answer without video")
    await callee.wait_for_state("active")
    await wait_until(callee.page, "() => fakeDevices.live().length === 1")
    await caller.expect_media(picture=False)
