"""Hints about this user's devices in a call: unplugged, speaking while muted, silent; and the space bar."""

import asyncio

import pytest
from playwright.async_api import Locator, expect

from calls.tests.e2e.browser.stage import start_call
from calls.tests.e2e.browser.visitor import Visitor, talk, wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG

HEARD_MUTED = "You are muted. Hold Space to speak."
HOLDING = "You can be heard while you hold Space"
SILENT = "Your microphone is silent."


def hint(visitor: Visitor, text: str) -> Locator:
    return visitor.page.locator("#hints .hint").filter(has_text=text)


async def expect_hint(visitor: Visitor, text: str) -> None:
    await expect(hint(visitor, text)).to_be_visible(timeout=HANG * 1000)


async def expect_no_hint(visitor: Visitor, text: str) -> None:
    await expect(hint(visitor, text)).to_have_count(0, timeout=HANG * 1000)


async def set_microphone_level(visitor: Visitor, loudness: float) -> None:
    await visitor.page.evaluate(f"fakeDevices.setMicrophoneLevel({loudness})")


async def energy(visitor: Visitor) -> float:
    return float(await visitor.page.evaluate("tests.received().then(({ energy }) => energy)"))


async def test_another_device_replaces_one_that_was_unplugged(
    open_page: OpenPage, open_device_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_device_page(bob)
    await talk(caller, callee)
    first = await callee.page.evaluate("fakeDevices.sentTrack('video').label")
    await callee.page.evaluate(f"fakeDevices.unplug('{first}')")
    await callee.expect_text(f"{first} was unplugged. Using ")
    await callee.expect_button("Camera", pressed=True)
    assert await callee.page.evaluate("fakeDevices.sentTrack('video').label") != first
    await callee.page.evaluate(f"fakeDevices.plug('{first}')")
    await expect_hint(callee, f"{first} is back and in use.")
    await wait_until(callee.page, f"() => fakeDevices.sentTrack('video').label === '{first}'")
    await asyncio.gather(caller.expect_media(), wait_until(callee.page, "() => fakeDevices.live().length === 2"))
    assert await callee.page.evaluate("tests.connections.length") == 1


@pytest.mark.tier2
async def test_the_last_microphone_is_missed_and_offered_when_it_is_back(
    open_page: OpenPage, open_device_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_device_page(bob)
    await talk(caller, callee)
    labels = await callee.page.evaluate(
        "navigator.mediaDevices.enumerateDevices()"
        ".then((all) => all.filter(({ kind }) => kind === 'audioinput').map(({ label }) => label))"
    )
    await callee.page.evaluate("(labels) => fakeDevices.unplug(...labels)", labels)
    await expect_hint(callee, "There is no other microphone, so nobody can hear you.")
    await callee.expect_button("Microphone", pressed=False)
    await caller.expect_text(f"{bob.name} is muted")
    await callee.page.evaluate(f"fakeDevices.plug('{labels[-1]}')")
    await expect_hint(callee, f"{labels[-1]} is connected now.")
    await callee.expect_button("Microphone", pressed=False)
    await callee.click("Unmute")
    await callee.expect_button("Microphone", pressed=True)
    await caller.expect_media()


@pytest.mark.tier2
async def test_the_space_bar_opens_a_muted_microphone_while_it_is_held(
    open_page: OpenPage, open_device_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_device_page(bob)
    await set_microphone_level(callee, 0.5)
    await talk(caller, callee)
    await callee.click("Microphone")
    await caller.expect_text(f"{bob.name} is muted")
    # The button has the focus of the click; who holds the bar now means to talk, and does not press it.
    keyboard = callee.page.keyboard
    await keyboard.down("Space")
    await expect_hint(callee, HOLDING)
    await callee.expect_button("Microphone", pressed=True)
    await expect(caller.page.locator("#remoteMuted")).to_be_hidden(timeout=HANG * 1000)
    await caller.expect_media(picture=False)
    await keyboard.up("Space")
    await expect_no_hint(callee, HOLDING)
    await callee.expect_button("Microphone", pressed=False)
    await caller.expect_text(f"{bob.name} is muted")
    await keyboard.down("Space")
    await callee.expect_button("Microphone", pressed=True)
    await callee.page.evaluate("dispatchEvent(new Event('blur'))")
    await callee.expect_button("Microphone", pressed=False)
    await keyboard.up("Space")


@pytest.mark.tier2
async def test_the_space_bar_keeps_its_meaning_on_buttons_and_in_texts(
    open_page: OpenPage, open_device_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_device_page(bob)
    await talk(caller, callee)
    await callee.click("Microphone")
    await callee.expect_button("Microphone", pressed=False)
    await callee.button("Camera").focus()
    await callee.page.keyboard.press("Space")
    await callee.expect_button("Camera", pressed=False)
    await callee.page.evaluate("""() => {
        const field = document.createElement("input");
        field.id = "field";
        stage.append(field);
        field.focus();
    }""")
    await callee.page.keyboard.down("Space")
    await expect(callee.page.locator("#field")).to_have_value(" ")
    await callee.expect_button("Microphone", pressed=False)
    await callee.page.keyboard.up("Space")


@pytest.mark.tier2
async def test_speaking_while_muted_gets_a_hint_that_unmutes(
    open_page: OpenPage, open_device_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_device_page(bob)
    await set_microphone_level(callee, 0.01)
    await talk(caller, callee)
    await callee.click("Microphone")
    await caller.expect_text(f"{bob.name} is muted")
    before = await energy(caller)
    await set_microphone_level(callee, 0.5)
    await expect_hint(callee, HEARD_MUTED)
    assert await energy(caller) - before < 1e-4, "nothing of it is sent"
    await callee.click("Unmute")
    await callee.expect_button("Microphone", pressed=True)
    await expect_no_hint(callee, HEARD_MUTED)
    await caller.expect_media()
    assert await callee.page.evaluate("fakeDevices.tracks.length") == 2, "nothing was opened for it"
    await callee.click("Microphone")
    await expect_hint(callee, HEARD_MUTED)
    await callee.click("Dismiss")
    await expect_no_hint(callee, HEARD_MUTED)


@pytest.mark.tier2
async def test_a_silent_microphone_gets_a_hint_that_offers_another_one(
    open_page: OpenPage, open_device_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_device_page(bob)
    await set_microphone_level(callee, 0)
    await start_call(caller, callee)
    await expect_hint(callee, SILENT)
    await set_microphone_level(callee, 0.5)
    await expect_no_hint(callee, SILENT)
    # It works: a pause is no reason for a word, a long silence is.
    began = await callee.page.evaluate("performance.now()")
    await set_microphone_level(callee, 0)
    await expect(hint(callee, SILENT)).to_be_visible(timeout=3 * HANG * 1000)
    assert await callee.page.evaluate("performance.now()") - began > 20_000
    await callee.click("Choose another microphone")
    await expect(callee.page.get_by_role("dialog", name="Sound and video")).to_be_visible(timeout=HANG * 1000)


@pytest.mark.tier2
async def test_a_headset_that_is_plugged_in_is_offered_and_used_with_one_click(
    open_page: OpenPage, open_device_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_device_page(bob)
    await callee.page.evaluate("fakeDevices.unplug('Fake Audio Input 2')")
    await talk(caller, callee)
    assert await callee.page.evaluate("fakeDevices.sentTrack('audio').label") != "Fake Audio Input 2"
    await callee.page.evaluate("fakeDevices.plug('Fake Audio Input 2')")
    await expect_hint(callee, "Fake Audio Input 2 is connected.")
    await callee.click("Use it")
    await wait_until(callee.page, "() => fakeDevices.sentTrack('audio').label === 'Fake Audio Input 2'")
    await expect_hint(callee, "Using Fake Audio Input 2.")
    await caller.expect_media()
