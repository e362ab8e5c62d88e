"""Do not disturb in the browser: turned on with one press, read by others, and turned off."""

import re

from playwright.async_api import expect

from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person


async def test_a_call_does_not_ring_while_it_is_on(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee, history = await open_page(alice), await open_page(bob), await open_page(bob, "/history/")
    await caller.search(bob.name)
    await callee.click("Do not disturb")
    await callee.page.get_by_label("Note for others").fill("In a meeting")
    await callee.click("For 30 minutes")
    await callee.expect_text(re.compile("Calls do not ring until "))
    chips = [
        page.page.get_by_role("button", name="Do not disturb: 30 min left. Turn it off.") for page in (callee, history)
    ]
    await expect(chips[0]).to_be_focused()
    await expect(chips[1]).to_be_visible()
    row = caller.page.get_by_role("listitem").filter(has_text=bob.name)
    await expect(row).to_contain_text(re.compile(r"Do not disturb until .+ · In a meeting"))
    await caller.click(f"Call {bob.name}")
    await caller.expect_text(re.compile(f"{bob.name} does not want to be disturbed until .+: “In a meeting”"))
    await caller.wait_for_state("idle")
    await callee.expect_missed(1)
    await expect(callee.page.get_by_text("called you just now")).to_have_count(0)
    await expect(history.page.locator("#history")).to_contain_text("Missed while you did not want to be disturbed")
    # The other tab turns it off, and calls ring in both.
    await chips[1].click()
    await expect(callee.button("Do not disturb")).to_be_visible()
    await expect(row).to_contain_text("Online")
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    await callee.click("Decline")
    await caller.wait_for_state("idle")
