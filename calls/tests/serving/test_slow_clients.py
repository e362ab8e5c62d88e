"""Clients that send slowly, or open many connections, are closed, and others are served all the while."""

import asyncio
import http.client
import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.web.http import Request

from calls.tests.client import talk
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG, free_port, until
from calls.tests.harness.sites import Site, Worker, collected, environment, sqlite_copy
from videochat.serving.limiting.connections import Connections
from videochat.serving.limiting.limits import MESSAGE_SECONDS, REQUEST_SECONDS, RESERVED_FILES
from videochat.serving.limiting.request import LimitedChannel

HEAD = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
UPGRADE = (
    b"GET /ws/signaling/ HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\nOrigin: http://localhost\r\n"
)
MAX_CONNECTIONS = 20


untyped_transport: Any = StringTransport


class Transport(untyped_transport):  # type: ignore[misc]
    aborted = False

    def abortConnection(self) -> None:
        self.aborted = True
        self.loseConnection()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def connected(clock: Clock) -> tuple[Any, Transport]:
    channel: Any = LimitedChannel()
    transport = Transport()
    channel.connections = Connections(per_address=0, files=1024)
    channel.requestFactory = Request  # daphne's own needs its server
    channel.callLater, channel.timeOut = clock.callLater, 60
    channel.makeConnection(transport)
    return channel, transport


@pytest.mark.parametrize("sent", [b"", b"G", HEAD, b"POST / HTTP/1.1\r\nContent-Length: 99\r\n\r\n1234"])
def test_a_request_that_comes_too_slowly_is_closed(clock: Clock, sent: bytes) -> None:
    channel, transport = connected(clock)
    for byte in sent:
        channel.dataReceived(bytes([byte]))
        clock.advance(0.01)
    for _ in range(19):
        assert not transport.disconnecting
        clock.advance(1)
        if sent:
            channel.dataReceived(b"x")  # never a line's end, and Twisted's own limit begins again
    clock.advance(REQUEST_SECONDS - 19)
    assert transport.disconnecting
    assert transport.value().startswith(b"HTTP/1.1 408 ") == (b"\r\n" in sent)
    channel.connectionLost(None)
    assert not [call for call in clock.getDelayedCalls() if call.func == channel._request_is_late]


@pytest.fixture(scope="module")
def crowded(migrated_file: Path) -> Iterator[Worker]:
    """A worker that may open few files, and has few connections for one address."""
    port = free_port()
    settings = {"SITE_ORIGINS": f"http://localhost:{port}", "CONNECTIONS_PER_ADDRESS": str(MAX_CONNECTIONS)}
    worker = FewFiles(environment(sqlite_copy(migrated_file), DEBUG="true", **settings), port)
    yield worker
    worker.stop()


class FewFiles(Worker):
    inside = ("prlimit", f"--nofile={RESERVED_FILES}:{RESERVED_FILES + 50}")


