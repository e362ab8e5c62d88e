"""Large text in small windows: every control is reached and every name is read, in every state (WCAG 1.4.4, 1.4.10).

The first tier looks at each state in one window, where test_states.py walks through them anyway.
"""

import pytest
from playwright.async_api import Browser, Page, expect

from calls.tests.e2e.browser.looks.large_text import LARGEST, READINGS, Reading, out_of_reach
from calls.tests.e2e.browser.scenarios import usual
from calls.tests.e2e.browser.scenarios.journey import Journey
from calls.tests.e2e.browser.scenarios.states import SCENARIOS, Scenario, wrong_with
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person
from calls.tests.harness.sites import Site

#: As long as a name may be, with the suffix of its person.
LONG = "Bartholomew-Featherstonehaugh"
OWN = [
    "/history/",
    "/check/",
    "/contacts/",
    "/privacy/",
    "/accounts/email/",
    "/accounts/profile/",
    "/accounts/password/change/",
    "/accounts/sign-in-methods/",
    "/accounts/security/",
    "/accounts/sessions/",
    "/accounts/logout/",
    "/nowhere/",
]
OPEN = ["/accounts/login/", "/accounts/password/reset/"]
STAFF = [
    "/admin/",
    "/admin/calls/user/",
    "/admin/calls/call/",
    "/admin/calls/livecall/",
    "/admin/calls/connection/",
    "/admin/calls/invitation/",
    "/admin/network-check/",
]
SMALLEST = Reading(320, 256, 200)


@pytest.mark.tier2
async def test_pages_beside_the_call_are_read_in_large_text(open_page: OpenPage, site: Site) -> None:
    visitor = await open_page(Person(site, LONG, staff=True))
    page, found = visitor.page, []
    await page.goto("/invite/")
    await visitor.click("Create a link")
    link = await page.get_by_label("New link").input_value()
    for path in [page.url, *OWN, *STAFF]:
        await page.goto(path)
        found += [f"{path} {one}" for one in await out_of_reach(page, LARGEST, SMALLEST)]
    await visitor.context.clear_cookies()
    for path in [link, *OPEN]:
        await page.goto(path)
        # With what it says about empty fields.
        await page.locator(".account-form button[type=submit]").click()
        await expect(page.locator(".is-invalid").first).to_be_visible()
        found += [f"{path} {one}" for one in await out_of_reach(page, LARGEST, SMALLEST)]
    visitor.errors = [error for error in visitor.errors if "404" not in error]
    assert found == []


@pytest.mark.tier2
@pytest.mark.parametrize("scenario", [*SCENARIOS, usual.crowded], ids=lambda scenario: scenario.__name__)
async def test_every_state_is_read_in_large_text(chromium: Browser, site: Site, scenario: Scenario) -> None:
    async def look(state: str, page: Page) -> list[str]:
        # A small window has the size that its person gives it.
        return [] if state.startswith("small") else await out_of_reach(page, *READINGS)

    people = [Person(site, name, home_worker=number % 2) for number, name in enumerate(("alice", LONG, "carol"))]
    async with Journey.begin(chromium, people, "desktop") as journey:
        found = await wrong_with(scenario, journey, look)
    assert found == []
