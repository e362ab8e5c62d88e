"""A worker without a proxy: `serve --tls-cert --tls-key`."""

import asyncio
import http.client
import json
import shutil
import signal
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from django.core.management import CommandError
from OpenSSL import SSL
from pytest_django import Settings
from websockets.exceptions import InvalidHandshake

from calls.management import start_checks
from calls.tests.client import candidate, talk
from calls.tests.harness.certificates import certificate
from calls.tests.harness.deployment.tls import LOCAL, TlsSite, TlsWorker
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG, free_port, scratch, until
from calls.tests.harness.sites import environment, sqlite_copy
from videochat.serving.limiting.limits import MAX_BODY_BYTES, REQUEST_SECONDS


@pytest.fixture(scope="module")
def tls_site(migrated_file: Path, static_root: str) -> Iterator[TlsSite]:
    site = TlsSite(sqlite_copy(migrated_file), static_root)
    yield site
    site.stop()


@pytest.fixture
def worker(tls_site: TlsSite) -> TlsWorker:
    """The running one, or another after a test has ended it."""
    (found,) = tls_site.workers
    if found.child.poll() is None:
        assert isinstance(found, TlsWorker)
        return found
    return tls_site.start()


@pytest.fixture
async def pair(tls_site: TlsSite, worker: TlsWorker) -> AsyncIterator[tuple[Person, Person]]:
    both = Person(tls_site, "alice"), Person(tls_site, "bob")
    yield both
    for person in both:
        await person.leave()


def get(worker: TlsWorker, path: str, host: str = "localhost") -> http.client.HTTPResponse:
    line = http.client.HTTPSConnection(host, worker.port, timeout=HANG, context=worker.tls)
    line.request("GET", path)
    return line.getresponse()


def line_to(worker: TlsWorker) -> ssl.SSLSocket:
    tcp = socket.create_connection(("127.0.0.1", worker.port), timeout=HANG)
    assert worker.tls
    return worker.tls.wrap_socket(tcp, server_hostname="localhost")


def test_pages_know_that_they_are_secure(worker: TlsWorker) -> None:
    page = get(worker, "/accounts/login/")
    assert (page.status, page.headers["Strict-Transport-Security"]) == (200, "max-age=31536000")
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith(f"__Host-videochat_csrf_{worker.port}=") and "Secure" in cookie
    assert get(worker, "/healthz").status == 200
    assert f"open https://localhost:{worker.port}" in worker.output()


@pytest.mark.parametrize("host", LOCAL[:2])
async def test_each_origin_may_open_a_socket(worker: TlsWorker, pair: tuple[Person, Person], host: str) -> None:
    assert get(worker, "/accounts/login/", host).status == 200
    device = await pair[0].open(worker, origin=f"https://{host}:{worker.port}")
    await device.expect("hello")


@pytest.mark.parametrize("origin", ["http://localhost:{}", "https://example.org:{}", "https://localhost"])
async def test_a_foreign_origin_is_refused(worker: TlsWorker, pair: tuple[Person, Person], origin: str) -> None:
    with pytest.raises(InvalidHandshake):
        await pair[0].open(worker, origin=origin.format(worker.port))


async def test_sigterm_closes_each_socket_with_1012(
    tls_site: TlsSite, worker: TlsWorker, pair: tuple[Person, Person]
) -> None:
    alice, bob = pair
    caller, callee = await alice.device(worker), await bob.device(worker)
    await talk(caller, callee)
    await caller.send("candidate", candidate=candidate())
    await callee.expect("candidate", candidate=candidate())
    with line_to(worker) as idle:
        worker.child.send_signal(signal.SIGTERM)
        assert {await device.wait_closed() for device in (caller, callee)} == {1012}
        assert await asyncio.to_thread(worker.child.wait, HANG) == 0
        assert idle.recv(1) == b""
    assert "Traceback" not in worker.output()
    assert tls_site.admin("connections", pk=alice.pk)["count"] == 0


async def test_a_flood_is_closed_with_4429(tls_site: TlsSite, worker: TlsWorker) -> None:
    mallory = Person(tls_site, "mallory")
    device = await mallory.device(worker)
    with suppress(ConnectionError):
        for _ in range(4000):
            device.connection.send('{"type":"ping"}')
    assert await device.wait_closed() == 4429
    await mallory.leave()


