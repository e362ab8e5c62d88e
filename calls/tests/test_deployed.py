"""The commands of docker-compose.yml, started here: workers behind Caddy on PostgreSQL and Redis, and coturn."""

import gzip
import http.client
import json
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from .harness.compose import services
from .harness.names import Names
from .harness.process import HANG, ROOT, Process, clean_environment, free_port, listens, scratch
from .harness.services import Postgres, Redis, program
from .harness.sites import Clerk
from .test_deployment import SETTINGS

ORIGIN = "https://localhost"
OFFER = {"type": "offer", "sdp": "v=0"}
# Caddy's certificate for localhost is its own.
TRUSTING = ssl._create_unverified_context()  # noqa: S323


@dataclass
class Deployed:
    workers: list[Process]
    clerk: Clerk
    https: int
    plain: int
    health: int

    async def socket(self, cookie: str) -> ClientConnection:
        return await connect(
            f"wss://localhost:{self.https}/ws/signaling/",
            ssl=TRUSTING,
            origin=ORIGIN,  # type: ignore[arg-type]
            additional_headers={"Cookie": f"sessionid={cookie}"},
            open_timeout=HANG,
            proxy=None,
        )

    def get(self, path: str, **headers: str) -> http.client.HTTPResponse:
        line = http.client.HTTPSConnection("localhost", self.https, timeout=HANG, context=TRUSTING)
        line.request("GET", path, headers={"Host": "localhost"} | headers)
        return line.getresponse()


def command(service: dict[str, Any], *at: str) -> list[str]:
    """The service's own command, by this Python, at another address."""
    own: list[str] = service["command"]
    assert own[:2] == ["python", "manage.py"]
    return [sys.executable, *own[1 : own.index("--bind") if at else None], *at]


@pytest.fixture(scope="module")
def deployed(postgres: Postgres, redis: Redis, static_root: str) -> Iterator[Deployed]:
    compose = services(SETTINGS | {"SITE_HOST": "localhost"})
    env = clean_environment() | compose["web"]["environment"]
    env |= {"DATABASE_URL": postgres.create("deployed"), "REDIS_URL": redis.url}
    env |= {"DJANGO_SETTINGS_MODULE": "calls.tests.harness.production", "TEST_STATIC_ROOT": static_root}
    subprocess.run(command(compose["migrate"]), env=env, cwd=ROOT, check=True, stdin=subprocess.DEVNULL)

    port = free_port()
    replicas = ("127.0.0.1", "127.0.0.2")
    workers = [
        Process(f"web-{at}", command(compose["web"], "--bind", at, "--port", str(port)), env=env) for at in replicas
    ]
    for worker in workers:
        worker.wait_for(lambda worker=worker: "Serving on" in worker.output(), "the worker serves")  # type: ignore[misc]

    with Names(*replicas) as names:
        http_port, https_port, health_port = free_port(), free_port(), free_port()
        ports = {"HTTP_PORT": http_port, "HTTPS_PORT": https_port, "HEALTH_PORT": health_port, "WEB_PORT": port}
        caddy = Process(
            "caddy",
            [program("caddy"), "run", "--config", "deploy/Caddyfile", "--adapter", "caddyfile"],
            env=clean_environment()
            | compose["caddy"]["environment"]
            | {name: str(value) for name, value in ports.items()}
            | {"RESOLVER": names.address, "WEB_NAME": "web.test.", "HOME": str(scratch("caddy"))},
        )
        caddy.wait_for(lambda: listens(https_port), "Caddy listens")
        clerk = Clerk(env)
        yield Deployed(workers, clerk, https_port, http_port, health_port)
        for process in (caddy, clerk, *workers):
            process.stop()


def test_the_proxy_serves_pages_over_tls_and_hides_what_serves_them(deployed: Deployed) -> None:
    answer = deployed.get("/accounts/login/", **{"Accept-Encoding": "gzip"})
    assert (answer.status, answer.headers["Content-Encoding"]) == (200, "gzip")
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    assert answer.headers["Server"] is None
    assert b"csrfmiddlewaretoken" in gzip.decompress(answer.read())


