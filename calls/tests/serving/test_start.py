"""What stops the start of a worker: one line, which names the variable and the cause."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError
from django.db.utils import ConnectionHandler
from pytest_django import Settings

from calls.management import start_checks
from calls.pages.static_files import collected
from calls.pages.static_files.storage import StaticStorage
from calls.tests.client import talk
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG, ROOT, free_port, scratch
from calls.tests.harness.services import PgBouncer, Postgres, Redis, unprivileged
from calls.tests.harness.sites import Site, Worker, environment, sqlite_copy
from videochat.database import probe
from videochat.database.config import database_config


def manage(
    env: dict[str, str], command: str = "serve", *, prefix: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    argv = [*prefix, sys.executable, "-W", "ignore", "manage.py", command]
    if command == "serve":
        argv += ["--port", str(free_port())]
    return subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, timeout=HANG, check=False)


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode, done.stdout
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


@pytest.fixture(scope="module")
def closed() -> Iterator[int]:
    """A port at which nobody listens, and nobody else will."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgres://u:hush@127.0.0.1:{closed}/x", "Connection refused"),
        ("postgres://u:hush@nowhere.invalid/x", "nowhere.invalid"),
        ("postgres://videochat:hush@127.0.0.1:{postgres}/nothing", 'database "nothing" does not exist'),
        ("postgres://nobody:hush@127.0.0.1:{postgres}/postgres", 'role "nobody" does not exist'),
        ("postgres://u:hush@127.0.0.1:{postgres}/x?sslmode=sometimes", "sslmode"),
        ("sqlite:////nonexistent/x.sqlite3", "/nonexistent/x.sqlite3: unable to open database file"),
        ("sqlite:////etc/passwd", "/etc/passwd: file is not a database"),
    ],
)
def test_the_cause_is_named(
    postgres: Postgres, closed: int, monkeypatch: pytest.MonkeyPatch, django_db_blocker: Any, url: str, words: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url.format(closed=closed, postgres=postgres.port))
    handler = ConnectionHandler({"default": database_config(ROOT / "var" / "db.sqlite3")})
    monkeypatch.setattr(probe, "connections", handler)
    with django_db_blocker.unblock():
        problem = probe.connection_problem()
    assert problem and words in problem and "hush" not in problem and "\n" not in problem


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_a_database_that_cannot_be_reached(closed: int, command: str) -> None:
    line = one_line(manage(environment(f"postgres://u:hush@127.0.0.1:{closed}/x", DEBUG="true"), command))
    assert "DATABASE_URL" in line and "Connection refused" in line and "hush" not in line


def test_an_unwritable_folder(migrated_file: Path) -> None:
    url = sqlite_copy(migrated_file)
    file = Path(url.removeprefix("sqlite:///"))
    folder = file.parent
    if os.geteuid() == 0:
        shutil.chown(folder, unprivileged())
        shutil.chown(file, unprivileged())
    folder.chmod(0o555)
    # Root writes everywhere by a capability, which this removes.
    unable = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"] if os.geteuid() == 0 else []
    line = one_line(manage(environment(url, DEBUG="true"), prefix=unable))
    assert "DATABASE_URL" in line and f"{file} is not writable" in line


def test_missing_migrations(postgres: Postgres) -> None:
    line = one_line(manage(environment(postgres.create("unmigrated"), DEBUG="true")))
    assert "manage.py migrate" in line


@pytest.mark.parametrize("bind", ["nowhere.invalid", "203.0.113.1", "a" * 70 + ".b"])
def test_an_address_of_another_machine(bind: str) -> None:
    with pytest.raises(CommandError, match=f"cannot listen on {re.escape(bind)}:8000: ."):
        start_checks.check_port(bind, 8000)


def test_static_files_that_are_not_collected(migrated_file: Path) -> None:
    empty = scratch("static")
    line = one_line(manage(environment(sqlite_copy(migrated_file), TEST_STATIC_ROOT=str(empty))))
    assert str(empty) in line and "manage.py collectstatic" in line


