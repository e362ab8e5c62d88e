"""Contacts, blocks and who may call, on the pages."""

import pytest
from playwright.async_api import expect

from calls.tests.e2e.browser.looks.axe import expect_accessible
from calls.tests.e2e.browser.people_page import open_card
from calls.tests.e2e.browser.stage import choose_from_menu, start_call
from calls.tests.e2e.browser.visitor import Visitor
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG


async def choose(visitor: Visitor, person: Person, item: str) -> None:
    """On the person's card, which a block closes."""
    card = await open_card(visitor, person)
    await card.get_by_role("button", name=item).click()
    if not item.startswith("Block"):
        await visitor.click("Close")
    await expect(card).to_be_hidden(timeout=HANG * 1000)


async def test_a_request_is_added_and_the_contact_removed(open_page: OpenPage, alice: Person, bob: Person) -> None:
    asks, asked = await open_page(alice), await open_page(bob)
    await asks.search(bob.name)
    await choose(asks, bob, f"Ask to be a contact: {bob.name}")
    await asks.expect_text("Online · Asked")
    history = await open_page(bob, "/history/")
    for each in (asked, history):
        await expect(each.page.locator("#requestsBadge")).to_have_attribute("data-count", "1")
    account = history.page.get_by_role("button", name=f"Account of {bob.name}")
    await expect(account).to_have_accessible_description("1 contact request")
    await account.click()
    await expect(history.page.get_by_role("link", name="Contacts")).to_have_accessible_name(
        "Contacts 1 contact request"
    )
    await expect_accessible(history.page)
    await expect(asked.page.get_by_role("heading", name="Contact requests")).to_be_visible()
    await expect_accessible(asked.page)
    await asked.page.get_by_role("button", name=f"Add to contacts: {alice.name}").click()
    await expect(asked.page.get_by_role("heading", name="Contact requests")).to_be_hidden()
    await asks.expect_text("Online · Contact")
    for each in (asked, history):
        await expect(each.page.locator("#requestsBadge")).to_be_hidden()
    await expect(account).to_have_accessible_description("")
    await asked.page.goto("/contacts/")
    await expect_accessible(asked.page)
    await asked.page.get_by_role("button", name=f"Remove {alice.name} from contacts").click()
    await asked.expect_text("No contacts yet")
    await expect(asks.page.get_by_text("Online · Contact")).to_be_hidden()


@pytest.mark.tier2
async def test_a_blocked_person_sees_nobody_and_is_unblocked_in_the_history(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    blocker, page = await open_page(alice), await open_page(bob)
    await page.search(alice.name)
    await expect(page.page.get_by_role("listitem").filter(has_text=alice.name)).to_contain_text("Online")
    await blocker.search(bob.name)
    await choose(blocker, bob, f"Block {bob.name}")
    await blocker.expect_text(f"{bob.name} is blocked")
    await expect(blocker.page.get_by_role("button", name=f"Call {bob.name}")).to_be_hidden()
    await expect(page.page.get_by_role("listitem").filter(has_text=alice.name)).to_contain_text("Offline")
    await page.call(alice.name)
    await page.expect_text(f"{alice.name} is not online.")
    await blocker.page.goto("/history/")
    await blocker.expect_text("Blocked call")
    await expect_accessible(blocker.page)
    await blocker.page.get_by_role("button", name=f"Unblock {bob.name}").click()
    await expect(blocker.page.get_by_role("button", name=f"Call {bob.name}")).to_be_visible()
    await expect(page.page.get_by_role("listitem").filter(has_text=alice.name)).to_contain_text("Online")


@pytest.mark.tier2
async def test_a_new_setting_of_who_may_call_shows_on_open_pages(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    chooser, page = await open_page(alice, "/privacy/"), await open_page(bob)
    await page.search(alice.name)
    row = page.page.get_by_role("listitem").filter(has_text=alice.name)
    await expect(row).to_contain_text("Online")
    await expect_accessible(chooser.page)
    await chooser.page.get_by_label("Nobody").check()
    await chooser.click("Save")
    await chooser.expect_text("Your setting has been saved.")
    await expect(row).to_contain_text("Offline")


async def test_a_favourite_comes_first_in_all_tabs_and_the_card_calls(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    page, tab, callee = await open_page(alice), await open_page(alice), await open_page(bob)
    for each in (page, tab):
        await each.search(bob.name)
    star = page.button(f"Favourite: {bob.name}")
    await star.focus()
    await page.page.keyboard.press("Space")
    for each in (page, tab):
        favourites = each.page.get_by_role("region", name="Favourites")
        await expect(favourites.get_by_role("listitem")).to_contain_text(bob.name)
        await each.expect_button(f"Favourite: {bob.name}", pressed=True)
    await expect(star).to_be_focused()
    card = await open_card(page, bob)
    await expect(card).to_contain_text("You have not called each other yet.")
    await expect(card.get_by_role("button", name=f"Favourite: {bob.name}")).to_have_attribute("aria-pressed", "true")
    await expect_accessible(page.page)
    await card.get_by_role("button", name=f"Call {bob.name}").click()
    await callee.expect_call_from(alice.name)
    await expect(card).to_be_hidden()
    await callee.click("Decline")
    await page.wait_for_state("idle")
    card = await open_card(page, bob)
    await expect(card.get_by_role("listitem")).to_contain_text("Declined")
    await expect(card.get_by_role("listitem")).to_contain_text("Today")


async def test_somebody_who_calls_is_blocked_and_unblocked_on_the_card_in_the_history(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob, "/history/")
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    await callee.click("Decline and block")
    await caller.expect_text(f"{bob.name} declined the call.")
    await callee.expect_text(f"{alice.name} is blocked, and sees you as offline.")
    row = caller.page.get_by_role("listitem").filter(has_text=bob.name)
    await expect(row).to_contain_text("Offline")
    # The history has the call, and the card of the caller.
    unblock = callee.page.locator("#history").get_by_role("button", name=f"Unblock {alice.name}")
    await expect(unblock).to_be_visible()
    opener = callee.page.locator("#history .person-open")
    await opener.click()
    card = callee.page.get_by_role("dialog", name=alice.name)
    await expect(card).to_contain_text("Blocked")
    await expect(card).to_contain_text("You declined")
    await expect(card.get_by_role("button", name=f"Call {alice.name}")).to_be_hidden()
    await expect_accessible(callee.page)
    await card.get_by_role("button", name=f"Unblock {alice.name}").click()
    await expect(card.get_by_role("button", name=f"Call {alice.name}", exact=True)).to_be_visible()
    await expect(unblock).to_be_hidden()
    await expect(row).to_contain_text("Online")
    await callee.page.keyboard.press("Escape")
    await expect(opener).to_be_focused()


async def test_the_other_one_in_a_call_is_blocked(open_page: OpenPage, alice: Person, bob: Person) -> None:
    page, peer = await open_page(alice), await open_page(bob)
    await start_call(page, peer)
    await choose_from_menu(page, "Hang up and block")
    await peer.expect_text(f"{alice.name} hung up.")
    await page.wait_for_state("idle")
    await page.expect_text(f"{bob.name} is blocked, and sees you as offline.")
    # Nobody is offered to call them again.
    await expect(page.page.locator("#endNotice")).to_be_empty()
    await expect(page.page.get_by_role("button", name=f"Call {bob.name}", exact=True)).to_be_hidden()
    await page.click("Unblock")
    await expect(page.page.get_by_role("button", name=f"Call {bob.name}", exact=True)).to_be_visible()
