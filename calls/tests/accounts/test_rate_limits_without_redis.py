"""Without Redis people sign in, sign up and reset passwords, and the limits hold in each worker."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from calls.tests.harness.outages.fault_proxy import Fault, FaultProxy
from calls.tests.harness.outages.web_client import WebClient, other_address
from calls.tests.harness.people import Person
from calls.tests.harness.process import until
from calls.tests.harness.programs.admin_helper import PASSWORD
from calls.tests.harness.services import Redis
from calls.tests.harness.sites import Site, sqlite_copy

AWAY, BACK = "The cache cannot be reached", "The cache is reachable again"
FAULTS = [Fault.REFUSED, *(pytest.param(each, marks=pytest.mark.tier2) for each in list(Fault)[2:])]


@pytest.fixture(scope="module")
def own_redis() -> Iterator[Redis]:
    service = Redis()
    yield service
    service.stop()


@pytest.fixture(scope="module")
def before_redis(own_redis: Redis) -> Iterator[FaultProxy]:
    with FaultProxy(own_redis.port) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def limited(migrated_file: Path, before_redis: FaultProxy) -> Iterator[Site]:
    url = f"redis://127.0.0.1:{before_redis.port}/0"
    site = Site("limited", sqlite_copy(migrated_file), 1, REDIS_URL=url, DEBUG="true")
    yield site
    site.stop()


@pytest.fixture(autouse=True)
def healed(before_redis: FaultProxy, limited: Site) -> Iterator[None]:
    yield
    before_redis.heal()
    (worker,) = limited.workers
    until(worker.ready, "the message layer is back")
    until(lambda: uses_the_cache_again(limited), "the cache is used again")


def uses_the_cache_again(site: Site) -> bool:
    visitor(site).post("/accounts/password/reset/", {"email": "nobody@example.org"})
    news = site.workers[0].new_output()
    return news.count(AWAY) == news.count(BACK)


def visitor(site: Site) -> WebClient:
    return WebClient(site.workers[0], address=other_address())


@pytest.mark.parametrize("fault", FAULTS)
def test_accounts_work_while_redis_is_away(limited: Site, before_redis: FaultProxy, fault: Fault) -> None:
    alice = Person(limited, "alice")
    before_redis.fail(fault)
    new = f"new_{secrets.token_hex(3)}"
    pages = [
        visitor(limited).sign_in(alice.name, PASSWORD),
        visitor(limited).sign_up(new, PASSWORD),
        visitor(limited).post("/accounts/password/reset/", {"email": f"{new}@example.org"}),
    ]
    assert [page.status for page in pages] == [302, 302, 302], [page.words for page in pages]
    assert max(page.seconds for page in pages) < 5


def test_a_redis_that_refuses_to_write_is_away_as_well(limited: Site, own_redis: Redis) -> None:
    own_redis.command("CONFIG", "SET", "min-replicas-to-write", "1")
    try:
        stranger = visitor(limited)
        for _ in range(5):
            assert "not correct" in stranger.sign_in("nobody", "wrong").words
        assert "Too many" in stranger.sign_in("nobody", "wrong").words
    finally:
        own_redis.command("CONFIG", "SET", "min-replicas-to-write", "0")


def test_guesses_before_and_during_and_after_an_outage_count_together(limited: Site, before_redis: FaultProxy) -> None:
    alice, stranger = Person(limited, "alice"), visitor(limited)
    for attempt in range(5):
        if attempt == 2:
            before_redis.fail(Fault.REFUSED)
        if attempt == 4:
            before_redis.heal()
            until(lambda: uses_the_cache_again(limited), "the cache is used again")
        assert "not correct" in stranger.sign_in(alice.name, "wrong").words
    assert "Too many" in stranger.sign_in(alice.name, PASSWORD).words


def test_an_outage_is_logged_once_and_ends_by_itself(limited: Site, before_redis: FaultProxy) -> None:
    (worker,) = limited.workers
    before_redis.fail(Fault.REFUSED)
    for _ in range(3):
        visitor(limited).post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert worker.new_output().count(AWAY) == 1
    before_redis.heal()
    until(lambda: uses_the_cache_again(limited), "the cache is used again")
    assert worker.new_output().count(BACK) == 1
