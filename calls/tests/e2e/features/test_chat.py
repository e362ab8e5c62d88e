"""Chat messages arrive once, in order, as plain text, and are kept as long as the call."""

import asyncio
import re

import pytest
from playwright.async_api import expect

from calls.tests.e2e.browser.chat import (
    connect_pages,
    expect_all_delivered,
    expect_messages,
    message_field,
    messages,
    open_chat,
    open_chats,
    send_message,
)
from calls.tests.e2e.browser.old_client import old_page
from calls.tests.e2e.browser.stage import start_call
from calls.tests.e2e.browser.visitor import wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

AT_THE_END = "() => chatLog.scrollHeight - chatLog.scrollTop - chatLog.clientHeight < 2"


async def test_chat_messages_arrive_on_both_sides(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_chats(open_page, alice, bob)
    await send_message(caller, "Hello!")
    await expect_messages(callee, "Hello!")
    box = callee.page.get_by_role("textbox", name="Message", exact=True)
    await box.fill("one line")
    await box.press("Shift+Enter")
    await box.press_sequentially("and another")
    await box.press("Enter")
    await expect_messages(caller, "Hello!", "one line\nand another")
    await expect_all_delivered(caller)
    await expect(caller.page.locator(".said").first).to_contain_text("You")
    await expect(callee.page.locator(".said").first).to_contain_text(alice.name)
    # It goes away with the call, and what was begun with it.
    await box.fill("never sent")
    await caller.click("Hang up")
    await asyncio.gather(caller.wait_for_state("idle"), callee.wait_for_state("idle"))
    assert await callee.page.evaluate("sessionStorage.getItem('videochat.chat')") is None
    await connect_pages(callee, caller)
    await open_chat(callee)
    await expect(messages(callee)).to_have_count(0)
    await expect(box).to_have_value("")
    await callee.expect_text("It is deleted when the call ends")


@pytest.mark.tier2
async def test_links_are_links_and_nothing_else_is_more_than_text(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_chats(open_page, alice, bob)
    await send_message(caller, "<img src=x onerror=alert(1)> see (https://example.org/a?b=1#c). javascript:alert(1)")
    await expect_messages(callee, "<img src=x onerror=alert(1)> see (https://example.org/a?b=1#c). javascript:alert(1)")
    links = callee.page.locator("#chatItems a")
    await expect(links).to_have_count(1)
    await expect(links).to_have_attribute("href", "https://example.org/a?b=1#c")
    await expect(links).to_have_attribute("rel", "noopener noreferrer nofollow")
    await expect(links).to_have_attribute("target", "_blank")
    assert await callee.page.locator("#chatItems .said-text img").count() == 0
    # A word that knows no end stays within the panel.
    await send_message(caller, "x" * 3_000)
    await expect(messages(callee)).to_have_count(2)
    assert await callee.page.evaluate("chatLog.scrollWidth <= chatLog.clientWidth")
    # In a lower window the newest words stay in sight, and so do earlier ones that are being read.
    await wait_until(callee.page, AT_THE_END)
    await callee.page.set_viewport_size({"width": 1280, "height": 400})
    await wait_until(callee.page, AT_THE_END)
    await callee.page.evaluate("chatLog.scrollTop = 0")
    await callee.page.set_viewport_size({"width": 1280, "height": 500})
    await send_message(caller, "Are you still reading?")
    await expect(callee.button("New messages")).to_be_visible()
    assert await callee.page.evaluate("chatLog.scrollTop") == 0


@pytest.mark.tier2
async def test_a_message_that_is_too_long_is_not_sent(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_chats(open_page, alice, bob)
    box = message_field(caller)
    await box.fill("ä" * 4_001)
    await caller.expect_text("a message can have 4,000 characters")
    await expect(caller.button("Send")).to_be_disabled()
    await box.press("Enter")
    await expect(box).to_have_value("ä" * 4_001)
    await send_message(caller, "ä" * 4_000)
    await expect_messages(callee, "ä" * 4_000)


@pytest.mark.tier2
async def test_messages_while_the_chat_is_closed_get_a_notice(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await connect_pages(caller, callee)
    await open_chat(caller)
    await send_message(caller, "first")
    await send_message(caller, "second")
    await expect(callee.page.locator("#chatNews[role=status]")).to_contain_text(f"{alice.name}: second")
    await expect(callee.page.locator("#chatBadge")).to_have_attribute("data-count", "2")
    await expect(callee.button("Chat")).to_have_accessible_description("2 unread messages")
    await callee.page.locator(".chat-news-card").click()
    await expect_messages(callee, "first", "second")
    await expect(callee.page.locator("#chatBadge")).to_be_hidden()
    await expect(callee.page.locator("#chatNews")).to_be_empty()
    await send_message(caller, "third")
    await expect_messages(callee, "first", "second", "third")
    await expect(callee.page.locator("#chatBadge")).to_be_hidden()


@pytest.mark.tier2
async def test_messages_written_while_the_peer_is_away_arrive_once_and_in_order(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_chats(open_page, alice, bob)
    await send_message(caller, "before")
    await expect_messages(callee, "before")
    await expect_all_delivered(caller)
    await message_field(callee).fill("not sent yet")
    # Offers are kept back, so the two find no new way to each other until the test lets them.
    await caller.page.evaluate("tests.hold('offer')")
    await callee.page.reload()
    await caller.expect_text(f"Your messages will be sent when {bob.name} is back")
    for number in range(5):
        await send_message(caller, f"meanwhile {number}")
    await expect(caller.page.locator('[data-state="sending"]')).to_have_count(5)
    await caller.expect_text("Sending…")
    await caller.page.evaluate("tests.release()")
    await asyncio.gather(caller.wait_for_state("active"), callee.wait_for_state("active"))
    await expect_all_delivered(caller)
    expected = ["before", *(f"meanwhile {number}" for number in range(5))]
    await expect_messages(caller, *expected)
    await open_chat(callee)
    await expect_messages(callee, *expected)
    await expect(message_field(callee)).to_have_value("not sent yet")


@pytest.mark.tier2
async def test_the_chat_outlives_a_reload_of_either_page(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_chats(open_page, alice, bob)
    await send_message(caller, "one")
    await expect_messages(callee, "one")
    await send_message(callee, "two")
    await expect_messages(caller, "one", "two")
    for visitor in (caller, callee):
        await visitor.page.reload()
        await visitor.wait_for_state("active")
        await open_chat(visitor)
        await expect_messages(visitor, "one", "two")
    await send_message(caller, "three")
    await expect_messages(callee, "one", "two", "three")
    await callee.click("Hang up")
    await caller.wait_for_state("idle")
    for visitor in (caller, callee):
        await visitor.page.reload()
        await visitor.wait_for_state("idle")
        for key in ("chat", "draft"):
            assert await visitor.page.evaluate(f"sessionStorage.getItem('videochat.{key}')") is None


@pytest.mark.tier2
async def test_with_a_client_of_the_five_messages_there_is_no_chat(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller = await open_page(alice)
    _, page = await old_page(open_page, bob)
    await caller.call(bob.name)
    await wait_until(page, "old.waiting")
    await page.evaluate("old.answer()")
    await caller.wait_for_state("active")
    await expect(caller.button("Chat")).to_be_disabled()
    await expect(caller.button("Chat")).to_have_attribute("title", re.compile("has no chat"))
    await expect(caller.button("React")).to_be_disabled()


@pytest.mark.tier2
async def test_keys_that_belong_to_an_input_method_send_nothing_and_close_nothing(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await start_call(caller, callee)
    await caller.click("Chat")
    field = caller.page.get_by_role("textbox", name="Message")
    await field.fill("にほんご")
    # As Safari says it: the composition is over already.
    await field.dispatch_event("keydown", {"key": "Enter", "keyCode": 229})
    await expect(field).to_have_value("にほんご")
    await field.dispatch_event("keydown", {"key": "Escape", "isComposing": True})
    await expect(field).to_be_visible()
    await caller.page.keyboard.press("Enter")
    await expect(field).to_have_value("")
