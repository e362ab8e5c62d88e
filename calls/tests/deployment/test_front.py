"""TCP 443: deploy/haproxy.sh and deploy/haproxy.cfg before Caddy and coturn."""

import http.client
import http.server
import json
import os
import shutil
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from cryptography import x509
from django.core.management import CommandError, call_command
from pytest_django import Settings

from calls.tests.harness.certificates import certificate
from calls.tests.harness.deployment.deployed import TRUSTING, Front, speaks_tls
from calls.tests.harness.process import HANG, ROOT, Process, clean_environment, free_port, listens, scratch, until
from calls.tests.harness.services import TURN_SECRET, program

pytestmark = pytest.mark.tier2

SITE, TURN = "call.example.org", "turn.example.org"
NAMES = {"SITE_HOST": SITE, "TURN_HOST": TURN}
#: RFC 8489, section 5: a binding request, its length, and the magic cookie.
BINDING = bytes.fromhex("000100002112a442")
BINDING_ANSWER = bytes.fromhex("0101")


class CaddyHome:
    """The home of a Caddy that has never run, with certificates where Caddy lays those that it obtains."""

    def __init__(self) -> None:
        self.path = scratch("caddy")

    def begin_to_renew(self, name: str) -> tuple[int, Path]:
        """A new certificate, without its key yet; its serial number and the key."""
        made = certificate(name)
        file = self.path / f".local/share/caddy/certificates/issuer/{name}/{name}.crt"
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(made.cert, file)
        return x509.load_pem_x509_certificate(made.cert.read_bytes()).serial_number, made.key

    def finish(self, name: str, key: Path) -> None:
        shutil.copy(key, self.path / f".local/share/caddy/certificates/issuer/{name}/{name}.key")

    def renew(self, name: str) -> int:
        """A new certificate with a new key; its serial number."""
        serial, key = self.begin_to_renew(name)
        self.finish(name, key)
        return serial


class Echo(http.server.BaseHTTPRequestHandler):
    """A worker that answers with the headers that it got."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = json.dumps({name.lower(): value for name, value in self.headers.items()}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *about: object) -> None:
        pass


@pytest.fixture(scope="module")
def worker() -> Iterator[int]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def home() -> CaddyHome:
    home = CaddyHome()
    for name in (SITE, TURN):
        home.renew(name)
    return home


@pytest.fixture(scope="module")
def front(worker: int, home: CaddyHome) -> Iterator[Front]:
    """Before deploy/host/Caddyfile and coturn."""
    ports = {name: str(free_port()) for name in ("HTTP_PORT", "HTTPS_PORT", "CADDY_PORT")}
    env = clean_environment() | NAMES | ports | {"WORKERS": f"127.0.0.1:{worker}", "HOME": str(scratch("caddy"))}
    env |= {"CADDY_ADMIN": f"localhost:{free_port()}"}
    # No name is public here. Its own authority would keep Caddy from asking a public one.
    config = scratch("caddy") / "Caddyfile"
    config.write_text((ROOT / "deploy/host/Caddyfile").read_text().replace("{\n", "{\n\tlocal_certs\n", 1))
    caddy = Process("caddy", [program("caddy"), "run", "--config", str(config), "--adapter", "caddyfile"], env=env)
    front = Front(NAMES, home.path, int(ports["CADDY_PORT"]))
    turn_env = clean_environment() | NAMES | {"TURN_SECRET": TURN_SECRET, "TURN_CONFIG": "deploy/turnserver.conf"}
    turn_env["TURN_EXTERNAL_IP"] = ""
    here = [f"--listening-port={front.turn_port}", f"--userdb={scratch('coturn') / 'db'}"]
    turn = Process(
        "coturn", ["/bin/sh", "deploy/turn.sh", "--listening-ip=127.0.0.1", "--listening-ip=::1", *here], env=turn_env
    )
    turn.wait_for(lambda: listens(front.turn_port), "coturn listens")
    caddy.wait_for(lambda: "serving initial configuration" in caddy.output(), "Caddy serves")
    yield front
    for process in (front, turn, caddy):
        process.stop()


def tls(front: Front, name: str, client: str = "127.0.0.1", context: ssl.SSLContext = TRUSTING) -> ssl.SSLSocket:
    """A connection from one of this machine's own addresses."""
    server = "::1" if ":" in client else "127.0.0.1"
    plain = socket.create_connection((server, front.port), HANG, (client, 0))
    return context.wrap_socket(plain, server_hostname=name)


