"""The commands of docker-compose.yml, started here: workers behind Caddy on PostgreSQL and Redis, and coturn."""

import asyncio
import gzip
import http.client
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed

from calls.tests.client import candidate, ring, talk
from calls.tests.harness.deployment.compose import services
from calls.tests.harness.deployment.deployed import ORIGIN, SETTINGS, Deployed
from calls.tests.harness.device import Device
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG, ROOT, Process, clean_environment, free_port, listens, scratch, until
from calls.tests.harness.services import Postgres, Redis, program
from calls.tests.harness.tab import PageTab

pytestmark = pytest.mark.tier2

CROWD, CALLS = 100, 10


@pytest.fixture(scope="module")
def deployed(postgres: Postgres, redis: Redis, static_root: str) -> Iterator[Deployed]:
    site = Deployed(postgres.create("deployed"), redis.url, static_root)
    yield site
    site.stop()


def test_the_proxy_serves_pages_over_tls_and_hides_what_serves_them(deployed: Deployed) -> None:
    answer = deployed.get("/accounts/login/", **{"Accept-Encoding": "gzip"})
    assert (answer.status, answer.headers["Content-Encoding"]) == (200, "gzip")
    assert answer.headers.get_all("Strict-Transport-Security") == ["max-age=31536000"]
    assert answer.headers["Server"] is None
    assert b"csrfmiddlewaretoken" in gzip.decompress(answer.read())


def test_plain_http_is_sent_to_https(deployed: Deployed) -> None:
    line = http.client.HTTPConnection("localhost", deployed.caddy.plain, timeout=HANG)
    line.request("GET", "/", headers={"Host": "localhost"})
    answer = line.getresponse()
    assert answer.status in (301, 308)
    assert answer.headers["Location"].startswith("https://localhost")


def test_the_health_checks_tell_a_living_service_from_a_dead_one(deployed: Deployed) -> None:
    line = http.client.HTTPConnection("127.0.0.1", deployed.caddy.health, timeout=HANG)
    line.request("GET", "/")
    assert line.getresponse().status == 200

    def healthy(port: int) -> bool:
        env = {"HEALTH_PORT": str(port), "SITE_ORIGINS": ORIGIN}
        check = subprocess.run(
            [sys.executable, "deploy/health.py"], env=env, cwd=ROOT, capture_output=True, check=False
        )
        return check.returncode == 0

    port = int(deployed.replicas[1].child.args[-1])  # type: ignore[index,arg-type]
    assert healthy(port)
    assert not healthy(free_port())


async def test_many_tabs_reconnect_after_the_proxy_restarts(deployed: Deployed) -> None:
    people = [Person(deployed, "crowd") for _ in range(CROWD)]
    tabs = await asyncio.gather(*(PageTab.of(person) for person in people))
    pairs = [(tabs[number], tabs[number + 1]) for number in range(0, 2 * CALLS, 2)]
    calls = [await talk(caller.device, callee.device) for caller, callee in pairs]

    deployed.caddy.kill()
    down = time.monotonic()
    deployed.caddy.restart()
    started = time.monotonic() - down
    await asyncio.gather(*(tab.back() for tab in tabs))
    away = sorted(tab.away[0] for tab in tabs)
    # Figures only: that the page's waits are spread is tested where they are chosen (backoff.test.js).
    thickest = max(sum(begin <= seconds < begin + 0.1 for seconds in away) for begin in away)
    p50, p95, p99 = (away[CROWD * percent // 100 - 1] for percent in (50, 95, 99))
    print(f"\nproxy listens after {started:.2f} s; away p50 {p50:.2f} s, p95 {p95:.2f} s, p99 {p99:.2f} s,")
    print(f"at most {away[-1]:.2f} s; {thickest} of {CROWD} in the thickest tenth of a second")
    # The signature differs each time; the party before it does not.
    assert all(tab.device.hello["party"].split(":")[0] == tab.party.split(":")[0] for tab in tabs)
    for number, (call, pair) in enumerate(zip(calls, pairs, strict=True)):
        for tab, peer in (pair, pair[::-1]):
            told = tab.device.hello["call"]
            assert (told["call"], told["state"], told["here"]) == (call, "active", True)
            await tab.device.send("candidate", candidate=candidate(number))
            await peer.device.expect("candidate", candidate=candidate(number))
    assert [message for person in people for device in person.devices for message in device.pending("leave")] == []
    for tab in tabs:
        await tab.close()
    await asyncio.gather(*(person.leave() for person in people))


async def test_a_call_goes_across_the_workers_and_outlives_one_of_them(deployed: Deployed) -> None:
    alice, bob = Person(deployed, "alice"), Person(deployed, "bob")
    first, second = await alice.device(), await bob.device()
    call = await ring(first, second)

    # By the number of connections each has a worker of its own: ending one ends one socket, with "going away".
    deployed.replicas[0].stop()
    codes = [await ended(device) for device in (first, second)]
    assert sorted(codes) == [0, 1012]
    again = await (alice if codes[0] else bob).device()
    assert (again.hello["call"]["call"], again.hello["call"]["state"]) == (call, "calling")
    await alice.leave()
    await bob.leave()


async def ended(device: Device) -> int:
    """How a device was closed, 0 where the server still answers it."""
    try:
        await device.ping()
    except (AssertionError, ConnectionClosed):
        return await device.wait_closed()
    return 0


def test_the_relay_starts_answers_its_health_check_and_refuses_the_inside() -> None:
    compose = services(SETTINGS)["coturn"]
    shell, script = compose["entrypoint"]
    assert f"./deploy/turn.sh:{script}:ro" in compose["volumes"]
    port, secret = free_port(), SETTINGS["TURN_SECRET"]
    env = clean_environment() | compose["environment"] | {"TURN_CONFIG": "deploy/turnserver.conf"}
    here = ["--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", f"--listening-port={port}"]
    turn = Process("coturn", [shell, "deploy/turn.sh", *here, f"--userdb={scratch('coturn') / 'db'}"], env=env)
    turn.wait_for(lambda: listens(port), "coturn listens")

    check = [str(port) if part == "3478" else part for part in compose["healthcheck"]["test"][1:]]
    seconds = float(compose["healthcheck"]["timeout"].removesuffix("s"))

    def healthy() -> bool:
        """It listens on TCP before it does on UDP, and its client asks only once."""
        with suppress(subprocess.TimeoutExpired):
            return subprocess.run(check, capture_output=True, timeout=seconds, check=False).returncode == 0
        return False

    until(healthy, "coturn is healthy")
    # Both ends of this client are on loopback, which is as much "inside" as 10.0.0.0/8 is.
    client = [program("turnutils_uclient"), "-y", "-n", "1", "-p", str(port), "127.0.0.1"]
    tried = subprocess.run([*client[:1], "-W", secret, *client[1:]], capture_output=True, timeout=HANG, check=False)
    stranger = subprocess.run(
        [*client[:1], "-W", "guessed", *client[1:]], capture_output=True, timeout=HANG, check=False
    )
    assert b"403 (Forbidden IP)" in tried.stdout + tried.stderr
    assert b"Cannot complete Allocation" in stranger.stdout + stranger.stderr
    turn.stop()
