"""A host without containers: deploy/with_settings.sh, deploy/host/, and the commands of docs/deployment.md."""

import configparser
import http.client
import json
import os
import re
import shlex
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from calls.tests.harness.deployment.compose import services
from calls.tests.harness.deployment.deployed import TRUSTING, Front, speaks_tls
from calls.tests.harness.process import HANG, ROOT, Process, clean_environment, free_port, scratch
from calls.tests.harness.services import Postgres, Redis, postgres_programs, program
from calls.tests.harness.sites import Worker, environment

SETTINGS = {
    "SITE_HOST": "call.example.org",
    **{
        name: f"{name}0123456789abcdef".replace("_", "") * 4
        for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "TURN_SECRET")
    },
}
DOCUMENT = (ROOT / "docs/deployment.md").read_text()
UNITS = sorted((ROOT / "deploy/host").glob("*.service"))
TIMERS = sorted((ROOT / "deploy/host").glob("*.timer"))


def env_file(text: str) -> Path:
    path = scratch("env") / ".env"
    path.write_text(text)
    return path


def lines(settings: dict[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in settings.items())


def with_settings(file: Path, *command: str) -> subprocess.CompletedProcess[str]:
    argv = ["deploy/with_settings.sh", *command]
    env = clean_environment() | {"ENV_FILE": str(file)}
    return subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def settings_of(file: Path) -> dict[str, str]:
    done = with_settings(file, "env", "--null")
    assert done.returncode == 0, done.stderr
    return dict(entry.split("=", 1) for entry in done.stdout.split("\0") if entry)


def test_a_worker_has_the_settings_that_it_has_in_a_container() -> None:
    env = settings_of(env_file(lines(SETTINGS)))
    for name, value in services(SETTINGS)["web"]["environment"].items():
        here = str(value).replace("@postgres:", "@127.0.0.1:").replace("//redis:", "//127.0.0.1:")
        # What the compose file only passes on has the same default in the worker itself.
        passed_on = f"{name}: ${{{name}:-" in (ROOT / "docker-compose.yml").read_text()
        assert env.get(name) == (None if passed_on else here), name


def test_each_derived_setting_can_be_set() -> None:
    given = {"DATABASE_URL": "postgres://a:b@db/c", "REDIS_URL": "redis://r:1/2", "SITE_ORIGINS": "https://x.org:8443"}
    alone = {name: value for name, value in SETTINGS.items() if name != "POSTGRES_PASSWORD"}
    env = settings_of(env_file(lines(alone | given)))
    assert {name: env[name] for name in given} == given


@pytest.mark.parametrize("name", ["SITE_HOST", "POSTGRES_PASSWORD"])
def test_a_missing_setting_stops_the_command(name: str) -> None:
    done = with_settings(env_file(lines(SETTINGS | {name: ""})), "true")
    assert done.returncode and f"set {name} in .env" in done.stderr and len(done.stderr.splitlines()) == 1


def test_every_line_of_env_example_can_be_used() -> None:
    example = (ROOT / ".env.example").read_text()
    env = settings_of(env_file(re.sub(r"^#(?=[A-Z_]+=)", "", example, flags=re.MULTILINE) + lines(SETTINGS)))
    assert env["EMAIL_FROM"] == "Videochat <noreply@example.org>"


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_the_units_start_what_exists(path: Path) -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]  # keys keep their case
    unit.read(path)
    service = unit["Service"]
    program, *rest = shlex.split(service["ExecStart"].replace("/srv/videochat/", ""))
    assert program == "deploy/with_settings.sh" and (ROOT / program).stat().st_mode & 0o111
    assert [word for word in rest if "/" in word and not word.startswith("-") and not (ROOT / word).exists()] == []
    if "serve" in rest:
        assert int(service["TimeoutStopSec"]) > 10 and service["Type"] == "notify"


@pytest.mark.parametrize("path", TIMERS, ids=lambda path: path.name)
def test_a_timer_starts_a_unit_that_ends_by_itself(path: Path) -> None:
    timer = configparser.ConfigParser(interpolation=None)
    timer.read(path)
    assert timer["Timer"]["OnCalendar"] == "daily" and timer["Install"]["WantedBy"] == "timers.target"
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.read(path.with_suffix(".service"))
    assert unit["Service"]["Type"] == "oneshot" and "Install" not in unit
    assert f"systemctl enable --now {path.name}" in DOCUMENT and f"systemctl start {path.stem}" in DOCUMENT


def test_the_document_names_files_that_exist() -> None:
    named = set(re.findall(r"\b(deploy/[\w./-]*\w)", DOCUMENT))
    assert sorted(name for name in named if not (ROOT / name).exists()) == []
    for unit in set(re.findall(r"\b(videochat(?:-turn|-tls|-prune|@))", DOCUMENT)):
        assert (ROOT / f"deploy/host/{unit}.service").exists()


