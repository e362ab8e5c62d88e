"""Fixtures for every test: services and sites that live as long as the run, people that live as long as a test.

Nothing is started before a test asks for it, so that the pure tests stay instant.
"""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from calls.tests.harness.network.hosts import refusal
from calls.tests.harness.once import begin
from calls.tests.harness.people import Person
from calls.tests.harness.process import RUNNING
from calls.tests.harness.services import TURN_SECRET, Postgres, Redis, Turn
from calls.tests.harness.sites import (
    LateStatusWorker,
    ShortTimeoutWorker,
    Site,
    Worker,
    collected,
    migrated_file,
    migrated_postgres,
    sqlite_copy,
)

# How long an example takes is the machine's affair.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")
BROWSER_TESTS = Path(__file__).parent / "e2e"


def pytest_configure() -> None:
    begin()


def shares_a_fixture(path: Path) -> bool:
    """Whether something in this file is started once for all of its tests."""
    return 'scope="module"' in path.read_text()


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """The longest work comes first, so that all processes end at about the same time."""
    for item in items:
        if BROWSER_TESTS in item.path.parents:
            item.add_marker(pytest.mark.browser)
    yield
    shared = {path: shares_a_fixture(path) for path in {item.path for item in items}}
    items.sort(key=lambda item: (not shared[item.path], "browser" not in item.keywords))


class Scheduler(LoadScopeScheduling):  # type: ignore[misc]  # pytest-xdist has no types
    """Gives each process of pytest-xdist one test after another, but a file that shares a fixture as a whole."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if shares_a_fixture(self.config.rootpath / file) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduler:
    return Scheduler(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Add the workers' output during the test to a failure report."""
    report = yield
    if report.failed:  # type: ignore[attr-defined]
        output = {process.name: process.new_output() for process in RUNNING if isinstance(process, Worker)}
        report.sections += [(f"output of {name}", said[-4000:]) for name, said in output.items() if said]  # type: ignore[attr-defined]
    return report


@pytest.fixture(autouse=True)
def no_worker_logs_a_traceback(request: pytest.FixtureRequest) -> Iterator[None]:
    """A traceback in a worker's log fails the test, even if every client got what it expected."""
    for process in RUNNING:
        process.mark()
    yield
    if "tracebacks" in request.keywords:
        return
    failed = [
        process.name for process in RUNNING if isinstance(process, Worker) and "Traceback" in process.new_output()
    ]
    assert not failed, f"{failed} logged a traceback:\n" + "".join(p.new_output() for p in RUNNING if p.name in failed)


@pytest.fixture(scope="session")
def namespaces() -> None:
    """For tests that create network namespaces."""
    if why_not := refusal():
        pytest.skip(why_not)


@pytest.fixture(scope="session")
def redis() -> Iterator[Redis]:
    service = Redis()
    yield service
    service.stop()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """With the database `migrated`, which others are copied from."""
    service = migrated_postgres()
    yield service
    service.stop()


@pytest.fixture(scope="session")
def turn() -> Iterator[Turn]:
    service = Turn()
    yield service
    service.stop()


@pytest.fixture(scope="session")
def static_root() -> str:
    return str(collected())


@pytest.fixture(scope="session", name="migrated_file")
def migrated_database() -> Path:
    return migrated_file()


@pytest.fixture(scope="session")
def one_worker(migrated_file: Path) -> Iterator[Site]:
    """As `make run` has it: SQLite, the in-memory layer, DEBUG."""
    site = Site("one worker", sqlite_copy(migrated_file), 1, spare=1, DEBUG="true")
    yield site
    site.stop()


@pytest.fixture(scope="session")
def two_workers(postgres: Postgres, redis: Redis, turn: Turn, static_root: str) -> Iterator[Site]:
    """The production shape: PostgreSQL, Redis, collected static files, a TURN server."""
    settings = {
        "REDIS_URL": redis.url,
        "TURN_URLS": turn.urls,
        "TURN_SECRET": TURN_SECRET,
        "TEST_STATIC_ROOT": static_root,
    }
    site = Site("two workers", postgres.create("two_workers", "migrated"), 2, spare=2, **settings)
    yield site
    site.stop()


@pytest.fixture(scope="session")
def limited_site(migrated_file: Path) -> Iterator[Site]:
    """A call rings for two seconds, and a person may place three a minute."""
    site = Site("limited", sqlite_copy(migrated_file), 1, DEBUG="true", RING_SECONDS="2", CALLS_PER_MINUTE="3")
    yield site
    site.stop()


@pytest.fixture(params=["one_worker", "two_workers"])
def site(request: pytest.FixtureRequest) -> Site:
    """Both deployments: one worker and two workers."""
    found: Site = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def late_worker(two_workers: Site) -> Iterator[Worker]:
    """A third worker of `two_workers`: the statuses of people that it publishes arrive late."""
    worker = two_workers.add(LateStatusWorker)
    yield worker
    worker.stop()


@pytest.fixture
def impatient_worker(two_workers: Site) -> Iterator[Worker]:
    """A third worker of `two_workers`: it takes a silent page for stopped after a second."""
    worker = two_workers.add(ShortTimeoutWorker)
    yield worker
    worker.stop()


@pytest.fixture
async def alice(site: Site) -> AsyncIterator[Person]:
    person = Person(site, "alice")
    yield person
    await person.leave()


@pytest.fixture
async def bob(site: Site) -> AsyncIterator[Person]:
    """On another worker than Alice, where there is one."""
    person = Person(site, "bob", home_worker=1)
    yield person
    await person.leave()


@pytest.fixture
async def carol(site: Site) -> AsyncIterator[Person]:
    """The outsider."""
    person = Person(site, "carol")
    yield person
    await person.leave()
