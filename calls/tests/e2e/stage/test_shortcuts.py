"""Keyboard shortcuts do what the buttons do, and nothing while the user types."""

import asyncio

import pytest
from playwright.async_api import expect

from calls.tests.e2e.browser.stage import expect_data, start_call
from calls.tests.e2e.browser.visitor import wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person


@pytest.mark.tier2
async def test_letters_turn_the_devices_off_and_on(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await start_call(caller, callee)
    for key, device in (("m", "Microphone"), ("v", "Camera")):
        await caller.page.keyboard.press(key)
        await caller.expect_button(device, pressed=False)
        await caller.page.keyboard.press(key)
        await caller.expect_button(device, pressed=True)
    await caller.page.keyboard.press("s")
    await caller.expect_button("Share screen", pressed=True)
    await expect_data(callee, remote_screen="beside")
    await caller.page.keyboard.press("s")
    await caller.expect_button("Share screen", pressed=False)


@pytest.mark.tier2
async def test_letters_change_how_the_call_is_shown(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await start_call(caller, callee)
    await caller.page.keyboard.press("f")
    await wait_until(caller.page, "document.fullscreenElement !== null")
    await caller.page.keyboard.press("f")
    await wait_until(caller.page, "document.fullscreenElement === null")
    async with caller.context.expect_page() as opening:
        await caller.page.keyboard.press("p")
    window = await opening.value
    await expect_data(caller, pip="window")
    async with window.expect_event("close"):
        await caller.page.keyboard.press("p")
    await expect_data(caller, pip="none")


@pytest.mark.tier2
async def test_shortcuts_ignore_held_keys_modifiers_and_text_fields(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await start_call(caller, callee)
    page = caller.page
    await page.evaluate(
        """() => {
          window.toggles = 0;
          document.querySelector('[data-device="microphone"]').addEventListener("click", () => (window.toggles += 1));
          const field = Object.assign(document.createElement("textarea"), { id: "field" });
          document.querySelector(".scene").append(field);
        }"""
    )
    for keys in ("Control+m", "Alt+m", "Shift+m", "Meta+m", "h", "Shift+h", "Alt+h"):
        await page.keyboard.press(keys)
    await page.locator("#field").focus()
    await page.keyboard.type("mv hello? /")
    await page.keyboard.press("Alt+Shift+H")
    assert (await page.locator("#field").input_value()).startswith("mv hello? /")
    await page.evaluate("document.querySelector('#field').remove()")
    await page.keyboard.down("m")
    await page.keyboard.down("m")  # repeats, as a key that is held does
    await page.keyboard.up("m")
    await caller.expect_button("Microphone", pressed=False)
    assert await page.evaluate("toggles") == 1
    await caller.expect_button("Camera", pressed=True)
    await caller.wait_for_state("active")


async def test_a_call_is_accepted_and_hung_up_by_key(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    await callee.page.keyboard.press("a")
    await asyncio.gather(caller.wait_for_state("active"), callee.wait_for_state("active"))
    await callee.page.keyboard.press("Alt+Shift+H")
    await asyncio.gather(caller.wait_for_state("idle"), callee.wait_for_state("idle"))
    await caller.expect_text(f"{bob.name} hung up")


@pytest.mark.tier2
async def test_a_slash_goes_to_the_search(open_page: OpenPage, alice: Person) -> None:
    visitor = await open_page(alice)
    search = visitor.page.get_by_role("searchbox")
    await expect(search).not_to_be_focused()
    await visitor.page.keyboard.press("/")
    await expect(search).to_be_focused()
    await expect(search).to_have_value("")
    await visitor.page.keyboard.press("?")
    await expect(search).to_have_value("?")


@pytest.mark.tier2
async def test_a_question_mark_lists_them_all(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    help_ = caller.page.get_by_role("dialog", name="Keyboard shortcuts")
    await caller.page.keyboard.press("?")
    await expect(help_).to_be_visible()
    for text in ("Hold Space: talk while muted", "Hang up", "Accept the call", "Search people"):
        await expect(help_.get_by_text(text)).to_be_visible()
    await caller.page.keyboard.press("/")  # under the dialog, nothing is done
    await caller.page.keyboard.press("?")
    await expect(help_).to_be_hidden()
    await expect(caller.page.get_by_role("searchbox")).not_to_be_focused()
    await start_call(caller, callee)
    await caller.click("More")
    await caller.click("Keyboard shortcuts")
    await expect(help_).to_be_visible()
    await caller.page.keyboard.press("m")
    await caller.page.keyboard.press("Escape")
    await expect(help_).to_be_hidden()
    await caller.expect_button("Microphone", pressed=True)
    # What is not on this page is not in the list.
    if await caller.page.locator('[data-opens="chat"]').count() == 0:
        await expect(help_.get_by_text("Open or close the chat")).to_have_count(0)


@pytest.mark.tier2
async def test_a_shortcut_opens_and_closes_a_page_of_the_panel(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await start_call(caller, callee)
    for key, page in (("c", "chat"), ("d", "details")):
        opener = caller.page.locator(f'[data-opens="{page}"]')
        await caller.page.keyboard.press(key)
        if await opener.count() == 0:
            await expect(caller.page.locator("#panel")).to_be_hidden()
            continue
        await expect(caller.page.locator(f'[data-page="{page}"]')).to_be_visible()
        await caller.page.keyboard.press("Escape")
        await expect(caller.page.locator("#panel")).to_be_hidden()
