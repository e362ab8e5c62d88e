"""Sign-in through a provider in Chromium, which holds redirects of forms against the page's policy."""

import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Route, expect

from calls.tests.accounts.providers.conftest import openid_connect
from calls.tests.e2e.browser.looks.axe import axe_findings, load_axe
from calls.tests.e2e.browser.looks.large_text import LARGEST, out_of_reach
from calls.tests.e2e.browser.looks.layout import STICKS_OUT, at_sizes
from calls.tests.e2e.browser.visitor import Visitor
from calls.tests.harness.identity_providers import FACEBOOK_ID, GOOGLE_ID, OpenIDProvider, StandIn
from calls.tests.harness.outages.web_client import WebClient
from calls.tests.harness.people import Person
from calls.tests.harness.programs.admin_helper import PASSWORD
from calls.tests.harness.sites import ProvidedWorker, Site, sqlite_copy


@pytest.fixture(scope="module")
def provider() -> Iterator[OpenIDProvider]:
    service = OpenIDProvider()
    yield service
    service.stop()


@pytest.fixture(scope="module")
def stand_in() -> Iterator[StandIn]:
    service = StandIn()
    yield service
    service.close()


@pytest.fixture(scope="module")
def provided_site(migrated_file: Path, static_root: str, provider: OpenIDProvider, stand_in: StandIn) -> Iterator[Site]:
    variables = {"OIDC_PROVIDERS": "company", **openid_connect("company", "Example Ltd", provider.url)}
    variables |= {
        "GOOGLE_CLIENT_ID": GOOGLE_ID,
        "GOOGLE_CLIENT_SECRET": "google-hush",
        "SIGNUP_PROVIDERS": "company,google,facebook",
    }
    variables |= {"FACEBOOK_CLIENT_ID": FACEBOOK_ID, "FACEBOOK_CLIENT_SECRET": "facebook-hush"}
    variables |= {"TEST_STAND_IN": stand_in.url, "TEST_STATIC_ROOT": static_root}
    site = Site("provided", sqlite_copy(migrated_file), 0, spare=1, **variables)
    site.add(ProvidedWorker)
    yield site
    site.stop()


async def look(page: Page) -> list[str]:
    """As for the states of a call, on a desktop and a phone."""
    await load_axe(page)
    found: list[str] = await page.evaluate(STICKS_OUT)
    found += await axe_findings(page, "light")
    found += await axe_findings(page, "dark", "color-contrast")
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


#: What each provider says about Jane. Facebook does not say whether an address is hers.
SAID: dict[str, dict[str, Any]] = {
    "Google": {"email": "{name}@gmail.example", "email_verified": True, "name": "Jane Doe"},
    "Facebook": {"email": "{name}@example.org", "name": "Jane Doe"},
}
PAGES = {"Google": "https://accounts.google.com/**", "Facebook": "https://www.facebook.com/**"}


class Consent:
    """The provider's page, where somebody presses "Allow" at once, or "Cancel"."""

    def __init__(self, stand_in: StandIn, provider: str, name: str) -> None:
        self.stand_in, self.provider = stand_in, provider
        self.person = {key: each.format(name=name) if key == "email" else each for key, each in SAID[provider].items()}
        self.person["sub" if provider == "Google" else "id"] = name
        self.cancels = False
        #: Where the provider has led back to.
        self.back = ""

    async def of(self, page: Page) -> "Consent":
        await page.route(PAGES[self.provider], self._answer)
        return self

    async def _answer(self, route: Route) -> None:
        self.back = self.stand_in.approve(route.request.url, **self.person)
        if self.cancels:
            self.back = self.back.replace("code=one-code", "error=access_denied")
        await route.fulfill(status=200, content_type="text/html", body=f"<script>location = {self.back!r}</script>")


