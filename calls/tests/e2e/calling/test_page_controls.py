"""What every page has: the account menu, by pointer and by keyboard, and the close button of a message."""

from playwright.async_api import expect

from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person


async def test_the_account_menu_and_the_close_button_of_a_message(open_page: OpenPage, alice: Person) -> None:
    page = (await open_page(alice, "/privacy/")).page
    button, menu = page.get_by_role("button", name="Account of"), page.locator("#accountMenu")
    items = menu.get_by_role("link")
    await button.click()
    await expect(menu).to_be_in_viewport(ratio=1)
    await expect(button).to_have_attribute("aria-expanded", "true")
    await page.locator("h1").click()
    await expect(menu).to_be_hidden()
    await expect(button).to_have_attribute("aria-expanded", "false")
    await button.focus()
    for key, item in (("ArrowDown", items.first), ("ArrowDown", items.nth(1)), ("ArrowUp", items.first)):
        await page.keyboard.press(key)
        await expect(item).to_be_focused()
    await page.keyboard.press("End")
    await expect(menu.get_by_role("button", name="Sign out")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(menu).to_be_hidden()
    await expect(button).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(menu).to_be_visible()
    await page.keyboard.press("Shift+Tab")
    await expect(menu).to_be_hidden()
    await page.get_by_role("button", name="Save").click()
    close = page.get_by_role("status").get_by_role("button", name="Close")
    await close.wait_for()
    await page.wait_for_load_state()
    await close.click()
    await expect(close).to_be_hidden()
