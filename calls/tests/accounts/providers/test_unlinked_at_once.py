"""Two links of an account without a password, unlinked at the same moment: one of them stays."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from calls.tests.accounts.providers.conftest import METHODS, openid_connect
from calls.tests.harness.outages.web_client import WebClient, other_address
from calls.tests.harness.people import Person
from calls.tests.harness.services import Postgres
from calls.tests.harness.sites import Site

pytestmark = pytest.mark.tier2

ROUNDS = 5


@pytest.fixture(scope="module")
def site(postgres: Postgres) -> Iterator[Site]:
    """On PostgreSQL: on SQLite, transactions come one after the other."""
    nobody = "http://localhost:1"
    two = openid_connect("company", "Example Ltd", nobody) | openid_connect("partner", "Partner", nobody)
    database = postgres.create("unlinking", "migrated")
    site = Site("unlinking", database, 1, 0, DEBUG="true", OIDC_PROVIDERS="company,partner", **two)
    yield site
    site.stop()


def test_one_way_to_sign_in_is_left(site: Site) -> None:
    for _round in range(ROUNDS):
        person = Person(site, "alice")
        made = site.admin("without_password", pk=person.pk, providers=["company", "partner"], just_now=True)
        together, address = threading.Barrier(2), other_address()
        browsers = [WebClient(site.workers[0], made["cookie"], address) for _each in range(2)]

        def press(number: int) -> None:
            together.wait()  # noqa: B023  (joined in the same round)
            browsers[number].post(f"{METHODS}{made['links'][number]}/unlink/", {})  # noqa: B023

        with ThreadPoolExecutor(2) as presses:
            list(presses.map(press, range(2)))
        page = browsers[0].get(METHODS)
        assert page.status == 200 and page.words.count("your only way to sign in") == 1
