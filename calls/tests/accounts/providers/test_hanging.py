"""A provider that hangs holds up nobody who signs in in another way."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from calls.accounts.demo import DEMO_PASSWORD
from calls.pages.middleware import MAX_PROVIDER_REQUESTS
from calls.tests.accounts.providers.conftest import LOGIN, openid_connect
from calls.tests.harness.identity_providers import StandIn
from calls.tests.harness.outages.web_client import WebClient, other_address
from calls.tests.harness.process import HANG, until
from calls.tests.harness.sites import Site, manage, sqlite_copy

BEGIN = "/accounts/oidc/company/login/"


@pytest.fixture
def site(migrated_file: Path, stand_in: StandIn) -> Iterator[Site]:
    variables = {"OIDC_PROVIDERS": "company", **openid_connect("company", "Example Ltd", stand_in.url)}
    site = Site("hanging", sqlite_copy(migrated_file), 1, 0, DEBUG="true", **variables)
    manage("demo", env=site.env)
    yield site
    site.stop()


@pytest.mark.tier2
def test_other_pages_and_passwords_go_on(site: Site, stand_in: StandIn) -> None:
    stand_in.trouble = [None]
    with ThreadPoolExecutor(MAX_PROVIDER_REQUESTS) as presses:
        waiting = [
            presses.submit(WebClient(site.workers[0], address=other_address()).post, BEGIN, {})
            for _each in range(MAX_PROVIDER_REQUESTS)
        ]
        until(lambda: stand_in.requests == MAX_PROVIDER_REQUESTS, "the provider is asked")
        client = WebClient(site.workers[0], address=other_address())
        assert client.get(LOGIN).status == 200
        assert client.sign_in("alice", DEMO_PASSWORD).leads_to == "/"
        assert not any(each.done() for each in waiting), "the provider answered too soon for this test"
        pages = [each.result(HANG) for each in waiting]
    assert [(page.status, "Example Ltd does not respond" in page.words) for page in pages] == [
        (503, True)
    ] * MAX_PROVIDER_REQUESTS