@pytest.fixture
async def stranger(provided_site: Site, chromium: Browser) -> AsyncIterator[Visitor]:
    visitor = await Visitor.arrive(chromium, provided_site.workers[0].origin, "jane")
    yield visitor
    visitor.errors.clear()  # the statuses of pages that say what did not work
    await visitor.leave()


@pytest.mark.tier2
@pytest.mark.parametrize("name", ["Google", "Facebook"])
async def test_sign_up_and_sign_in(stand_in: StandIn, stranger: Visitor, name: str) -> None:
    page, username = stranger.page, f"jane_{name.lower()}"
    consent = await Consent(stand_in, name, username).of(page)
    await page.goto("/")
    consent.cancels = True
    await stranger.click(f"Continue with {name}")
    await stranger.expect_text(f"You have stopped signing in with {name}")
    consent.cancels = False
    stand_in.trouble = [500]
    await stranger.click(f"Continue with {name}")
    await expect(page.get_by_role("heading", name="did not work")).to_be_visible()
    stand_in.trouble = []
    await page.get_by_role("link", name="Back").click()
    await stranger.click(f"Continue with {name}")
    await page.get_by_label("Username").fill(username)
    await stranger.click("Create account")
    await stranger.wait_for_online()
    await page.goto(consent.back)
    await expect(page.get_by_role("heading", name="This sign-in is no longer valid")).to_be_visible()
    await forget_session(stranger)
    await stranger.click(f"Continue with {name}")
    await stranger.wait_for_online()


@pytest.mark.tier2
@pytest.mark.parametrize("name", ["Google", "Facebook"])
async def test_a_link_signs_in(provided_site: Site, stand_in: StandIn, stranger: Visitor, name: str) -> None:
    page, alice = stranger.page, Person(provided_site, "alice")
    consent = await Consent(stand_in, name, f"linked_{name.lower()}").of(page)
    await stranger.context.add_cookies([alice.browser_cookie()])  # type: ignore[list-item]  # as Playwright takes it
    await page.goto("/accounts/sign-in-methods/")
    await stranger.click(f"Link {name}")
    await page.get_by_label("Password").fill(PASSWORD)
    await stranger.click("Confirm")
    await expect(page.get_by_role("button", name=f"Unlink {name}")).to_be_visible()
    await forget_session(stranger)
    await stranger.click(f"Continue with {name}")
    await stranger.wait_for_online()
    assert await page.get_by_role("button", name=f"Account of {alice.name}").count() == 1
    assert consent.back


async def allow(page: Page, subject: str) -> None:
    """On the page of Example Ltd."""
    await page.get_by_placeholder("sub").fill(subject)
    await page.get_by_role("button", name="Authorize").click()


async def forget_session(visitor: Visitor) -> None:
    """Open the page of sign-in without a session. A page that is open would notice its end, and lead there itself."""
    await visitor.page.goto("about:blank")
    await visitor.context.clear_cookies()
    await visitor.page.goto("/")


@pytest.fixture
async def newcomer(stranger: Visitor) -> Visitor:
    """Somebody on the page of sign-in. The provider's page has a style sheet from another site."""
    await stranger.page.route(
        "https://cdn.jsdelivr.net/**", lambda route: route.fulfill(body="", content_type="text/css")
    )
    await stranger.page.goto("/")
    return stranger


def owner(site: Site, provider: OpenIDProvider, address: str, *, here: bool, there: bool) -> Person:
    """Of an account with this address; `here` and `there` say where it is verified."""
    alice = Person(site, "alice")
    key = site.admin("confirmation", pk=alice.pk, email=address)["key"]
    if here:
        WebClient(site.workers[0], alice.cookie).post(f"/accounts/confirm-email/{key}/", {})
    provider.add(address, email=address, email_verified=there, name="Somebody")
    return alice