def test_a_static_file_that_is_newer_than_the_collected_ones(
    static_root: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(collected, "staticfiles_storage", StaticStorage(location=static_root))
    start_checks.check_static_files()
    assert "changed after they were collected" not in caplog.text
    older = scratch("static")
    shutil.copytree(static_root, older, dirs_exist_ok=True)
    os.utime(older / "calls" / "main.js", (0, 0))
    monkeypatch.setattr(collected, "staticfiles_storage", StaticStorage(location=str(older)))
    start_checks.check_static_files()
    assert "the first is calls/main.js" in caplog.text
    manifest = older / "staticfiles.json"
    manifest.write_text(manifest.read_text().replace('"calls/main.js":', '"calls/old.js":'))
    monkeypatch.setattr(collected, "staticfiles_storage", StaticStorage(location=str(older)))
    with pytest.raises(CommandError, match=r"the first is calls/main\.js: run python manage\.py collectstatic"):
        start_checks.check_static_files()


def test_a_worker_starts_without_redis_and_says_so(migrated_file: Path, closed: int) -> None:
    port = free_port()
    settings = {"SITE_ORIGINS": f"http://localhost:{port}", "REDIS_URL": f"redis://:hush@127.0.0.1:{closed}/0"}
    worker = Worker(environment(sqlite_copy(migrated_file), DEBUG="true", **settings), port, wait=False)
    worker.wait_for(worker.healthy, "the worker serves")
    said = [line for line in worker.output().splitlines() if "REDIS_URL" in line]
    assert len(said) == 1 and "refused" in said[0] and "hush" not in said[0]
    worker.stop()


def test_a_locale_without_utf_8_changes_nothing(migrated_file: Path, static_root: str) -> None:
    port = free_port()
    locale = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}  # Python would repair C, and no other one
    settings = {"SITE_ORIGINS": f"http://localhost:{port}", "TEST_STATIC_ROOT": static_root}
    worker = Worker(environment(sqlite_copy(migrated_file), **settings, **locale), port)
    assert "Traceback" not in worker.output()
    worker.stop()


def test_a_full_disk_is_one_line(migrated_file: Path) -> None:
    env = environment(sqlite_copy(migrated_file), DEBUG="true")
    argv = [sys.executable, "-W", "ignore", "manage.py", "showmigrations"]
    with open("/dev/full", "w") as full:
        done = subprocess.run(argv, cwd=ROOT, env=env, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert one_line(done) == "videochat: a file cannot be written: No space left on device"


def test_redis_of_another_site_or_without_permissions_is_named(redis: Redis, settings: Settings) -> None:
    url = f"redis://127.0.0.1:{redis.port}/9"
    settings.REDIS_URLS = [url]
    settings.SITE_ORIGINS = ["https://call.example.org"]
    assert list(start_checks.redis_warnings()) == []
    settings.SITE_ORIGINS = ["https://call.example.org:8443", "https://call.example.org"]
    assert list(start_checks.redis_warnings()) == []
    settings.SITE_ORIGINS = ["https://meet.example.net"]
    (warning,) = start_checks.redis_warnings()
    assert warning.startswith("REDIS_URL: https://call.example.org:8443 uses the same database")
    redis.command("acl", "setuser", "caller", "on", ">hush", "~*", "+@all")  # no channel, as Redis 7 has it by default
    settings.REDIS_URLS = [f"redis://caller:hush@127.0.0.1:{redis.port}/9"]
    (warning,) = start_checks.redis_warnings()
    assert "permissions to access" in warning and "hush" not in warning
    documented = re.search(r"ACL SETUSER videochat (.+)", (ROOT / "docs" / "deployment.md").read_text())
    assert documented
    redis.command("acl", "setuser", "caller", "reset", *documented[1].replace("PASSWORD", "hush").split())
    assert list(start_checks.redis_warnings()) == []


@pytest.mark.tier2
@pytest.mark.parametrize(("mode", "pool_size"), [("session", 40), ("transaction", 4)])
async def test_a_call_through_pgbouncer(postgres: Postgres, redis: Redis, mode: str, pool_size: int) -> None:
    name = f"pooled_{mode}"
    postgres.create(name, "migrated")
    bouncer = PgBouncer(postgres, mode, pool_size)
    site = Site(name, bouncer.url(name), 2, DEBUG="true", REDIS_URL=redis.url)
    alice, bob = Person(site, "alice"), Person(site, "bob", home_worker=1)
    for _ in range(5):
        caller, callee = await alice.device(), await bob.device()
        await talk(caller, callee)
        await callee.send("leave")
        await caller.expect("leave")
    for person in (alice, bob):
        await person.leave()
    for worker in site.workers:
        said = [line for line in worker.output().splitlines() if "PgBouncer" in line]
        assert len(said) == 1, worker.output()
    site.stop()
    bouncer.stop()


@pytest.mark.tier2
def test_a_pgbouncer_with_too_few_connections(postgres: Postgres) -> None:
    postgres.create("crowded", "migrated")
    bouncer = PgBouncer(postgres, "session", pool_size=1)
    with psycopg.connect(bouncer.url("crowded")):
        done = manage(environment(bouncer.url("crowded"), DEBUG="true"))
    bouncer.stop()
    line = done.stderr.splitlines()[-1]
    assert "DATABASE_URL" in line and "PgBouncer has too few connections" in line