def test_plain_http_is_sent_to_https(deployed: Deployed) -> None:
    line = http.client.HTTPConnection("localhost", deployed.plain, timeout=HANG)
    line.request("GET", "/", headers={"Host": "localhost"})
    answer = line.getresponse()
    assert answer.status in (301, 308)
    assert answer.headers["Location"].startswith("https://localhost")


def test_the_health_checks_tell_a_living_service_from_a_dead_one(deployed: Deployed) -> None:
    line = http.client.HTTPConnection("127.0.0.1", deployed.health, timeout=HANG)
    line.request("GET", "/")
    assert line.getresponse().status == 200

    def healthy(port: int) -> bool:
        env = {"HEALTH_PORT": str(port), "SITE_ORIGINS": ORIGIN}
        check = subprocess.run(
            [sys.executable, "deploy/health.py"], env=env, cwd=ROOT, capture_output=True, check=False
        )
        return check.returncode == 0

    port = int(deployed.workers[1].child.args[-1])  # type: ignore[index,arg-type]
    assert healthy(port)
    assert not healthy(free_port())


async def test_a_call_goes_across_the_workers_and_outlives_one_of_them(deployed: Deployed) -> None:
    alice, bob = (deployed.clerk("account", name=name, staff=False) for name in ("alice", "bob"))
    first, second = await deployed.socket(alice["cookie"]), await deployed.socket(bob["cookie"])
    await first.send(json.dumps({"type": "offer", "name": "bob", "offer": OFFER}))
    assert (await message(second, "offer"))["name"] == "alice"

    # By the number of connections each has a worker of its own: ending one ends one socket, with "going away".
    deployed.workers[0].stop()
    codes = await ended(first, second)
    assert sorted(codes) == [0, 1012]
    again = await deployed.socket((alice if codes[0] else bob)["cookie"])
    assert (await message(again, "hello"))["call"]["state"] in ("calling", "ringing")
    for socket in (first, second, again):
        await socket.close()


async def message(socket: ClientConnection, kind: str) -> dict[str, Any]:
    while True:
        found: dict[str, Any] = json.loads(await socket.recv())
        if found["type"] == kind:
            return found


async def ended(*sockets: ClientConnection) -> list[int]:
    """The close code of each socket, 0 where it still answers."""
    codes = []
    for socket in sockets:
        try:
            await socket.send('{"type": "ping"}')
            await message(socket, "pong")
            codes.append(0)
        except ConnectionClosed:
            codes.append(socket.close_code or 0)
    return codes


def test_the_relay_starts_answers_its_health_check_and_refuses_the_inside() -> None:
    compose = services(SETTINGS | {"SITE_HOST": "localhost"})["coturn"]
    shell, script = compose["entrypoint"]
    assert f"./deploy/turn.sh:{script}:ro" in compose["volumes"]
    port, secret = free_port(), SETTINGS["TURN_SECRET"]
    env = clean_environment() | compose["environment"] | {"TURN_CONFIG": "deploy/turnserver.conf"}
    here = ["--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", f"--listening-port={port}"]
    turn = Process("coturn", [shell, "deploy/turn.sh", *here, f"--userdb={scratch('coturn') / 'db'}"], env=env)
    turn.wait_for(lambda: listens(port), "coturn listens")

    check = [str(port) if part == "3478" else part for part in compose["healthcheck"]["test"][1:]]
    assert subprocess.run(check, capture_output=True, timeout=HANG, check=False).returncode == 0
    # Both ends of this client are on loopback, which is as much "inside" as 10.0.0.0/8 is.
    client = [program("turnutils_uclient"), "-y", "-n", "1", "-p", str(port), "127.0.0.1"]
    tried = subprocess.run([*client[:1], "-W", secret, *client[1:]], capture_output=True, timeout=HANG, check=False)
    stranger = subprocess.run(
        [*client[:1], "-W", "guessed", *client[1:]], capture_output=True, timeout=HANG, check=False
    )
    assert b"403 (Forbidden IP)" in tried.stdout + tried.stderr
    assert b"Cannot complete Allocation" in stranger.stdout + stranger.stderr
    turn.stop()