def headers_at_the_worker(
    front: Front, client: str = "127.0.0.1", sent: dict[str, str] | None = None
) -> dict[str, str]:
    line = http.client.HTTPSConnection(SITE, context=TRUSTING)
    line.sock = tls(front, SITE, client)
    with closing(line):
        line.request("GET", "/", headers=sent or {})
        found: dict[str, str] = json.loads(line.getresponse().read())
    return found


@pytest.mark.parametrize("client", ["127.0.0.1", "127.0.0.9", "::1"])
def test_workers_get_the_clients_address_and_scheme_and_no_forged_ones(front: Front, client: str) -> None:
    forged = {"X-Real-IP": "192.0.2.1", "X-Forwarded-Proto": "http", "X-Forwarded-For": "192.0.2.1"}
    got = headers_at_the_worker(front, client, forged)
    assert (got["x-real-ip"], got["x-forwarded-proto"], got["host"]) == (client, "https", SITE)


@pytest.mark.parametrize("client", ["127.0.0.1", "::1"])
@pytest.mark.parametrize("name", [SITE, TURN])
def test_turn_and_https_share_one_port_and_one_name(front: Front, name: str, client: str) -> None:
    with tls(front, name, client) as line:
        line.sendall(BINDING + os.urandom(12))
        assert line.recv(2) == BINDING_ANSWER
    assert headers_at_the_worker(front)["host"] == SITE


def test_a_turn_client_may_send_its_first_message_in_parts(front: Front) -> None:
    with tls(front, SITE) as line:
        for part in (BINDING[:3], BINDING[3:6], BINDING[6:] + os.urandom(12)):
            line.sendall(part)
        assert line.recv(2) == BINDING_ANSWER


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated:DeprecationWarning")
def test_old_versions_of_tls_are_refused(front: Front, version: ssl.TLSVersion) -> None:
    context = ssl._create_unverified_context()  # noqa: S323
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    try:
        with tls(front, SITE, context=context) as line:
            assert line.version() in ("TLSv1.2", "TLSv1.3")
    except ssl.SSLError:
        assert version == ssl.TLSVersion.TLSv1_1


def serial(front: Front, name: str) -> int:
    with tls(front, name) as line:
        found = line.getpeercert(binary_form=True)
        assert found is not None
        return x509.load_der_x509_certificate(found).serial_number


def test_the_check_of_turn_says_that_a_name_has_no_certificate(front: Front, settings: Settings) -> None:
    settings.STUN_URLS, settings.TURN_SECRET = [], TURN_SECRET
    settings.TURN_URLS = [f"turns:localhost:{front.port}?transport=tcp"]
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("turn_check", stdout=said)
    assert "has no TLS certificate for localhost" in said.getvalue()


def test_a_renewed_certificate_is_used_and_open_connections_go_on(front: Front, home: CaddyHome) -> None:
    with tls(front, SITE) as line:
        line.sendall(BINDING + os.urandom(12))
        assert line.recv(2000)[:2] == BINDING_ANSWER
        for name in (TURN, SITE):
            renewed = home.renew(name)
            until(lambda name=name, renewed=renewed: serial(front, name) == renewed, "the new certificate is served")  # type: ignore[misc]
        line.sendall(BINDING + os.urandom(12))
        assert line.recv(2000)[:2] == BINDING_ANSWER


def test_a_certificate_without_its_key_yet_waits_for_it(front: Front, home: CaddyHome) -> None:
    """Caddy writes two files, one after the other."""
    before = serial(front, SITE)
    looked = front.output().count("trying again")
    renewed, key = home.begin_to_renew(SITE)
    until(lambda: front.output().count("trying again") > looked, "HAProxy has found that they do not match")
    assert serial(front, SITE) == before
    home.finish(SITE, key)
    until(lambda: serial(front, SITE) == renewed, "the new certificate is served")


def test_it_starts_before_there_is_a_certificate_and_stops_at_once() -> None:
    home = CaddyHome()
    front = Front({"SITE_HOST": SITE}, home.path, free_port())
    assert not speaks_tls(front.port, SITE)
    home.renew(SITE)
    until(lambda: speaks_tls(front.port, SITE), "the certificate is served")
    begun = time.monotonic()
    assert front.stop() == 0
    assert time.monotonic() - begun < HANG