@pytest.mark.tier2
@pytest.mark.parametrize(("here", "there"), [(True, False), (False, True), (False, False)])
async def test_an_address_that_is_taken_leads_to_its_account_by_its_password(
    provided_site: Site, provider: OpenIDProvider, newcomer: Visitor, here: bool, there: bool
) -> None:
    page, address = newcomer.page, f"{secrets.token_hex(4)}@example.org"
    alice = owner(provided_site, provider, address, here=here, there=there)
    await newcomer.click("Continue with Example Ltd")
    await allow(page, address)
    await newcomer.expect_text(f"{address} belongs to an account here already")
    await newcomer.expect_text("sign in to it as before, and then link Example Ltd")
    assert alice.name not in await page.content()
    assert await page.get_by_role("button", name="Account of").count() == 0
    assert await look(page) == []
    await page.get_by_role("link", name="Sign in to that account").click()
    await page.get_by_label("Username").fill(alice.name)
    await page.get_by_label("Password").fill(PASSWORD)
    await newcomer.click("Sign in")
    # Who has just signed in is not asked again.
    await newcomer.click("Link Example Ltd")
    await allow(page, address)
    await expect(page.get_by_role("button", name="Unlink Example Ltd")).to_be_visible()
    await forget_session(newcomer)
    await newcomer.click("Continue with Example Ltd")
    await allow(page, address)
    await newcomer.wait_for_online()
    assert await page.get_by_role("button", name=f"Account of {alice.name}").count() == 1


@pytest.mark.tier2
@pytest.mark.parametrize(("here", "there"), [(True, False), (False, True), (False, False)])
async def test_an_address_that_is_taken_stays_with_its_account(
    provided_site: Site, provider: OpenIDProvider, newcomer: Visitor, here: bool, there: bool
) -> None:
    page, address = newcomer.page, f"{secrets.token_hex(4)}@example.org"
    alice = owner(provided_site, provider, address, here=here, there=there)
    await newcomer.click("Continue with Example Ltd")
    await allow(page, address)
    await newcomer.expect_text("your new account will have no email address")
    await page.get_by_label("Username").fill(f"new_{address[:8]}")
    await newcomer.click("Create account")
    await newcomer.wait_for_online()
    await page.goto("/accounts/email/")
    await newcomer.expect_text("Your account has no email address")
    hers = WebClient(provided_site.workers[0], alice.cookie)
    assert address in hers.get("/accounts/email/").words
    assert "Unlink" not in hers.get("/accounts/sign-in-methods/").words


@pytest.mark.tier2
async def test_an_address_that_both_sides_have_verified_signs_in(
    provided_site: Site, provider: OpenIDProvider, newcomer: Visitor
) -> None:
    page, address = newcomer.page, f"{secrets.token_hex(4)}@example.org"
    alice = owner(provided_site, provider, address, here=True, there=True)
    await newcomer.click("Continue with Example Ltd")
    await allow(page, address)
    await newcomer.wait_for_online()
    assert await page.get_by_role("button", name=f"Account of {alice.name}").count() == 1


@pytest.mark.tier2
async def test_who_signs_in_by_a_provider_alone_proves_it_there(
    provided_site: Site, provider: OpenIDProvider, newcomer: Visitor
) -> None:
    """An old session sets a first password."""
    page, jane = newcomer.page, Person(provided_site, "jane")
    jane.cookie = provided_site.admin("without_password", pk=jane.pk, providers=["company"])["cookie"]
    provider.add(str(jane.pk))
    await newcomer.context.add_cookies([jane.browser_cookie()])  # type: ignore[list-item]  # as Playwright takes it
    await page.goto("/accounts/sign-in-methods/")
    await page.get_by_role("link", name="Set a password").click()
    await newcomer.expect_text("Sign in with Example Ltd again to continue")
    assert await look(page) == []
    await page.get_by_role("button", name="Continue with Example Ltd").dblclick()
    await allow(page, str(jane.pk))
    await expect(page.get_by_role("heading", name="Set a password")).to_be_visible()
    for field in await page.locator("[type=password]").all():
        await field.fill(PASSWORD)
    await newcomer.click("Set password")
    await newcomer.expect_text("Password successfully set")
