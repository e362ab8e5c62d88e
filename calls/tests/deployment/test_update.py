"""The files of a running worker are replaced by those of the next version: `git pull`, then `collectstatic`."""

import http.client
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG, ROOT, scratch
from calls.tests.harness.sites import Site, Worker, sqlite_copy

PAGES = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/jsi18n/"]
PRIVATE_PAGES = [
    "/",
    "/history/",
    "/accounts/password/change/",
    "/accounts/email/",
    "/accounts/profile/",
    "/accounts/logout/",
    "/admin/",
]
PACKAGES = ("calls", "videochat", "templates", "static", "locale")


@pytest.fixture
def updating(migrated_file: Path, static_root: str) -> Iterator[SimpleNamespace]:
    """A worker that runs from a copy of the source, on a copy of the collected files."""
    tree, collected = scratch("tree"), scratch("static")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(ROOT / "manage.py", tree)
    shutil.copytree(static_root, collected, dirs_exist_ok=True)
    settings = {"TEST_STATIC_ROOT": str(collected), "PYTHONDONTWRITEBYTECODE": "1"}
    site = Site("updating", sqlite_copy(migrated_file), 0, spare=1, **settings)

    class FromCopy(Worker):
        program = (str(tree / "manage.py"), "serve")

    yield SimpleNamespace(tree=tree, collected=collected, site=site, worker=site.add(FromCopy))
    site.stop()


def fetch(worker: Worker, path: str, cookie: str = "") -> http.client.HTTPResponse:
    line = http.client.HTTPConnection("127.0.0.1", worker.port, timeout=HANG)
    line.request(
        "GET", path, headers={"Host": f"localhost:{worker.port}", "Cookie": f"{worker.session_cookie}={cookie}"}
    )
    return line.getresponse()


async def test_a_running_worker_needs_none_of_its_source_files(updating: SimpleNamespace) -> None:
    staff = Person(updating.site, "staff", staff=True)
    for name in PACKAGES:
        shutil.rmtree(updating.tree / name)
    pages = {path: fetch(updating.worker, path).status for path in PAGES}
    pages |= {path: fetch(updating.worker, path, staff.cookie).status for path in PRIVATE_PAGES}
    assert pages == dict.fromkeys(PAGES + PRIVATE_PAGES, 200)
    assert fetch(updating.worker, "/nothing/").status == 404
    device = await staff.device()
    await device.send("people", query="")
    await device.expect("people", query="")
    await staff.leave()


def test_a_running_worker_serves_the_static_files_of_the_next_version(updating: SimpleNamespace) -> None:
    """A page from a worker that was updated first asks any worker for its files."""
    name = "calls/main.0123456789ab.js"
    assert fetch(updating.worker, f"/static/{name}").status == 404
    (updating.collected / name).write_text("next")
    answer = fetch(updating.worker, f"/static/{name}")
    assert (answer.status, answer.read()) == (200, b"next")
    assert "javascript" in answer.headers["Content-Type"]
    for outside in (
        "/static/../manage.py",
        "/static/%2e%2e/manage.py",
        "/static//etc/passwd",
        "/static/calls",
        "/static/",
    ):
        assert fetch(updating.worker, outside).status == 404