async def test_a_client_that_does_not_read_is_cut_off(tls_site: TlsSite, worker: TlsWorker) -> None:
    mallory = Person(tls_site, "mallory")
    tcp = socket.socket()
    tcp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    tcp.connect(("127.0.0.1", worker.port))
    device = await mallory.open(worker, tcp_socket=tcp)
    device.may_break = True
    await device.expect("hello")
    device.connection.transport.pause_reading()
    for _ in range(30):
        await device.send_raw(json.dumps({"type": "é" * 30_000}, ensure_ascii=False))
    gone = lambda: tls_site.admin("connections", pk=mallory.pk)["count"] == 0  # noqa: E731
    await asyncio.to_thread(until, gone, "it is cut off")
    assert "a client that does not read" in worker.new_output(), "not by its missing pongs"
    await mallory.leave()


def test_a_large_body_is_refused_and_the_connection_closed(worker: TlsWorker) -> None:
    """Even if the client never closes its side (RFC 8446, section 6.1)."""
    with line_to(worker) as line:
        line.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n")
        assert line.recv(1000).startswith(b"HTTP/1.1 413 ")
        sent = 0
        with suppress(OSError):
            while sent < 100 * MAX_BODY_BYTES:
                line.sendall(b"x" * 0x10000)
                sent += 0x10000
        assert sent < 50 * MAX_BODY_BYTES, "no more than what the kernel keeps"


@pytest.mark.parametrize(
    ("request_head", "location"),
    [
        ("GET /history/?page=2 HTTP/1.1\r\nHost: 127.0.0.1:{port}", "https://127.0.0.1:{port}/history/?page=2"),
        ("GET / HTTP/1.1\r\nHost: example.org", "https://localhost:{port}/"),
        ("GET / HTTP/1.0", "https://localhost:{port}/"),
    ],
)
def test_a_plain_request_is_sent_to_https(worker: TlsWorker, request_head: str, location: str) -> None:
    with socket.create_connection(("127.0.0.1", worker.port), timeout=HANG) as line:
        line.sendall(request_head.format(port=worker.port).encode() + b"\r\n\r\n")
        answer = line.makefile("rb").read().decode()
    assert answer.startswith("HTTP/1.1 307 ")
    assert f"\r\nLocation: {location.format(port=worker.port)}\r\n" in answer


def test_what_is_neither_tls_nor_http_is_closed(worker: TlsWorker) -> None:
    with socket.create_connection(("127.0.0.1", worker.port), timeout=HANG) as line:
        line.sendall(b"\x00\x01\x02")
        assert line.makefile("rb").read() == b""


@pytest.mark.slow
@pytest.mark.tier2
def test_a_handshake_that_does_not_end_is_closed(worker: TlsWorker) -> None:
    with ExitStack() as stack:
        lines = []
        for begun in (b"", b"\x16\x03\x01"):
            address = ("127.0.0.1", worker.port)
            lines.append(stack.enter_context(socket.create_connection(address, timeout=REQUEST_SECONDS + HANG)))
            lines[-1].sendall(begun)
        for line in lines:
            with suppress(ConnectionResetError):
                assert line.recv(1) == b""


@pytest.mark.parametrize(
    ("version", "spoken"),
    [(ssl.TLSVersion.TLSv1_1, False), (ssl.TLSVersion.TLSv1_2, True), (ssl.TLSVersion.TLSv1_3, True)],
)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated")
def test_the_oldest_version_is_tls_1_2(
    tls_site: TlsSite, worker: TlsWorker, version: ssl.TLSVersion, spoken: bool
) -> None:
    context = ssl.create_default_context(cafile=tls_site.files[0])
    context.set_ciphers("ALL:@SECLEVEL=0")  # OpenSSL's own default refuses 1.1
    context.minimum_version = context.maximum_version = version
    with socket.create_connection(("127.0.0.1", worker.port), timeout=HANG) as tcp:
        if spoken:
            context.wrap_socket(tcp, server_hostname="localhost").close()
        else:
            with pytest.raises(ssl.SSLError):
                context.wrap_socket(tcp, server_hostname="localhost")


