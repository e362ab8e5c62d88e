"""One invitation that is used twice at the same moment, on SQLite and on PostgreSQL."""

import secrets
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from calls.tests.harness.invitations import Inviter, open_link
from calls.tests.harness.outages.web_client import Page, WebClient, other_address
from calls.tests.harness.sites import Site, sqlite_copy

PASSWORD = "a-long-secret"
ROUNDS = 2


@pytest.fixture(scope="module")
def closed_worker(migrated_file: Path) -> Iterator[Site]:
    site = Site("closed", sqlite_copy(migrated_file), 1, DEBUG="true", SIGNUP_OPEN="false")
    yield site
    site.stop()


@pytest.fixture(params=["closed_worker", pytest.param("two_workers", marks=pytest.mark.tier2)])
def closed_site(request: pytest.FixtureRequest) -> Site:
    found: Site = request.getfixturevalue(request.param)
    return found


def at_once(site: Site, link: str, names: tuple[str, str]) -> list[tuple[Page, Page]]:
    """Two sign-ups with one link, each with the page that it leads to."""
    together, address = threading.Barrier(2), other_address()

    def press(number: int) -> tuple[Page, Page]:
        browser = open_link(WebClient(site.endpoints[number % len(site.endpoints)], address=address), link)
        together.wait()
        page = browser.sign_up(names[number], PASSWORD)
        return page, browser.get(page.leads_to) if page.leads_to else page

    with ThreadPoolExecutor(2) as presses:
        return list(presses.map(press, range(2)))


def test_two_presses_at_once_sign_in_to_one_account(closed_site: Site) -> None:
    inviter = Inviter(closed_site)
    for _round in range(ROUNDS):
        name = f"new_{secrets.token_hex(3)}"
        found = at_once(closed_site, inviter.link(), (name, name))
        assert [(page.status, page.leads_to) for page, _home in found] == [(302, "/")] * 2
        assert all(home.status == 200 and name in home.html for _page, home in found)


def test_of_two_people_one_signs_up_and_the_other_reads_why_not(closed_site: Site) -> None:
    inviter = Inviter(closed_site)
    for _round in range(ROUNDS):
        names = (f"dave_{secrets.token_hex(3)}", f"erin_{secrets.token_hex(3)}")
        found = at_once(closed_site, inviter.link(), names)
        assert sorted(page.leads_to == "/" for page, _next in found) == [False, True]
        refused = next(after for page, after in found if page.leads_to != "/")
        assert "already been used" in refused.words and refused.status == 200
        loser = next(name for name, (page, _next) in zip(names, found, strict=True) if page.leads_to != "/")
        assert WebClient(closed_site.endpoints[0], address=other_address()).sign_in(loser, PASSWORD).status == 200
