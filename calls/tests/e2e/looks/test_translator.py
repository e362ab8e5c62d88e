"""A translated page: names stay, nothing is written again and again, and calls work."""

import asyncio
import re

import pytest
from playwright.async_api import expect

from calls.tests.e2e.browser.stage import expect_data
from calls.tests.e2e.browser.visitor import SCRIPTS
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

TRANSLATOR = (SCRIPTS / "translator.js").read_text()


@pytest.mark.tier2
async def test_a_translator_changes_words_and_no_names(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await callee.page.evaluate(TRANSLATOR)
    await callee.page.get_by_role("searchbox").fill(alice.name)
    await expect(callee.page.locator(".person .row-title")).to_have_text([alice.name])
    await expect(callee.page.locator(".person .row-detail")).to_have_text("ONLINE")
    await caller.call(bob.name)
    await expect(callee.page.locator("#incomingTitle")).to_have_text(f"{alice.name} IS CALLING YOU")
    await callee.page.locator("#accept").click()
    await asyncio.gather(*(expect_data(one, state="active", channel="true") for one in (caller, callee)))
    await expect(callee.page.locator("#stageName")).to_have_text(alice.name)
    await caller.click("Microphone")
    await expect(callee.page.locator("#remoteMuted")).to_contain_text(f"{alice.name} IS MUTED")
    # Figures come each second, and the clock each half.
    await callee.page.locator("#qualityDetails").click()
    await expect(callee.page.locator("#timer")).to_have_text(re.compile(r"00:(0[3-9]|[1-5]\d)"))
    await caller.click("Hang up")
    await callee.wait_for_state("idle")
    await expect(callee.page.locator("#endNotice .notice-text")).to_contain_text(f"{alice.name} HUNG UP.")
    assert await callee.page.evaluate("writtenAgain") == []
