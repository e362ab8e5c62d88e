"""Clients that are not browsers: without an Origin header, with a foreign one, or with a wrong Host."""

import http.client
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from calls.tests.harness.outages.web_client import WebClient
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG
from calls.tests.harness.programs.admin_helper import PASSWORD
from calls.tests.harness.sites import Site, Worker, sqlite_copy


@pytest.fixture(scope="module")
def open_site(migrated_file: Path) -> Iterator[Site]:
    """A site that accepts native clients."""
    site = Site("native", sqlite_copy(migrated_file), 1, DEBUG="true", NATIVE_CLIENTS="true")
    yield site
    site.stop()


def handshake(worker: Worker, cookie: str, *origins: str) -> bytes:
    """The beginning of the answer."""
    lines = [
        "GET /ws/signaling/ HTTP/1.1",
        f"Host: localhost:{worker.port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        "Sec-WebSocket-Version: 13",
        f"Cookie: {worker.session_cookie}={cookie}",
        *(f"Origin: {origin}" for origin in origins),
    ]
    with socket.create_connection(("127.0.0.1", worker.port), timeout=HANG) as line:
        line.sendall("\r\n".join([*lines, "", ""]).encode("latin-1"))
        answer = b""
        while b'"hello"' not in answer and (more := line.recv(10_000)):
            answer += more
        return answer


async def test_a_program_signs_in_and_connects_without_an_origin(open_site: Site) -> None:
    worker, alice = open_site.workers[0], Person(open_site, "alice")
    program = WebClient(worker)
    program.get("/accounts/login/")
    assert program.sign_in(alice.name, PASSWORD).status == 302
    cookie = program.cookies[worker.session_cookie]
    for origins in ((), (worker.origin,)):
        answer = handshake(worker, cookie, *origins)
        assert answer.startswith(b"HTTP/1.1 101 ") and alice.name.encode() in answer
    # A page of another site is refused all the same.
    for foreign in (("https://evil.example",), ("null",)):
        assert handshake(worker, cookie, *foreign).startswith(b"HTTP/1.1 403 "), foreign
    await alice.leave()


async def test_without_the_setting_it_is_refused_with_one_line(one_worker: Site) -> None:
    worker, alice = one_worker.workers[0], Person(one_worker, "alice")
    for _ in range(3):
        assert handshake(worker, alice.cookie).startswith(b"HTTP/1.1 403 ")
    assert worker.output().count("NATIVE_CLIENTS in docs/protocol.md") == 1
    await alice.leave()


@pytest.mark.parametrize(
    "origin", ["", "http://[", "http://localhost:port", "é", "\x7f", "http://", "//", "http://[::1]:1"]
)
def test_an_origin_that_is_no_url_is_refused(one_worker: Site, origin: str) -> None:
    answer = handshake(one_worker.workers[0], "", origin)
    assert answer.startswith((b"HTTP/1.1 403 ", b"HTTP/1.1 400 ")), answer


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "", "a b", "[::1", "é", "localhost:port", "x" * 5000]
)
def test_a_wrong_host_is_one_line(one_worker: Site, host: str) -> None:
    worker = one_worker.workers[0]
    before = len(worker.output())
    line = http.client.HTTPConnection("127.0.0.1", worker.port, timeout=HANG)
    line.putrequest("GET", "/accounts/login/", skip_host=True)
    line.putheader("Host", host.encode("latin-1"))
    line.endheaders()
    assert line.getresponse().status == 400
    said = [text for text in worker.output()[before:].splitlines() if "SITE_ORIGINS" in text]
    assert said and all(len(text) < 400 for text in said)
    assert "File " not in worker.output()[before:]
