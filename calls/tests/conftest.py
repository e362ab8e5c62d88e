"""Fixtures for every test: services and sites that live as long as the run, people that live as long as a test.

Nothing is started before a test asks for it, so that the pure tests stay instant.
"""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from .harness.people import Person
from .harness.process import RUNNING, scratch
from .harness.services import TURN_SECRET, Postgres, Redis, Turn
from .harness.sites import Site, Worker, collected, environment, manage

BROWSER_TESTS = Path(__file__).parent / "e2e"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: needs Chromium")
    config.addinivalue_line("markers", "slow: waits for one of the server's own time limits")
    config.addinivalue_line(
        "markers", "tracebacks: breaks a service on purpose, so a worker may log why it could not serve"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long work first, so that the processes end together; tests that share a module's fixtures go to one process."""
    for item in items:
        if BROWSER_TESTS in item.path.parents:
            item.add_marker(pytest.mark.browser)
        if shares_a_fixture(item):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
    items.sort(key=lambda item: (item.get_closest_marker("xdist_group") is None, "browser" not in item.keywords))


def shares_a_fixture(item: pytest.Item) -> bool:
    definitions = getattr(item, "_fixtureinfo").name2fixturedefs  # noqa: B009  (pytest has no public name for it)
    return any(one[-1].scope == "module" for one in definitions.values())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Show, with a failure, what the workers said during the test."""
    report = yield
    if report.failed:  # type: ignore[attr-defined]
        news = {process.name: process.news() for process in RUNNING if isinstance(process, Worker)}
        report.sections += [(f"output of {name}", said[-4000:]) for name, said in news.items() if said]  # type: ignore[attr-defined]
    return report


@pytest.fixture(autouse=True)
def no_worker_stumbles(request: pytest.FixtureRequest) -> Iterator[None]:
    """A traceback in a worker's log fails the test in which it came, even if every client was content."""
    for process in RUNNING:
        process.mark()
    yield
    if "tracebacks" in request.keywords:
        return
    stumbled = [process.name for process in RUNNING if isinstance(process, Worker) and "Traceback" in process.news()]
    assert not stumbled, f"{stumbled} logged a traceback:\n" + "".join(p.news() for p in RUNNING if p.name in stumbled)


@pytest.fixture(scope="session")
def redis() -> Iterator[Redis]:
    service = Redis()
    yield service
    service.stop()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """With the database `migrated`, which others are copied from: migrating takes seconds, copying none."""
    service = Postgres()
    manage("migrate", env=environment(service.create("migrated"), DEBUG="true"))
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


@pytest.fixture(scope="session")
def migrated_file() -> Path:
    """A migrated SQLite database, to be copied."""
    path = scratch("sqlite") / "migrated.sqlite3"
    manage("migrate", env=environment(f"sqlite:///{path}", DEBUG="true"))
    return path


def sqlite(migrated_file: Path) -> str:
    return f"sqlite:///{shutil.copy(migrated_file, scratch('sqlite') / 'db.sqlite3')}"


@pytest.fixture(scope="session")
def one_worker(migrated_file: Path) -> Iterator[Site]:
    """As `make run` has it: SQLite, the in-memory layer, DEBUG."""
    site = Site("one worker", sqlite(migrated_file), 1, spare=1, DEBUG="true")
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
def impatient(migrated_file: Path) -> Iterator[Site]:
    """Nobody rings here for longer than two seconds, or calls more often than three times a minute."""
    site = Site("impatient", sqlite(migrated_file), 1, DEBUG="true", RING_SECONDS="2", CALLS_PER_MINUTE="3")
    yield site
    site.stop()


@pytest.fixture(params=["one_worker", "two_workers"])
def site(request: pytest.FixtureRequest) -> Site:
    """Both shapes of a site: what holds on one holds on the other."""
    found: Site = request.getfixturevalue(request.param)
    return found


@pytest.fixture
async def alice(site: Site) -> AsyncIterator[Person]:
    person = Person(site, "alice")
    yield person
    await person.leave()


@pytest.fixture
async def bob(site: Site) -> AsyncIterator[Person]:
    """On another worker than Alice, where there is one."""
    person = Person(site, "bob", home=1)
    yield person
    await person.leave()


@pytest.fixture
async def carol(site: Site) -> AsyncIterator[Person]:
    """The outsider."""
    person = Person(site, "carol")
    yield person
    await person.leave()
