"""The chat of a call, and what it shows."""

from playwright.async_api import Locator, expect

from calls.tests.e2e.browser.visitor import Visitor
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person


async def connect_pages(caller: Visitor, callee: Visitor) -> None:
    """A call in which the two pages have each other in reach. Its media are for other tests to prove."""
    await caller.call(callee.name)
    await callee.expect_call_from(caller.name)
    await callee.click("Accept")
    for visitor in (caller, callee):
        await expect(visitor.button("Chat")).to_be_enabled()


async def open_chat(visitor: Visitor) -> None:
    await visitor.click("Chat")
    await expect(visitor.page.locator("#chat")).to_be_visible()


def message_field(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("textbox", name="Message", exact=True)


async def send_message(visitor: Visitor, text: str) -> None:
    box = message_field(visitor)
    await box.fill(text)
    await box.press("Enter")
    await expect(box).to_have_value("")


def messages(visitor: Visitor) -> Locator:
    return visitor.page.locator("#chatItems .said-text")


async def expect_messages(visitor: Visitor, *texts: str) -> None:
    await expect(messages(visitor)).to_have_text(list(texts))


async def expect_all_delivered(visitor: Visitor) -> None:
    """Wait until the peer's page has said of every message that it is there."""
    await expect(visitor.page.locator('#chatItems [data-state="sending"]')).to_have_count(0)


async def open_chats(open_page: OpenPage, alice: Person, bob: Person) -> tuple[Visitor, Visitor]:
    caller, callee = await open_page(alice), await open_page(bob)
    await connect_pages(caller, callee)
    for visitor in (caller, callee):
        await open_chat(visitor)
    return caller, callee
