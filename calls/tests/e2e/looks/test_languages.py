"""Every text of every page is translated, and fits where it stands if it is 40 % longer: in a made-up language."""

import http.client
import re
from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, Page

from calls.tests.e2e.browser.language import Words
from calls.tests.e2e.browser.looks.made_up_language import PHONE, misfits, pseudo_language_site, wrong_words
from calls.tests.e2e.browser.scenarios.journey import Journey
from calls.tests.e2e.browser.scenarios.states import COMMON, SCENARIOS, Scenario, wrong_with
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness import pseudo_locale
from calls.tests.harness.addresses import addresses
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG
from calls.tests.harness.sites import Site, Worker
from tools.catalogues.files import DOMAINS

#: What Django and allauth do not translate: alternatives of icons, one text that is joined at import, and some models,
#: in a permission of which our words stand.
DJANGOS = [r"^.* \| .* \| ⟦.*⟧$", r"^(?:Search|True|False)$", r"Whether the user will be able[^⟦⟧]*"]
#: Pages whose language is in the address.
IN_ADDRESS = {"/offline/": f"/offline/?language={pseudo_locale.LANGUAGE}"}
#: Pages that end something, or lead to files.
NOT_OPENED = re.compile(r"/accounts/logout/|/jsi18n/|/admin/jsi18n/|/static/|\.(?:json|csv|webp|js)$|/admin/logout/")


@pytest.fixture(scope="module")
def pseudo_site(migrated_file: object, static_root: str) -> Iterator[Site]:
    site = pseudo_language_site(migrated_file, static_root)
    yield site
    site.stop()


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = pseudo_locale.catalogues() / pseudo_locale.LOCALE / "LC_MESSAGES"
    Words(*(folder / f"{domain}.mo" for domain in DOMAINS)).speak(monkeypatch)


def html_pages(worker: Worker, cookie: str) -> list[str]:
    found = []
    line = http.client.HTTPConnection("127.0.0.1", worker.port, timeout=HANG)
    for path in (IN_ADDRESS.get(path, path) for path in sorted(set(addresses()))):
        if NOT_OPENED.search(path):
            continue
        headers = {"Host": f"localhost:{worker.port}", "Cookie": cookie}
        line.request("GET", path, headers=headers)
        answer = line.getresponse()
        content = answer.read()
        if answer.status in (200, 404) and content.lstrip()[:15].lower() == b"<!doctype html>":
            found.append(path)
    return found


@pytest.mark.tracebacks  # of pages that one may not open
@pytest.mark.parametrize("signed_in", [True, False], ids=["signed in", "signed out"])
async def test_every_page_is_translated_and_fits_a_phone(
    pseudo_site: Site, open_page: OpenPage, signed_in: bool
) -> None:
    worker = pseudo_site.workers[0]
    alice = Person(pseudo_site, "alice", staff=True)
    visitor = await open_page(alice, "/healthz", viewport=PHONE, is_mobile=True, has_touch=True)
    if not signed_in:
        await visitor.context.clear_cookies()
    paths = html_pages(worker, f"{worker.session_cookie}={alice.cookie}" if signed_in else "")
    assert len(paths) > (30 if signed_in else 5)
    found: list[str] = []
    for path in paths:
        await visitor.page.goto(path)
        of_django = DJANGOS if path.startswith("/admin/") else []
        found += [f"{path}: {text}" for text in await wrong_words(visitor.page, *of_django)]
        if not of_django:  # the administration has Django's layout
            found += [f"{path}: {what}" for what in await misfits(visitor.page)]
    visitor.errors.clear()  # pages that do not exist
    assert found == []


SPECIAL = [pytest.param(one, marks=pytest.mark.tier2) for one in SCENARIOS if one not in COMMON]


@pytest.mark.usefixtures("words")
@pytest.mark.parametrize("scenario", [*COMMON, *SPECIAL], ids=lambda scenario: scenario.__name__)
async def test_every_state_is_translated_and_fits(chromium: Browser, pseudo_site: Site, scenario: Scenario) -> None:
    people = [Person(pseudo_site, name) for name in ("alice", "bob", "carol")]

    async def look(state: str, page: Page) -> list[str]:
        found = await wrong_words(page)
        return found + (await misfits(page) if state != "small" else [])

    async with Journey.begin(chromium, people, "phone") as journey:
        found = await wrong_with(scenario, journey, look)
    assert found == []
