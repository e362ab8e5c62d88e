"""Sign-in through a provider in Chromium, which holds redirects of forms against the page's policy."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from calls.tests.accounts.providers.conftest import openid_connect
from calls.tests.e2e.browser.large_text import LARGEST, out_of_reach
from calls.tests.e2e.browser.visitor import Visitor
from calls.tests.e2e.stage.test_states import STICKS_OUT, at_sizes, has_axe, in_theme
from calls.tests.harness.identity_providers import FACEBOOK_ID, GOOGLE_ID, OpenIDProvider
from calls.tests.harness.sites import Site, sqlite_copy


@pytest.fixture(scope="module")
def provider() -> Iterator[OpenIDProvider]:
    service = OpenIDProvider()
    yield service
    service.stop()


@pytest.fixture(scope="module")
def provided_site(migrated_file: Path, static_root: str, provider: OpenIDProvider) -> Iterator[Site]:
    variables = {"OIDC_PROVIDERS": "company", **openid_connect("company", "Example Ltd", provider.url)}
    variables |= {"GOOGLE_CLIENT_ID": GOOGLE_ID, "GOOGLE_CLIENT_SECRET": "google-hush", "SIGNUP_PROVIDERS": "company"}
    variables |= {"FACEBOOK_CLIENT_ID": FACEBOOK_ID, "FACEBOOK_CLIENT_SECRET": "facebook-hush"}
    site = Site("provided", sqlite_copy(migrated_file), 1, 0, TEST_STATIC_ROOT=static_root, **variables)
    yield site
    site.stop()


async def look(page: Page) -> list[str]:
    """As for the states of a call, on a desktop and a phone."""
    await has_axe(page)
    found: list[str] = await page.evaluate(STICKS_OUT)
    found += await in_theme(page, "light")
    found += await in_theme(page, "dark", "color-contrast")
    await page.emulate_media(color_scheme="light")
    found += await at_sizes(page, "phone")
    found += await out_of_reach(page, LARGEST)
    return [f"{page.url}: {one}" for one in found]


@pytest.mark.tier2
async def test_sign_up_through_a_provider_leads_to_the_call_page(
    provided_site: Site, provider: OpenIDProvider, chromium: Browser
) -> None:
    provider.add("jane", email="jane@example.org", email_verified=True, name="Jane Doe")
    visitor = await Visitor.arrive(chromium, provided_site.workers[0].origin, "jane")
    page = visitor.page
    # The provider's page has a style sheet from another site.
    await page.route("https://cdn.jsdelivr.net/**", lambda route: route.fulfill(body="", content_type="text/css"))
    await page.goto("/")
    found = await look(page)
    await page.get_by_role("button", name="Continue with Example Ltd").dblclick()
    await page.get_by_role("button", name="Deny").click()
    await visitor.expect_text("You have stopped signing in with Example Ltd")
    await page.get_by_role("button", name="Continue with Example Ltd").click()
    await page.get_by_placeholder("sub").fill("jane")
    await page.get_by_role("button", name="Authorize").click()
    await expect(page.get_by_label("Username")).to_have_value("jane")
    await expect(page.get_by_label("Display name")).to_have_value("Jane Doe")
    found += await look(page)
    await visitor.click("Create account")
    await visitor.wait_for_online()
    await page.get_by_role("button", name="Account of jane").click()
    await page.get_by_role("link", name="Sign-in methods").click()
    await visitor.expect_text("It is your only way to sign in")
    found += await look(page)
    assert found == []
    await visitor.leave()
