"""`make run`: what a newcomer sees when it works, and the one clear line when it cannot."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from calls.tests.harness.deployment.lan import newcomers_environment
from calls.tests.harness.process import HANG, ROOT, Process, clean_environment, free_port, scratch


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    """A newcomer's: nothing is set; only the database is not the one that a developer here may be using."""
    return newcomers_environment() | {"DATABASE_URL": f"sqlite:///{scratch('run') / 'db.sqlite3'}"}


def refused(environment: dict[str, str], *words: str, **changes: str) -> str:
    """The one line with which `make run` ends when it cannot serve; make's own line does not count."""
    done = subprocess.run(
        ["make", "run", *words],
        env=environment | changes,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=HANG,
        check=False,
    )
    assert done.returncode
    said = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    assert len(said) == 1, done.stderr
    return said[0]


def started(environment: dict[str, str], port: int) -> Process:
    made = Process("make-run", ["make", "run", f"PORT={port}"], env=environment)
    made.wait_for(lambda: "Serving on" in made.output(), "make run serves")
    return made


def ctrl_c(made: Process) -> None:
    """As a terminal does it: the signal goes to make and to all that it started."""
    os.killpg(made.child.pid, signal.SIGINT)
    made.child.wait(HANG)
    made.stop()


@pytest.fixture(scope="module")
def running(environment: dict[str, str]) -> Iterator[tuple[Process, int]]:
    port = free_port()
    made = started(environment, port)
    yield made, port
    ctrl_c(made)


def test_the_output_names_the_address_and_the_demo_accounts(running: tuple[Process, int]) -> None:
    made, port = running
    assert f"open http://localhost:{port}" in made.output()
    for word in ("alice", "bob", "carol", "demo-password"):
        assert word in made.output()
    (elsewhere,) = [line for line in made.output().splitlines() if "https" in line]
    assert "Other devices need https" in elsewhere and "make run LAN=1" in elsewhere


@pytest.mark.parametrize("name", ["alice", "bob", "carol"])
def test_the_demo_accounts_can_sign_in(running: tuple[Process, int], name: str) -> None:
    site = f"http://localhost:{running[1]}"
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with browser.open(f"{site}/accounts/login/", timeout=HANG) as page:
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
    assert found
    form = {"csrfmiddlewaretoken": found[1], "login": name, "password": "demo-password"}
    with browser.open(f"{site}/accounts/login/", data=urlencode(form).encode(), timeout=HANG) as home:
        assert home.url == f"{site}/"


def test_a_taken_port_is_named_with_advice(environment: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refused(environment, f"PORT={port}")
        said_to_all = refused(environment, f"PORT={port}", "LAN=1")
    assert f"port {port} is taken" in said and "make run PORT=" in said
    assert f"port {port} is taken" in said_to_all and "make run LAN=1 PORT=" in said_to_all


def test_lan_is_one_or_zero(environment: dict[str, str]) -> None:
    assert "LAN=yes is neither 1 nor 0" in refused(environment, "LAN=yes")


def test_with_lan_the_origins_follow_from_the_addresses(environment: dict[str, str]) -> None:
    assert "SITE_ORIGINS" in refused(environment, "LAN=1", SITE_ORIGINS="https://call.example.org")


def setting(name: str, **environment: str) -> Any:
    """What the settings make of this environment."""
    script = f"import json; from videochat import settings; print(json.dumps(settings.{name}, default=str))"
    env = clean_environment() | {"SECRET_KEY": "x" * 50, "SITE_ORIGINS": "https://call.example.org"} | environment
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_a_site_can_have_several_origins() -> None:
    origins = "https://call.example.org,http://[::1],http://localhost:8000"
    assert setting("ALLOWED_HOSTS", SITE_ORIGINS=origins) == ["[::1]", "call.example.org", "localhost"]


def test_browsers_understand_every_source_of_the_policy() -> None:
    """An IPv6 address is none: they would ignore it, and complain on each page."""
    origins = "https://call.example.org:8443,https://[fd00::5]:8443"
    sources = setting("CONTENT_SECURITY_POLICY['DIRECTIVES']['connect-src']", SITE_ORIGINS=origins)
    assert sources == ["'self'", "wss://call.example.org:8443"]


def test_tls_options_in_the_database_url_are_kept() -> None:
    url = "postgres://videochat@db.example.org/videochat?sslmode=verify-full&sslrootcert=/etc/ca.pem"
    options = setting("DATABASES['default']['OPTIONS']", DATABASE_URL=url)
    assert (options["sslmode"], options["sslrootcert"]) == ("verify-full", "/etc/ca.pem")
    assert options["pool"]["max_size"] == 10


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_a_bad_port_is_refused(environment: dict[str, str], port: str) -> None:
    assert "is not a port from 1 to 65535" in refused(environment, f"PORT={port}")


def test_an_old_python_is_refused(environment: dict[str, str], tmp_path: Path) -> None:
    old = tmp_path / "python3.10"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    assert f"PYTHON={old} is not Python 3.11 or newer" in refused(environment, f"PYTHON={old}")


def test_a_missing_python_is_refused(environment: dict[str, str]) -> None:
    assert "PYTHON=python9 is not a program" in refused(environment, "PYTHON=python9")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "maybe"),
        ("SITE_ORIGINS", "localhost"),
        ("SITE_ORIGINS", "https://call.example.org:443"),
        ("SITE_ORIGINS", "http://localhost:80"),
        ("SITE_ORIGINS", "https://.example.org"),
        ("REDIS_URL", "http://localhost"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("TURN_URLS", "turn:example.org"),
        ("RING_SECONDS", "soon"),
    ],
)
def test_a_bad_setting_is_named(environment: dict[str, str], name: str, value: str) -> None:
    said = refused(environment, f"PORT={free_port()}", **{name: value})
    assert said.startswith("videochat: ")
    assert name in said or (name == "TURN_URLS" and "TURN_SECRET" in said)


def test_ctrl_c_ends_it_without_a_traceback(environment: dict[str, str]) -> None:
    port = free_port()
    made = started(environment | {"DATABASE_URL": f"sqlite:///{scratch('ctrl-c') / 'db.sqlite3'}"}, port)
    ctrl_c(made)
    assert "Traceback" not in made.output()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
