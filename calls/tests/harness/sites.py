"""A site as it is deployed: a database, optionally Redis, and workers."""

import json
import shutil
import ssl
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .once import once
from .process import HANG, ROOT, Process, clean_environment, free_port, scratch
from .services import Postgres, Redis

PRODUCTION = "calls.tests.harness.programs.production"


def manage(*argv: str, env: Mapping[str, str]) -> None:
    command = [sys.executable, "manage.py", *argv]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(argv)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")


def collected() -> Path:
    """The static files as production serves them: hashed names, module imports rewritten."""

    def collect(root: Path) -> None:
        manage("collectstatic", "--noinput", env=environment("sqlite://:memory:", TEST_STATIC_ROOT=str(root)))

    return once("static", collect)


def migrated_file() -> Path:
    """A migrated SQLite database, to be copied."""
    return once("migrated.sqlite3", lambda path: manage("migrate", env=environment(f"sqlite:///{path}", DEBUG="true")))


def sqlite_copy(migrated: Path) -> str:
    """The URL of a database of its own: two workers that share a file without Redis refuse to start."""
    return f"sqlite:///{shutil.copy(migrated, scratch('sqlite') / 'db.sqlite3')}"


def migrated_postgres() -> Postgres:
    """With the database `migrated`, which others are copied from: migrating takes seconds, copying none."""

    def migrate(files: Path) -> None:
        service = Postgres()
        manage("migrate", env=environment(service.create("migrated"), DEBUG="true"))
        service.stop()
        service.data.rename(files)

    return Postgres(once("postgres", migrate))


def environment(database: str, **more: str) -> dict[str, str]:
    """A worker's environment: production's, unless `more` says DEBUG."""
    base = clean_environment() | {
        "SECRET_KEY": "for-tests-only-" * 4,
        "DATABASE_URL": database,
        "PYTHONUNBUFFERED": "1",
        # Tests call more often than people do.
        "CALLS_PER_MINUTE": "0",
        # All of them come from one address.
        "CONNECTIONS_PER_ADDRESS": "0",
    }
    base["SITE_ORIGINS"] = "http://localhost"
    base["DJANGO_SETTINGS_MODULE"] = "videochat.settings" if more.get("DEBUG") == "true" else PRODUCTION
    return base | more


def cookie_name(kind: str, env: Mapping[str, str]) -> str:
    """Of the cookie "session" or "csrf"; it has the port of the site's first origin."""
    origins = [urlsplit(origin) for origin in env["SITE_ORIGINS"].split(",")]
    secure = all(origin.scheme == "https" for origin in origins)
    port = origins[0].port or (443 if origins[0].scheme == "https" else 80)
    return f"{'__Host-' if secure else ''}videochat_{kind}_{port}"


class Endpoint(Process):
    """What a client connects to: a worker, or a proxy in front of several."""

    session_cookie: str
    csrf_cookie: str

    port: int
    #: `origin` is the page's origin, `url` the socket's base URL.
    origin: str
    url: str
    tls: ssl.SSLContext | None = None

    def name_cookies(self, env: Mapping[str, str]) -> None:
        self.session_cookie, self.csrf_cookie = cookie_name("session", env), cookie_name("csrf", env)


class Worker(Endpoint):
    """One daphne worker, `manage.py serve`, up and ready."""

    program = ("manage.py", "serve")
    #: What starts it on another machine (Host.inside).
    inside: Sequence[str] = ()
    bind = "127.0.0.1"

    def __init__(self, env: Mapping[str, str], port: int, *, wait: bool = True) -> None:
        self.port = port
        self.origin = f"http://localhost:{port}"
        self.url = f"ws://127.0.0.1:{port}"
        self.name_cookies(env)
        argv = [*self.inside, sys.executable, *self.program, "--bind", self.bind, "--port", str(port)]
        super().__init__(f"worker-{port}", argv, env=env)
        if wait:
            self.wait_for(self.ready, "the worker is ready")

    def ready(self) -> bool:
        return self.answers_ok("/readyz")

    def healthy(self) -> bool:
        return self.answers_ok("/healthz")

    def answers_ok(self, path: str) -> bool:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", headers={"Host": f"localhost:{self.port}"}
        )
        try:
            with urllib.request.urlopen(request, timeout=HANG) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except OSError:
            return False


