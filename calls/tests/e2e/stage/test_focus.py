"""The keyboard focus stays on the page when the focused element disappears."""

import asyncio

import pytest
from playwright.async_api import expect

from calls.tests.e2e.browser.stage import choose_from_menu, start_call
from calls.tests.e2e.browser.visitor import wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

ON_STAGE = "document.activeElement === document.querySelector('#stage')"


@pytest.mark.tier2
async def test_the_list_of_devices_gives_the_focus_back(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await start_call(caller, callee)
    dialog = caller.page.locator("#otherDevices")
    for key in ("Enter", "Escape"):
        await choose_from_menu(caller, "Continue on another device")
        await expect(dialog).to_be_visible()
        await dialog.get_by_role("button", name="Close").focus()
        await caller.page.keyboard.press(key)
        await expect(dialog).to_be_hidden()
        await expect(caller.button("More")).to_be_focused()


async def test_the_end_of_a_call_closes_what_lies_over_it(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    for name, dialog in (("Settings", "#settings"), ("Continue on another device", "#otherDevices")):
        await start_call(caller, callee)
        await choose_from_menu(caller, name)
        await expect(caller.page.locator(dialog)).to_be_visible()
        await callee.click("Hang up")
        await caller.wait_for_state("idle")
        await expect(caller.page.locator(dialog)).to_be_hidden()
        await expect(caller.button(f"Call {bob.name}")).to_be_focused()
        await callee.wait_for_state("idle")


@pytest.mark.tier2
async def test_a_hint_that_goes_by_itself_leaves_the_focus_on_the_stage(
    open_page: OpenPage, open_device_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_device_page(bob)
    await callee.page.evaluate("fakeDevices.setMicrophoneLevel(0.5)")
    await start_call(caller, callee)
    await callee.click("Microphone")
    await callee.button("Unmute").focus()
    # Unmuted by key, it has nothing to say any more.
    await callee.page.keyboard.press("m")
    await expect(callee.button("Unmute")).to_have_count(0)
    await wait_until(callee.page, ON_STAGE)


@pytest.mark.tier2
async def test_a_focused_chat_notice_stays(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await start_call(caller, callee)
    await callee.click("Chat")
    await caller.page.clock.install()
    field = callee.page.get_by_role("textbox", name="Message")
    card = caller.page.locator(".chat-news-card")
    for text in ("One", "Two"):
        await field.fill(text)
        await callee.page.keyboard.press("Enter")
        await expect(card).to_contain_text(text)
        await card.focus() if text == "One" else None
        await expect(card).to_be_focused()
    await caller.page.clock.run_for(20_000)
    await expect(card).to_be_focused()
    await card.press("Enter")
    await expect(caller.page.get_by_role("complementary", name="Chat")).to_be_visible()
    # For the page, 20 s have passed without a word of the server.
    caller.ignore_reconnect_errors()


@pytest.mark.tier2
async def test_no_keyboard_opens_after_a_call_on_a_phone(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob, has_touch=True, is_mobile=True)
    # The caller is not in the list that is shown.
    await callee.page.get_by_role("searchbox").fill("nobody of this name")
    await callee.expect_text("No one matches")
    await callee.page.get_by_role("searchbox").blur()
    await start_call(caller, callee)
    await callee.click("Hang up")
    await asyncio.gather(caller.wait_for_state("idle"), callee.wait_for_state("idle"))
    await expect(callee.page.get_by_role("heading", name="People")).to_be_focused()
