"""One browser of a person signs out another, whose page says why."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from calls.tests.e2e.browser.looks.axe import expect_accessible
from calls.tests.e2e.browser.visitor import Visitor, visit
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG
from calls.tests.harness.sites import Site


@pytest.fixture
async def second(two_workers: Site, alice: Person, chromium: Browser) -> AsyncIterator[Visitor]:
    """Alice's other browser, on the other worker."""
    person = Person.__new__(Person)
    person.__dict__ |= alice.__dict__ | {"cookie": two_workers.admin("sign_in", pk=alice.pk)["cookie"]}
    visitor = await visit(chromium, person, worker=1)
    yield visitor
    await visitor.leave()


async def test_the_page_of_a_browser_that_is_signed_out_says_why(
    open_page: OpenPage, alice: Person, second: Visitor
) -> None:
    own = await open_page(alice, "/accounts/sessions/")
    await own.page.get_by_role("button", name="Sign out all other browsers").click()
    await second.page.wait_for_url(re.compile("/accounts/login/"), timeout=HANG * 1000)
    await second.expect_text("You signed this browser out from another one: Chrome on Linux.")
    await own.expect_text("You are signed in nowhere else.")
    await expect_accessible(own.page)
    second.ignore_reconnect_errors()