Files = tuple[Path, Path]
GOOD = certificate(*LOCAL)


def unreadable() -> Files:
    return scratch("folder"), GOOD[1]


def with_text(text: str, *, as_key: bool = False) -> Files:
    file = scratch("text") / "file.pem"
    file.write_text(text)
    return (GOOD[0], file) if as_key else (file, GOOD[1])


def with_passphrase() -> Files:
    key = load_pem_private_key(GOOD[1].read_bytes(), None)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"hush"))
    return with_text(pem.decode(), as_key=True)


BAD: dict[str, tuple[Callable[[], Files], str]] = {
    "missing certificate": (lambda: (Path("/nonexistent/c.pem"), GOOD[1]), "c.pem cannot be read: No such file"),
    "missing key": (lambda: (GOOD[0], Path("/nonexistent/k.pem")), "k.pem cannot be read: No such file"),
    "a folder": (unreadable, "cannot be read: Is a directory"),
    "no certificate": (lambda: with_text("hello"), "file.pem is not a certificate in PEM"),
    "no key": (lambda: with_text("hello", as_key=True), "file.pem is not a private key in PEM"),
    "with a passphrase": (with_passphrase, "file.pem is protected by a passphrase"),
    "another key": (lambda: (GOOD[0], certificate(*LOCAL)[1]), "key.pem is not the key of the first certificate in"),
    "expired": (lambda: certificate(*LOCAL, days=-0.5), "certificate.pem expired on 20"),
    "of the future": (lambda: certificate(*LOCAL, begins=0.5), "certificate.pem is not valid before 20"),
}


def problem(*files: Path | None) -> str:
    """The line with which a worker does not start."""
    cert, key = (str(file) if file else None for file in files)
    with pytest.raises(CommandError) as refused:
        start_checks.load_certificate(cert, key)
    line = str(refused.value)
    assert "\n" not in line
    return line


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_named(settings: Settings, case: str) -> None:
    settings.SITE_ORIGINS = ["https://localhost"]
    files, words = BAD[case]
    line = problem(*files())
    assert line.startswith("--tls-cert and --tls-key: ") and words in line


@pytest.mark.parametrize("files", [(GOOD[0], None), (None, GOOD[1])], ids=["no key", "no certificate"])
def test_one_option_without_the_other_is_refused(files: tuple[Path | None, Path | None]) -> None:
    assert "needs both a certificate and its key" in problem(*files)


def test_an_origin_without_https_is_refused(settings: Settings) -> None:
    settings.SITE_ORIGINS = ["https://localhost", "http://localhost:8000"]
    assert "SITE_ORIGINS names http://localhost:8000" in problem(*GOOD)


def test_an_expired_certificate_ends_the_start_with_one_line() -> None:
    cert, key = certificate(*LOCAL, days=-0.5)
    env = environment("sqlite://:memory:", DEBUG="true", SITE_ORIGINS="https://localhost")
    worker = TlsWorker(env, free_port(), cert, key)
    assert worker.child.wait(HANG) != 0
    worker.stop()
    (line,) = worker.output().splitlines()
    assert f"{cert} expired on 20" in line


def test_a_chain_is_sent_and_a_near_end_is_logged(migrated_file: Path) -> None:
    leaf, key = certificate(*LOCAL)
    chain = scratch("chain") / "fullchain.pem"
    shutil.copy(leaf, chain)
    with chain.open("ab") as file:
        file.write(GOOD[0].read_bytes())
    port = free_port()
    env = environment(sqlite_copy(migrated_file), DEBUG="true", SITE_ORIGINS=f"https://localhost:{port}")
    worker = TlsWorker(env, port, chain, key)
    worker.wait_for(worker.healthy, "the worker serves")
    assert "The certificate expires on 20" in worker.output()
    assert get(worker, "/accounts/login/").headers["Strict-Transport-Security"] is None, "a development site"
    with socket.create_connection(("127.0.0.1", port)) as tcp:
        line = SSL.Connection(SSL.Context(SSL.TLS_CLIENT_METHOD), tcp)
        line.set_connect_state()
        line.do_handshake()
        assert len(line.get_peer_cert_chain() or []) == 2
    assert worker.stop() == 0
