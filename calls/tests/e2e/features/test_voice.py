"""Voice calls: the camera is not asked for until one side requests video and the other agrees."""

import asyncio
import re

import pytest
from playwright.async_api import expect

from calls.tests.e2e.browser.old_client import old_page
from calls.tests.e2e.browser.people_page import RECORD, ring_voice
from calls.tests.e2e.browser.stage import expect_announced
from calls.tests.e2e.browser.visitor import Visitor, force_rejoin, wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG


async def cameras(visitor: Visitor) -> int:
    """How often the page has asked for a camera."""
    found: int = await visitor.page.evaluate("asked.filter(({ video }) => video).length")
    return found


@pytest.fixture
async def talking(open_page: OpenPage, alice: Person, bob: Person) -> tuple[Visitor, Visitor]:
    """Alice and Bob in a voice call, each heard by the other."""
    caller, callee = await open_page(alice), await open_page(bob)
    await ring_voice(caller, callee)
    await expect(callee.button("Answer without video")).to_be_hidden()
    await callee.click("Accept")
    await asyncio.gather(caller.wait_for_state("active"), callee.wait_for_state("active"))
    for visitor in (caller, callee):
        await visitor.page.locator('#call[data-channel="true"]').wait_for()
    return caller, callee


async def test_nobody_is_asked_for_a_camera(talking: tuple[Visitor, Visitor]) -> None:
    caller, callee = talking
    await asyncio.gather(*(visitor.expect_media(picture=False) for visitor in talking))
    for visitor in talking:
        await visitor.expect_button("Microphone", pressed=True)
        await visitor.expect_button("Camera", pressed=False)
        assert await visitor.page.evaluate("asked.length") == 1
        assert await cameras(visitor) == 0
        await expect(visitor.page.locator("#portraitName")).to_be_visible()
        await expect(visitor.page.locator("#portraitTimer")).to_have_text(re.compile(r"\d\d:\d\d"))
        await expect(visitor.page.get_by_text("camera is off").filter(visible=True)).to_have_count(0)
    # A reload returns to a voice call.
    await callee.page.reload()
    await callee.wait_for_state("active")
    await caller.expect_media(sound=False, picture=False)
    await callee.page.locator('#call[data-kind="voice"]').wait_for()
    await callee.expect_button("Microphone", pressed=True)
    await callee.expect_button("Camera", pressed=False)


async def test_video_is_asked_for_and_both_turn_it_on(talking: tuple[Visitor, Visitor]) -> None:
    caller, callee = talking
    await caller.click("Camera")
    await caller.expect_text(f"Asking {callee.name}")
    await callee.expect_text(f"{caller.name} would like to turn on video")
    assert await cameras(caller) == await cameras(callee) == 0
    await callee.click("Turn on my camera too")
    for visitor in talking:
        await visitor.expect_button("Camera", pressed=True)
    await asyncio.gather(*(visitor.expect_media(sound=False) for visitor in talking))
    # Agreed is agreed: off and on again asks nobody.
    await callee.click("Camera")
    await callee.expect_button("Camera", pressed=False)
    await callee.click("Camera")
    await callee.expect_button("Camera", pressed=True)
    await caller.expect_media(sound=False)


@pytest.mark.tier2
async def test_just_watch_receives_video_and_sends_none(talking: tuple[Visitor, Visitor]) -> None:
    caller, callee = talking
    await caller.click("Camera")
    await callee.click("Just watch")
    await callee.expect_media(sound=False)
    await caller.expect_button("Camera", pressed=True)
    await callee.expect_button("Camera", pressed=False)
    assert await cameras(callee) == 0


@pytest.mark.tier2
async def test_the_video_request_is_announced_once_to_screen_readers(talking: tuple[Visitor, Visitor]) -> None:
    caller, callee = talking
    question = callee.page.locator("#stageNews").get_by_text(f"{caller.name} would like to turn on video")
    await caller.click("Camera")
    await expect(question).to_have_count(1)
    # Over a new connection it is asked again, and is no other question.
    await force_rejoin(caller, callee)
    await callee.page.locator('#call[data-channel="true"]').wait_for()
    await caller.click("Microphone")
    await expect_announced(callee, f"{caller.name} is muted.")
    await expect(question).to_have_count(1)


@pytest.mark.tier2
async def test_a_declined_video_request_keeps_the_call_voice_only(talking: tuple[Visitor, Visitor]) -> None:
    caller, callee = talking
    await caller.click("Camera")
    await callee.click("Not now")
    await caller.expect_text("prefers voice only for now")
    await expect(callee.button("Not now")).to_be_hidden()
    await caller.expect_button("Camera", pressed=False)
    assert await cameras(caller) == await cameras(callee) == 0
    # A question that is withdrawn goes from the other's page.
    await caller.click("Camera")
    await callee.button("Not now").wait_for()
    await caller.click("Camera")
    await expect(callee.button("Not now")).to_be_hidden(timeout=HANG * 1000)


@pytest.mark.tier2
async def test_a_five_message_client_can_get_a_voice_call(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller = await open_page(alice)
    _callee, page = await old_page(open_page, bob)
    await caller.page.evaluate(RECORD)
    await caller.page.get_by_role("searchbox").fill(bob.name)
    await caller.click(f"Voice call to {bob.name}")
    await wait_until(page, "() => old.waiting")
    await page.evaluate("old.answer()")
    await caller.wait_for_state("active")
    # It does not know voice calls: it sends its camera, which is shown.
    await caller.expect_media()
    assert await cameras(caller) == 0
    # Nor can it be asked.
    await caller.click("Camera")
    await caller.expect_button("Camera", pressed=True)
    assert await cameras(caller) == 1


@pytest.mark.tier2
async def test_the_history_calls_back_by_voice(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await ring_voice(caller, callee)
    await caller.click("Hang up")
    await callee.wait_for_state("idle")
    await callee.page.goto("/history/")
    await callee.click(f"Voice call to {alice.name}")
    await expect(caller.page.get_by_role("dialog", name=f"{bob.name} is calling you (voice)")).to_be_visible(
        timeout=HANG * 1000
    )
    await callee.page.locator('#call[data-kind="voice"]').wait_for()
