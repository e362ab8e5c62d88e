"""Tell me when free in the browser: asked for after a call in vain, told once, and answered with one press."""

from playwright.async_api import expect

from calls.tests.e2e.browser.people_page import turn_quiet_off
from calls.tests.e2e.browser.stage import fake_notifications
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

FREE = "notified.shown.map(({ says }) => says)"


async def test_a_call_in_vain_is_made_up_for_with_one_press(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice, "/healthz"), await open_page(bob)
    await fake_notifications(caller, answer="granted")
    await caller.open("/")
    await callee.click("Do not disturb")
    await callee.click("Until I turn it off")
    await caller.call(bob.name)
    await caller.expect_text(f"{bob.name} does not want to be disturbed. They will see that you called.")
    await caller.click("Tell me when free")
    await caller.expect_text(f"You will be told when {bob.name} is free.")
    # It survives a reload, and can be cancelled and asked for on the card.
    await caller.open("/")
    await caller.click("Turn on")
    await caller.search(bob.name)
    row = caller.page.get_by_role("listitem").filter(has_text=bob.name)
    await expect(row).to_contain_text("Do not disturb · You will be told")
    await row.locator(".person-open").click()
    card = caller.page.get_by_role("dialog", name=bob.name)
    await card.get_by_role("button", name=f"Cancel: {bob.name}").click()
    await card.get_by_role("button", name=f"Tell me when free: {bob.name}").click()
    await expect(card).to_contain_text(f"You will be told when {bob.name} is free.")
    await card.get_by_role("button", name="Close").click()
    tab = await open_page(alice, "/history/")
    await caller.page.evaluate("notified.hide(true)")
    await turn_quiet_off(callee)
    for each in (caller, tab):
        await each.expect_text(f"{bob.name} is free now.")
    assert await caller.page.evaluate(FREE) == [[bob.name, "Is free now", f"videochat.free.{bob.name}"]]
    await tab.open("/history/")
    await tab.expect_text(f"{bob.name} is free now.")
    await expect(row).to_contain_text("Online")
    await expect(row).not_to_contain_text("You will be told")
    await tab.page.locator("#toasts").get_by_role("button", name="Call", exact=True).click()
    await callee.expect_call_from(alice.name)
    await expect(caller.page.get_by_text("is free now.")).to_have_count(0)
    assert await caller.page.evaluate(FREE) == []
    await callee.click("Decline")
    await tab.wait_for_state("idle")


async def test_a_card_that_is_open_does_not_swallow_it(open_page: OpenPage, alice: Person, bob: Person) -> None:
    page, callee = await open_page(alice), await open_page(bob)
    await callee.click("Do not disturb")
    await callee.click("For 1 hour")
    await page.search(bob.name)
    await page.page.get_by_role("listitem").filter(has_text=bob.name).locator(".person-open").click()
    card = page.page.get_by_role("dialog", name=bob.name)
    await card.get_by_role("button", name="Tell me when free").click()
    await expect(card.get_by_role("button", name=f"Cancel: {bob.name}")).to_be_focused()
    await turn_quiet_off(callee)
    await expect(card).to_contain_text(f"{bob.name} is free now.")
    await page.page.keyboard.press("Escape")
    await expect(card).to_be_hidden()
    await page.page.locator("#toasts").get_by_role("button", name="Call", exact=True).click()
    await callee.expect_call_from(alice.name)
    await callee.click("Decline")
    await page.wait_for_state("idle")


async def test_what_was_said_before_is_taken_back(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await callee.click("Do not disturb")
    await callee.click("For 1 hour")
    await caller.call(bob.name)
    await caller.expect_text(f"{bob.name} does not want to be disturbed until")
    await caller.click("Tell me when free")
    toasts = caller.page.locator("#toasts")
    await expect(toasts).to_contain_text(f"You will be told when {bob.name} is free.")
    await turn_quiet_off(callee)
    await expect(toasts).to_contain_text(f"{bob.name} is free now.")
    await expect(toasts).not_to_contain_text("You will be told")
    await expect(caller.page.locator("#endNotice")).to_be_empty()
