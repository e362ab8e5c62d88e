"""Do not disturb in the browser: turned on, read by others, changed and turned off."""

import re

from playwright.async_api import expect

from calls.tests.e2e.browser.people_page import turn_quiet_off
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
        page.page.get_by_role("button", name=re.compile("Do not disturb until .+. Change it or turn it off."))
        for page in (callee, history)
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
    await turn_quiet_off(history)
    await expect(callee.button("Do not disturb")).to_be_visible()
    await expect(row).to_contain_text("Online")
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    await callee.click("Decline")
    await caller.wait_for_state("idle")


async def test_the_note_and_the_end_are_changed_while_it_is_on(open_page: OpenPage, alice: Person, bob: Person) -> None:
    reader, page, tab = await open_page(alice), await open_page(bob), await open_page(bob, "/history/")
    await reader.search(bob.name)
    row = reader.page.get_by_role("listitem").filter(has_text=bob.name)
    note, favourites = page.page.get_by_label("Note for others"), page.page.get_by_label("My favourites")
    chips = [each.page.locator("#quietChip") for each in (page, tab)]
    await page.click("Do not disturb")
    await note.fill("In a meeting")
    await favourites.check()
    await page.click("For 1 hour")
    await expect(row).to_contain_text("In a meeting")
    end = re.search("until .+ · In", await row.inner_text())
    assert end
    # The form has what is so, and saves another note with the same end.
    await chips[0].click()
    await expect(page.page.get_by_role("dialog", name="Do not disturb")).to_contain_text("It is on until ")
    await expect(note).to_be_focused()
    await expect(note).to_have_value("In a meeting")
    await expect(favourites).to_be_checked()
    await note.fill("In the cellar")
    await note.press("Enter")
    await expect(row).to_contain_text(f"{end[0]} the cellar")
    await expect(chips[0]).to_be_focused()
    # Another tab has that, and gives it another end.
    await chips[1].click()
    await expect(tab.page.get_by_label("Note for others")).to_have_value("In the cellar")
    await tab.click("Until I turn it off")
    await expect(row).to_contain_text("Do not disturb · In the cellar")
    for chip in chips:
        await expect(chip).to_have_text("On")
    # Saved again, there is still no end.
    await chips[0].click()
    await note.fill("Back")
    await page.click("Save")
    await page.expect_text("Calls do not ring until you turn this off.")
    assert await page.page.locator(".toast-card").count() == 1
    await expect(row).to_contain_text("Do not disturb · Back")
    # It ends while it is being changed: what was typed turns it on again.
    await chips[0].click()
    await note.fill("Out for lunch")
    await turn_quiet_off(tab)
    await expect(page.button("Save")).to_be_hidden()
    await expect(note).to_have_value("Out for lunch")
    await page.click("For 30 minutes")
    await expect(row).to_contain_text("Out for lunch")


async def test_any_end_time_of_the_next_days(open_page: OpenPage, alice: Person, bob: Person) -> None:
    """It is chosen in the person's time zone, and read in that of the reader."""
    reader, page = await open_page(alice, timezone_id="UTC"), await open_page(bob, timezone_id="Asia/Tokyo")
    await reader.search(bob.name)
    row = reader.page.get_by_role("listitem").filter(has_text=bob.name)
    await page.click("Do not disturb")
    await page.page.get_by_label("Note for others").fill("On a trip")
    await page.button("Until another time…").press("Enter")
    day, clock = page.page.get_by_label("Day", exact=True), page.page.get_by_label("Time", exact=True)
    await expect(clock).to_be_focused()
    for wrong, problem in (("00:00", "This time has passed."), ("", "Enter a time.")):
        await day.select_option(label="Today")
        await clock.fill(wrong)
        await clock.press("Enter")
        await expect(clock).to_have_accessible_description(re.compile(problem))
        await expect(clock).to_have_attribute("aria-invalid", "true")
        await expect(clock).to_be_focused()
    await day.select_option(label="Tomorrow")
    await clock.fill("09:00")
    await clock.press("Enter")
    await expect(page.page.locator("#quietChip")).to_have_text(re.compile(r"Until \w{3} 0?9:00"))
    await expect(row).to_contain_text(re.compile(r"Do not disturb until .*(12:00.AM|00:00) · On a trip"))
    # It is what the form has when the end is changed.
    await page.page.locator("#quietChip").click()
    await page.click("Until another time…")
    await expect(clock).to_have_value("09:00")
    assert await day.evaluate("field => field.selectedOptions[0].label") == "Tomorrow"
