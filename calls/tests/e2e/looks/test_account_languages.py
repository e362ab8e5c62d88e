"""Pages of an account in their rarer forms, with errors and questions, in the made-up language on a phone."""

from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser

from calls.tests.accounts.providers.conftest import openid_connect
from calls.tests.e2e.browser.account_walks import of_a_stranger, of_an_account
from calls.tests.e2e.browser.looks.made_up_language import PHONE, misfits, pseudo_language_site, wrong_words
from calls.tests.e2e.browser.visitor import Visitor
from calls.tests.harness.identity_providers import OpenIDProvider
from calls.tests.harness.people import Person
from calls.tests.harness.process import free_port
from calls.tests.harness.sites import Site

pytestmark = pytest.mark.tier2

#: What people and providers write.
WRITTEN = [r"Example Ltd", r"Away Ltd", r"\S+@example\.(?:org|net)", r"\b(?:nobody|nonsense|newcomer)\b"]


@pytest.fixture(scope="module")
def provider() -> Iterator[OpenIDProvider]:
    service = OpenIDProvider()
    yield service
    service.stop()


@pytest.fixture(scope="module")
def provided_site(migrated_file: object, static_root: str, provider: OpenIDProvider) -> Iterator[Site]:
    away = openid_connect("away", "Away Ltd", f"http://localhost:{free_port()}")
    variables = {"OIDC_PROVIDERS": "company,away", **openid_connect("company", "Example Ltd", provider.url), **away}
    site = pseudo_language_site(migrated_file, static_root, **variables)
    yield site
    site.stop()


async def wrong_in(states: AsyncIterator[str], visitor: Visitor) -> list[str]:
    found: list[str] = []
    async for state in states:
        wrong = [*await wrong_words(visitor.page, *WRITTEN), *await misfits(visitor.page)]
        found += [f"{state}: {what}" for what in wrong]
    visitor.errors.clear()  # the statuses of pages that say what did not work
    await visitor.leave()
    return found


async def arrive(site: Site, chromium: Browser, person: Person | None = None) -> Visitor:
    cookie = person.browser_cookie() if person else None
    return await Visitor.arrive(
        chromium, site.workers[0].origin, "visitor", cookie, viewport=PHONE, is_mobile=True, has_touch=True
    )


@pytest.mark.tracebacks  # of a provider that is away
async def test_pages_of_a_stranger_are_translated_and_fit(
    provided_site: Site, provider: OpenIDProvider, chromium: Browser
) -> None:
    person = Person(provided_site, "alice")
    provided_site.admin("confirmation", pk=person.pk, email="taken@example.org")
    visitor = await arrive(provided_site, chromium)
    assert await wrong_in(of_a_stranger(visitor.page, provider, "taken@example.org"), visitor) == []


async def test_pages_of_an_account_are_translated_and_fit(
    provided_site: Site, provider: OpenIDProvider, chromium: Browser
) -> None:
    alice = Person(provided_site, "alice", staff=True)
    visitor = await arrive(provided_site, chromium, alice)
    assert await wrong_in(of_an_account(visitor.page, provider, alice.name), visitor) == []
