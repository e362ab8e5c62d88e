"""The set-up check with verdicts of every kind: axe finds nothing, nothing sticks out, and large text is read."""

import pytest
from playwright.async_api import Browser, Page

from calls.tests.e2e.browser.looks.axe import THEMES, axe_findings, load_axe
from calls.tests.e2e.browser.looks.large_text import READINGS, out_of_reach
from calls.tests.e2e.browser.looks.layout import STICKS_OUT, at_sizes
from calls.tests.e2e.browser.looks.pictures import take_pictures
from calls.tests.e2e.browser.setup_check import run_check
from calls.tests.e2e.browser.visitor import Visitor
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

pytestmark = pytest.mark.tier2


async def wrong_with(page: Page, state: str) -> list[str]:
    await take_pictures(page, f"en-check-{state}")
    found: list[str] = await page.evaluate(STICKS_OUT)
    await load_axe(page)
    for theme in THEMES:
        found += await axe_findings(page, theme)
    await page.emulate_media(color_scheme="light")
    found += await at_sizes(page, "phone")
    found += await out_of_reach(page, *READINGS)
    return [f"{state}: {one}" for one in found]


async def ask_both(visitor: Visitor) -> None:
    await visitor.click("Play a tone")
    await visitor.click("I did not hear it")
    await visitor.click("Record 3 seconds")
    await visitor.button("I heard myself").wait_for()


async def test_verdicts_of_every_kind_are_within_reach(
    open_page: OpenPage, strict_chromium: Browser, alice: Person, bob: Person
) -> None:
    visitor = await open_page(alice, "/check/")
    found = await wrong_with(visitor.page, "before")
    await run_check(visitor)
    await ask_both(visitor)
    found += await wrong_with(visitor.page, "done")
    refused = await open_page(bob, "/check/", browser=strict_chromium, granted=False)
    await run_check(refused)
    await refused.click("Copy report")
    found += await wrong_with(refused.page, "refused")
    assert found == []