def connect(worker: Worker, source: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection(("127.0.0.1", worker.port), timeout=HANG, source_address=(source, 0))


def status(worker: Worker, source: str) -> int:
    line = http.client.HTTPConnection("127.0.0.1", worker.port, timeout=HANG, source_address=(source, 0))
    line.request("GET", "/readyz", headers={"Host": f"localhost:{worker.port}"})
    return line.getresponse().status


def answer(line: socket.socket) -> bytes:
    with suppress(ConnectionResetError):
        return line.recv(1000)
    return b""


def test_the_limit_of_open_files_is_raised(crowded: Worker) -> None:
    limits = Path(f"/proc/{crowded.child.pid}/limits").read_text()
    found = re.search(r"Max open files +(\d+) +(\d+)", limits)
    assert found and found[1] == found[2] == str(RESERVED_FILES + 50)
    assert f"Only {RESERVED_FILES + 50} files may be open" in crowded.output()


def test_one_address_has_a_limit_and_others_are_served(crowded: Worker) -> None:
    with ExitStack() as stack:
        held = [stack.enter_context(connect(crowded, "127.0.0.2")) for _ in range(MAX_CONNECTIONS)]
        more = [stack.enter_context(connect(crowded, "127.0.0.2")) for _ in range(30)]
        assert {answer(line)[:13] for line in more} <= {b"HTTP/1.1 429 ", b""}
        assert status(crowded, "127.0.0.1") == 200
        for line in held[:5]:
            line.close()
        until(lambda: status(crowded, "127.0.0.2") == 200, "a closed connection makes room")
    assert crowded.new_output().count("127.0.0.2 has 20 connections (CONNECTIONS_PER_ADDRESS)") == 1


def test_many_addresses_leave_the_worker_its_files(crowded: Worker) -> None:
    """Then new connections are refused, but the database does not count as away."""
    with ExitStack() as stack:
        for number in range(8):
            for _ in range(MAX_CONNECTIONS):
                stack.enter_context(connect(crowded, f"127.0.1.{number + 1}"))
        refused = stack.enter_context(connect(crowded))
        assert answer(refused).startswith(b"HTTP/1.1 429 ")
    until(lambda: status(crowded, "127.0.0.1") == 200, "they have gone")
    assert "cannot be reached" not in crowded.output() and "Traceback" not in crowded.output()


def test_sockets_behind_a_proxy_count_for_the_clients_address() -> None:
    counted = Connections(per_address=2, files=1024)
    lines = [object() for _ in range(5)]
    assert all(counted.add(line) for line in lines)
    assert [counted.assign(line, "2001:db8::1") for line in lines[:3]] == [True, True, False]
    assert not counted.assign(lines[2], "2001:db8::2"), "a household has all of a /64"
    assert counted.assign(lines[2], "2001:db8:0:1::1") and counted.assign(lines[3], "::ffff:192.0.2.1")
    counted.remove(lines[0])
    counted.remove(lines[0])
    assert counted.assign(lines[4], " 2001:db8::3 ")


@pytest.fixture
def behind_proxy(migrated_file: Path) -> Iterator[Worker]:
    port = free_port()
    settings = {"SITE_ORIGINS": f"http://localhost:{port}", "CONNECTIONS_PER_ADDRESS": "3"}
    worker = Worker(
        environment(sqlite_copy(migrated_file), DEBUG="true", CLIENT_IP_HEADER="X-Real-IP", **settings),
        port,
        wait=False,
    )
    worker.wait_for(worker.ready, "the worker is ready")
    yield worker
    worker.stop()


def test_a_proxy_may_have_more_connections_than_a_client(behind_proxy: Worker) -> None:
    origin = f"Origin: http://localhost:{behind_proxy.port}\r\n".encode()
    request = UPGRADE.replace(b"Origin: http://localhost\r\n", origin)

    def upgraded(stack: ExitStack, address: bytes) -> bytes:
        line = stack.enter_context(connect(behind_proxy))
        line.sendall(request + b"X-Real-IP: " + address + b"\r\n\r\n")
        head = answer(line)
        # The server's own answers have the site's headers, too.
        assert head[9:12] == b"101" or (b"default-src 'none'" in head and b"daphne" not in head.lower())
        return head[9:12]

    with ExitStack() as stack:
        assert [upgraded(stack, b"192.0.2.1") for _ in range(5)] == [b"101"] * 3 + [b"429"] * 2
        assert [upgraded(stack, b"192.0.2.2") for _ in range(3)] == [b"101"] * 3
        assert upgraded(stack, b"\xff") == b"101"


def test_a_client_that_reads_slowly_gets_all_of_a_large_file(two_workers: Site) -> None:
    worker = two_workers.workers[0]
    largest = max(collected().rglob("*.*.css"), key=lambda file: file.stat().st_size)
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.settimeout(HANG)
        line.connect(("127.0.0.1", worker.port))
        path = f"/static/{largest.relative_to(collected())}"
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost:{worker.port}\r\nConnection: close\r\n\r\n".encode())
        assert status(worker, "127.0.0.1") == 200  # others are served
        response = http.client.HTTPResponse(line)
        response.begin()
        assert response.read() == largest.read_bytes()


@pytest.mark.slow
@pytest.mark.tier2
async def test_a_message_without_an_end_is_cut_off(one_worker: Site) -> None:
    """Empty fragments, one every half second: each limit on frames allows that, and all pings are answered."""
    mallory, alice, bob = (Person(one_worker, name) for name in ("mallory", "alice", "bob"))
    device = await mallory.device()
    begun = time.monotonic()
    device.connection.transport.write(bytes([0x01, 0x80, 0, 0, 0, 0]))
    async with asyncio.timeout(MESSAGE_SECONDS + HANG):
        while not device.is_closed:
            device.connection.transport.write(bytes([0x00, 0x80, 0, 0, 0, 0]))
            await asyncio.sleep(0.5)
    assert await device.wait_closed() == 4429
    assert time.monotonic() - begun > MESSAGE_SECONDS / 2
    await talk(await alice.device(), await bob.device())
    for person in (mallory, alice, bob):
        await person.leave()
