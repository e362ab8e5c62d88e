"""Pages of an account that no other test looks at: accessible in both themes, and fit for a phone."""

import pytest
from playwright.async_api import Browser

from calls.tests.e2e.browser.looks.axe import load_axe
from calls.tests.e2e.browser.scenarios.states import at_a_glance
from calls.tests.e2e.browser.visitor import Visitor
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person
from calls.tests.harness.sites import Site

OWN = ["/accounts/email/", "/accounts/profile/", "/accounts/password/change/", "/no-such-page/"]
OF_STRANGERS = [
    *("/accounts/password/reset/", "/accounts/password/reset/done/", "/accounts/password/reset/key/1-set-password/"),
    *("/accounts/signup/", "/invite/of-long-ago/", "/no-such-page/"),
]


async def wrong_with(visitor: Visitor, paths: list[str]) -> list[str]:
    found = []
    for path in paths:
        await visitor.page.goto(path)
        await load_axe(visitor.page)
        found += [f"{path}: {one}" for one in await at_a_glance(path, visitor.page)]
    visitor.errors.clear()  # of pages that do not exist
    return found


@pytest.mark.tier2
async def test_pages_of_an_account(open_page: OpenPage, alice: Person) -> None:
    visitor = await open_page(alice, "/accounts/email/")
    assert await wrong_with(visitor, OWN) == []


@pytest.mark.tier2
async def test_pages_of_somebody_who_is_not_signed_in(two_workers: Site, chromium: Browser) -> None:
    visitor = await Visitor.arrive(chromium, two_workers.workers[0].origin, "stranger")
    assert await wrong_with(visitor, OF_STRANGERS) == []
    await visitor.leave()