@pytest.mark.tier2
@pytest.mark.parametrize("turn", ["", "turn.test.org"], ids=["one name", "two names"])
def test_the_command_of_the_document_puts_the_names_into_the_caddyfile(turn: str) -> None:
    (command,) = re.findall(r"^(sed .*deploy/host/Caddyfile) > /etc/caddy/Caddyfile$", DOCUMENT, re.MULTILINE)
    env = {"PATH": os.environ["PATH"], "HOME": str(scratch("caddy")), "SITE_HOST": "call.test.org", "TURN_HOST": turn}
    made = subprocess.run(["sh", "-c", command], env=env, cwd=ROOT, capture_output=True, check=True).stdout
    # As systemd starts Caddy: without these variables.
    bare = {name: env[name] for name in ("PATH", "HOME")}
    argv = [program("caddy"), "adapt", "--adapter", "caddyfile", "--config", "/dev/stdin"]
    adapted = subprocess.run(argv, env=bare, input=made, capture_output=True, check=True).stdout
    servers = json.loads(adapted)["apps"]["http"]["servers"].values()
    hosts = {host for server in servers for route in server["routes"] for host in route["match"][0]["host"]}
    assert hosts == {"call.test.org", *filter(None, [turn])}
    listening = {address for server in servers for address in server["listen"]}
    assert listening == {":80", "127.0.0.1:8443", "127.0.0.1:8480"}


@contextmanager
def host_front(ports: list[int]) -> Iterator[int]:
    """HAProxy and deploy/host/Caddyfile before these workers; the https port."""
    plain, secure, http, admin = (free_port() for _ in range(4))
    names = {"SITE_HOST": "localhost", "TURN_HOST": "localhost"}
    home = scratch("caddy")
    env = clean_environment() | names | {"HTTP_PORT": str(plain), "HTTPS_PORT": str(secure), "CADDY_PORT": str(http)}
    env |= {"WORKERS": " ".join(f"127.0.0.1:{port}" for port in ports)}
    env |= {"CADDY_ADMIN": f"localhost:{admin}", "HOME": str(home)}
    argv = [program("caddy"), "run", "--config", "deploy/host/Caddyfile", "--adapter", "caddyfile"]
    caddy = Process("caddy", argv, env=env)
    front = Front(names, home, http)
    front.wait_for(lambda: speaks_tls(front.port), "HAProxy has Caddy's certificate")
    yield front.port
    front.stop()
    caddy.stop()


@pytest.mark.tier2
def test_no_request_fails_while_workers_restart_one_after_the_other(
    postgres: Postgres, redis: Redis, static_root: str
) -> None:
    settings = {"SITE_ORIGINS": "https://localhost", "REDIS_URL": redis.url, "TEST_STATIC_ROOT": static_root}
    settings |= {"CLIENT_IP_HEADER": "X-Real-IP", "FORWARDED_PROTO_HEADER": "X-Forwarded-Proto"}
    env = environment(postgres.create("host", "migrated"), **settings)
    ports = [free_port(), free_port()]
    workers = [Worker(env, port) for port in ports]
    answers: list[tuple[int, str | None]] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            line = http.client.HTTPSConnection("localhost", secure, timeout=HANG, context=TRUSTING)
            line.request("GET", "/accounts/login/")
            answer = line.getresponse()
            answers.append((answer.status, answer.headers["Strict-Transport-Security"]))
            line.close()

    with host_front(ports) as secure:
        asking = threading.Thread(target=ask)
        asking.start()
        try:
            for number, port in enumerate(ports):
                assert workers[number].stop() == 0
                workers[number] = Worker(env, port)
        finally:
            done.set()
            asking.join()
    assert len(answers) > 10 and set(answers) == {(200, "max-age=31536000")}
    for worker in workers:
        worker.stop()


@pytest.mark.tier2
def test_the_commands_of_the_document_back_up_and_restore(postgres: Postgres) -> None:
    section = DOCUMENT.split("## Back up and restore")[1].split("\n## ")[0]
    commands = re.findall(r"^runuser -u postgres -- (.*)$", section, re.MULTILINE)
    assert [command.split()[0] for command in commands] == ["pg_dump", "dropdb", "createdb", "pg_restore"]
    place = {"PGHOST": "127.0.0.1", "PGPORT": str(postgres.port), "PGUSER": "videochat"}
    place["PATH"] = os.pathsep.join([os.environ["PATH"], postgres_programs()])
    folder, url = scratch("backup"), postgres.create("videochat", "migrated")
    count = "SELECT count(*) FROM calls_user"

    def run(command: str) -> None:
        subprocess.run(["sh", "-c", command], env=os.environ | place, cwd=folder, check=True, timeout=HANG)

    add = (
        "INSERT INTO calls_user (username, username_key, display_name, password, email, is_superuser, is_staff,"
        " is_active, date_joined)"
        " VALUES (%(name)s, %(name)s, '', '!', '', false, false, true, now())"
    )
    with psycopg.connect(url) as database:
        database.execute(add, {"name": "kept"})
    run(commands[0])
    with psycopg.connect(url) as database:
        database.execute(add, {"name": "lost"})
    for command in commands[1:]:
        run(command)
    with psycopg.connect(url) as database:
        assert database.execute(count).fetchone() == (1,)
