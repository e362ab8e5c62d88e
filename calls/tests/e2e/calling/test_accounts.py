"""What happens to the account of somebody in a call: a new name, a session that expires."""

import asyncio
import re

import pytest
from playwright.async_api import expect

from calls.tests.e2e.browser.visitor import talk
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

#: The server closes a socket after a frame of more than 1 MiB, with 1009, and has not signed anybody out.
BREAK_SOCKET = "tests.say({ type: 'too much', text: 'x'.repeat(1 << 21) })"


@pytest.mark.tier2
async def test_a_new_name_and_an_expired_session_leave_the_call_on(
    open_page: OpenPage, alice: Person, bob: Person, carol: Person
) -> None:
    caller, callee, looker = await open_page(alice), await open_page(bob), await open_page(carol)
    await looker.search(bob.name)
    await talk(caller, callee)
    name = f"{bob.name}_renamed"
    await asyncio.to_thread(bob.site.admin, "rename", pk=bob.pk, name=name)
    await expect(caller.page.locator("#stageName")).to_have_text(name)
    await expect(looker.button(f"Call {name}")).to_be_visible()
    await expect(callee.page.locator(".account-name strong")).to_have_text(name)
    await expect(callee.page.locator(".account-button")).to_have_attribute("aria-label", f"Account of {name}")
    await callee.context.clear_cookies()
    await callee.page.evaluate(BREAK_SOCKET)
    await callee.expect_text("You are no longer signed in. The call goes on")
    await asyncio.gather(caller.expect_media(), callee.expect_media())
    await callee.click("Hang up")
    await callee.page.wait_for_url(re.compile("/accounts/login/"))
    callee.ignore_reconnect_errors()


@pytest.mark.tier2
async def test_a_search_that_cannot_be_made_has_words(open_page: OpenPage, alice: Person, bob: Person) -> None:
    page = await open_page(alice)
    await page.search(bob.name)
    # The field itself takes 150 characters at most, unless a script fills it.
    await page.page.get_by_role("searchbox").evaluate("field => field.removeAttribute('maxlength')")
    await page.page.get_by_role("searchbox").fill("x" * 151)
    await page.expect_text("This search does not work")
    await expect(page.button(f"Call {bob.name}")).to_have_count(0)
    await page.page.get_by_role("searchbox").fill(f"\u200b{bob.name.upper()}")
    await expect(page.button(f"Call {bob.name}")).to_be_visible()
