"""Somebody deletes their account during a call: in the browser, from the menu to the other people's pages."""

import re

import pytest
from playwright.async_api import expect

from calls.tests.e2e.browser.looks.axe import expect_accessible
from calls.tests.e2e.browser.visitor import talk
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person
from calls.tests.harness.programs.admin_helper import PASSWORD


@pytest.mark.tier2
async def test_an_account_is_deleted_during_a_call(
    open_page: OpenPage, alice: Person, bob: Person, carol: Person
) -> None:
    caller, callee, looker = await open_page(alice), await open_page(bob, "/history/"), await open_page(carol)
    await callee.wait_for_online()
    await looker.search(alice.name)
    await talk(caller, callee)
    tab = await caller.context.new_page()
    await tab.goto(f"{alice.worker(None).origin}/")
    await tab.get_by_role("button", name="Account of").click()
    await tab.get_by_role("link", name="Your data").click()
    async with tab.expect_download() as download:
        await tab.get_by_role("link", name="Everything (JSON)").click()
    assert (await download.value).suggested_filename.startswith("videochat-account-")
    await expect_accessible(tab)
    await tab.get_by_role("link", name="Delete my account").click()
    await tab.get_by_label("Password").fill(PASSWORD)
    await tab.get_by_role("button", name="Confirm").click()
    await expect(tab.get_by_text("Nobody can undo it.")).to_be_visible()
    await expect_accessible(tab)
    await tab.get_by_role("button", name="Delete my account").dblclick()
    await expect(tab.get_by_role("heading", name="Your account has been deleted")).to_be_visible()
    await callee.wait_for_state("idle")
    await expect(callee.page.locator("#history")).to_contain_text("deleted account")
    await expect(callee.page.locator("#history")).not_to_contain_text(alice.name)
    await expect(looker.button(f"Call {alice.name}")).to_have_count(0)
    await caller.page.wait_for_url(re.compile("/accounts/login/"))
    caller.ignore_reconnect_errors()