class CrashingWorker(Worker):
    """A worker whose consumers can be made to crash: see crashing_worker.py."""

    program = ("-m", "calls.tests.harness.programs.crashing_worker")


class ShortTimeoutWorker(Worker):
    """One that takes a silent page for stopped after a second: see short_timeout_worker.py."""

    program = ("-m", "calls.tests.harness.programs.short_timeout_worker")


class NoRefillWorker(Worker):
    """One that gives its clients no tokens back: see no_refill_worker.py."""

    program = ("-m", "calls.tests.harness.programs.no_refill_worker")


class NoReviewWorker(Worker):
    """One that never checks the sessions of its sockets by itself: see no_review_worker.py."""

    program = ("-m", "calls.tests.harness.programs.no_review_worker")


class ProvidedWorker(Worker):
    """One that asks a stand-in of Google's and Facebook's servers: see provided_worker.py."""

    program = ("-m", "calls.tests.harness.programs.provided_worker")


class LateStatusWorker(Worker):
    """One whose statuses of people arrive late: see late_status_worker.py."""

    program = ("-m", "calls.tests.harness.programs.late_status_worker")


class AdminHelper(Process):
    """See admin_helper.py."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.lock = threading.Lock()
        super().__init__(
            "admin-helper", [sys.executable, "-m", "calls.tests.harness.programs.admin_helper"], env=env, piped=True
        )

    def __call__(self, do: str, **asked: Any) -> dict[str, Any]:
        assert self.child.stdin is not None and self.child.stdout is not None
        if self.child.poll() is not None:
            raise RuntimeError(f"the admin helper has ended: {self.output()}")
        with self.lock:
            self.child.stdin.write(json.dumps({"do": do, **asked}) + "\n")
            self.child.stdin.flush()
            line = self.child.stdout.readline()
        answer: dict[str, Any] = json.loads(line) if line else {"error": f"the admin helper has ended: {self.output()}"}
        if "error" in answer:
            raise RuntimeError(f"admin helper, {do}: {answer['error']}")
        return answer


class Site:
    """Workers on one database; `origins` are reserved, so that a worker may be added while others run."""

    def __init__(self, name: str, database: str, workers: int, spare: int = 0, **settings: str) -> None:
        self.name = name
        self.ports = [free_port() for _ in range(workers + spare)]
        origins = ",".join(f"http://localhost:{port}" for port in self.ports)
        self.env = environment(database, SITE_ORIGINS=origins, **settings)
        self.admin = AdminHelper(self.env)
        started = [Worker(self.env, port, wait=False) for port in self.ports[:workers]]
        for worker in started:
            worker.wait_for(worker.ready, "the worker is ready")
        self.workers = started

    def add(self, kind: type[Worker] = Worker) -> Worker:
        """One more worker, on one of the spare origins."""
        used = {worker.port for worker in self.workers if worker.child.poll() is None}
        worker = kind(self.env, next(port for port in self.ports if port not in used))
        self.workers.append(worker)
        return worker

    @property
    def endpoints(self) -> Sequence[Endpoint]:
        """What clients connect to: the workers that run. Tests end some of those that they add."""
        return [worker for worker in self.workers if worker.child.poll() is None]

    def processes(self) -> list[Process]:
        return [self.admin, *self.workers]

    def stop(self) -> None:
        for process in self.processes():
            process.stop()


@contextmanager
def isolated_site(
    name: str, database: str, static_root: str, redis: Redis | None = None, spare: int = 0
) -> Iterator[Site]:
    """Two workers as in production, with a Redis that no other test uses: the given one, or a new one."""
    own = redis or Redis()
    site = Site(name, database, 2, spare, REDIS_URL=own.url, TEST_STATIC_ROOT=static_root, SIGNUP_OPEN="true")
    try:
        yield site
    finally:
        site.stop()
        if redis is None:
            own.stop()
