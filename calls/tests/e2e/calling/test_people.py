"""The live list of people, and a newcomer's path from sign-up to a call."""

import asyncio
import secrets

import pytest
from playwright.async_api import Browser, expect

from calls.tests.e2e.browser.visitor import Visitor
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.invitations import Inviter
from calls.tests.harness.outages.web_client import WebClient
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG
from calls.tests.harness.programs.admin_helper import PASSWORD
from calls.tests.harness.sites import Site


async def expect_status(visitor: Visitor, person: Person, status: str) -> None:
    found = visitor.page.get_by_role("listitem").filter(has_text=person.name)
    await expect(found).to_contain_text(status, timeout=HANG * 1000)


async def test_the_list_updates_without_a_reload(
    open_page: OpenPage, alice: Person, bob: Person, carol: Person
) -> None:
    page = await open_page(alice)
    await page.search(bob.name)
    await expect_status(page, bob, "Offline")
    callee = await open_page(bob)
    await expect_status(page, bob, "Online")
    caller = await open_page(carol)
    await caller.call(bob.name)
    await expect_status(page, bob, "In a call")
    await callee.expect_call_from(carol.name)
    await callee.click("Decline")
    await expect_status(page, bob, "Online")
    await callee.page.goto("/healthz")
    await expect_status(page, bob, "Offline")


@pytest.mark.tier2
async def test_after_a_reload_the_list_is_the_same(open_page: OpenPage, alice: Person, bob: Person) -> None:
    page, _ = await open_page(alice), await open_page(bob)
    for _round in range(2):
        await page.search(bob.name)
        await expect_status(page, bob, "Online")
        await page.page.reload()


async def test_a_newcomer_signs_up_by_invitation_and_calls(
    two_workers: Site, open_page: OpenPage, chromium: Browser
) -> None:
    bob = Person(two_workers, "bob", home_worker=1)
    callee = await open_page(bob)
    name = f"newcomer_{secrets.token_hex(3)}"
    caller = await Visitor.arrive(chromium, two_workers.workers[0].origin, name)
    await caller.page.goto(await asyncio.to_thread(Inviter(two_workers).link))
    await caller.expect_text("has invited you")
    await caller.page.get_by_label("Username", exact=True).fill(name)
    for field in await caller.page.locator("input[type=password]").all():
        await field.fill("a-long-way-from-home-7")
    await caller.click("Sign up")
    await caller.wait_for_state("idle")
    await caller.call(bob.name)
    await callee.expect_call_from(name)
    await callee.click("Accept")
    await asyncio.gather(caller.expect_media(), callee.expect_media())
    await caller.click("Hang up")
    await callee.wait_for_state("idle")
    await caller.leave()


async def test_signing_in_and_out_by_the_forms(one_worker: Site, chromium: Browser) -> None:
    alice = Person(one_worker, "alice")
    visitor = await Visitor.arrive(chromium, one_worker.workers[0].origin, alice.name)
    await visitor.page.goto("/accounts/login/")
    await visitor.page.get_by_label("Username", exact=True).fill(alice.name)
    await visitor.page.get_by_label("Password", exact=True).fill(PASSWORD)
    await visitor.click("Sign in")
    await visitor.wait_for_state("idle")
    await visitor.leave()


async def test_calling_back_from_the_history(open_page: OpenPage, alice: Person, bob: Person) -> None:
    callee = await open_page(alice)
    caller = await open_page(bob)
    await callee.call(bob.name)
    await caller.expect_call_from(alice.name)
    await caller.click("Decline")
    await callee.wait_for_state("idle")
    await caller.page.goto("/history/")
    await caller.button(f"Call {alice.name}").click()
    await callee.expect_call_from(bob.name)
    await callee.click("Accept")
    await asyncio.gather(caller.expect_media(), callee.expect_media())


@pytest.mark.tier2
async def test_the_history_as_the_only_page_rings_and_shows_the_call_afterwards(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob, "/history/")
    await caller.search(bob.name)
    await expect_status(caller, bob, "Online")
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    await callee.click("Accept")
    await asyncio.gather(caller.expect_media(), callee.expect_media())
    await callee.click("Hang up")
    await asyncio.gather(caller.wait_for_state("idle"), callee.wait_for_state("idle"))
    entry = callee.page.get_by_role("listitem").filter(has_text=alice.name)
    await expect(entry).to_contain_text("Ended", timeout=HANG * 1000)
    await expect(entry).to_contain_text("Today")
    # A call that is missed while the page is in sight is in the list at once.
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    await caller.click("Hang up")
    await expect(entry.filter(has_text="Missed")).to_be_visible(timeout=HANG * 1000)
    await callee.expect_missed(0)


@pytest.mark.tier2
async def test_the_pages_of_the_account_ring_and_keep_what_was_typed(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob, "/accounts/password/change/")
    field = callee.page.get_by_label("Current password", exact=False)
    await field.fill("half of a passw")
    await callee.wait_for_online()
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    await callee.click("Accept")
    await asyncio.gather(caller.wait_for_state("active"), callee.wait_for_state("active"))
    await caller.click("Hang up")
    await callee.wait_for_state("idle")
    await expect(field).to_have_value("half of a passw")
    await callee.expect_text(f"{alice.name} hung up.")


@pytest.mark.tier2
async def test_a_display_name_is_read_beside_the_username(open_page: OpenPage, alice: Person, bob: Person) -> None:
    for person, name in ((alice, "Alice Ames"), (bob, "Bob Miller")):
        browser = WebClient(person.worker(None), person.cookie)
        await asyncio.to_thread(browser.post, "/accounts/profile/", {"display_name": name})
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.search(bob.name)
    row = caller.page.get_by_role("listitem").filter(has_text=f"@{bob.name}")
    await expect(row).to_contain_text("Bob Miller")
    await expect(row.get_by_role("button", name=f"Call {bob.name}", exact=True)).to_be_visible()
    await expect_status(caller, bob, "Online")
    await caller.call(bob.name)
    await expect(caller.page.locator("#portraitName")).to_have_text("Bob Miller")
    await callee.expect_call_from(alice.name)
    await expect(callee.page.get_by_role("dialog", name="Alice Ames")).to_contain_text(alice.name)
    await callee.click("Accept")
    await expect(callee.page.locator("#stageName")).to_have_text("Alice Ames")
    await callee.click("Hang up")
    await expect_status(caller, bob, "Online")
    await expect(row).to_contain_text("Bob Miller")
