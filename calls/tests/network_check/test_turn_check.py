"""`manage.py turn_check` with a real coturn: what works, and each cause of what does not."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from calls.tests.harness.certificates import Certificate, certificate
from calls.tests.harness.process import free_port
from calls.tests.harness.services import NO_TLS, TURN_SECRET, Turn

#: Checks a STUN URL and TURN URLs, and returns what the command prints and whether it succeeds.
Check = Callable[..., tuple[str, bool]]


@pytest.fixture
def check(settings: Settings) -> Check:
    def run(stun: str = "", turn: str = "", secret: str = TURN_SECRET, timeout: float = 3) -> tuple[str, bool]:
        settings.STUN_URLS, settings.TURN_URLS = ([url for url in urls.split(",") if url] for urls in (stun, turn))
        settings.TURN_SECRET = secret
        output = StringIO()
        try:
            call_command("turn_check", timeout=timeout, stdout=output)
        except CommandError as error:
            assert error.returncode == 1
            return f"{output.getvalue()}{error}", False
        return output.getvalue(), True

    return run


@pytest.fixture(scope="module")
def trusted() -> Certificate:
    return certificate("localhost")


@pytest.fixture(scope="module")
def secure_turn(trusted: Certificate) -> Iterator[tuple[Turn, int]]:
    port = free_port()
    tls = [f"--tls-listening-port={port}", f"--cert={trusted.cert}", f"--pkey={trusted.key}", "--no-dtls"]
    service = Turn(options=tls)
    yield service, port
    service.stop()


def test_stun_and_turn_work_by_udp_and_tcp(check: Check, turn: Turn) -> None:
    said, works = check(turn.stun, turn.urls)
    assert works, said
    assert said.count("It sees this machine as 127.0.0.1.") == 1
    assert said.count("Accepts the credential, and relays at 127.0.0.1:") == 2
    assert said.count("Carries data through two relays and back in ") == 2
    assert said.count("Answers in ") == 3 and " ms." in said


def test_turn_works_without_stun(check: Check) -> None:
    service = Turn(options=[*NO_TLS, "--no-stun"])
    said, works = check(turn=service.urls.split(",")[0])
    service.stop()
    assert works and "Carries data through two relays and back in " in said, said


def test_a_server_is_reached_by_ipv6(check: Check) -> None:
    service = Turn(options=[*NO_TLS, "--listening-ip=::1"])
    service.wait_for(lambda: f"TCP listener opened on : ::1:{service.port}" in service.output(), "coturn listens")
    said, works = check(f"stun:[::1]:{service.port}", f"turn:[::1]:{service.port}?transport=tcp")
    service.stop()
    assert works and "It sees this machine as ::1." in said, said
    assert "Carries data through two relays and back in " in said


def test_turn_and_stun_work_by_tls(
    check: Check, secure_turn: tuple[Turn, int], trusted: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted.cert))
    said, works = check(f"stuns:localhost:{secure_turn[1]}", f"turns:localhost:{secure_turn[1]}?transport=tcp")
    assert works, said
    assert "turns:localhost" in said and "(127.0.0.1)" in said
    assert "Carries data through two relays and back in " in said


@pytest.mark.parametrize(
    ("trust", "host", "problem"),
    [(True, "127.0.0.1", "for another name than 127.0.0.1"), (False, "localhost", "not signed by an authority")],
)
def test_a_certificate_that_browsers_refuse_is_named(
    check: Check,
    secure_turn: tuple[Turn, int],
    trusted: Certificate,
    monkeypatch: pytest.MonkeyPatch,
    trust: bool,
    host: str,
    problem: str,
) -> None:
    if trust:
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted.cert))
    said, works = check(turn=f"turns:{host}:{secure_turn[1]}")
    assert not works and problem in said, said


def test_an_expired_certificate_is_named(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    expired = certificate("localhost", days=-1)
    monkeypatch.setenv("SSL_CERT_FILE", str(expired.cert))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(expired.cert, expired.key)
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        threading.Thread(target=refused_handshake, args=(listener, context), daemon=True).start()
        said, works = check(turn=f"turns:localhost:{listener.getsockname()[1]}")
    assert not works and "The TLS certificate has expired." in said, said


def test_a_server_that_has_no_certificate_for_the_name_is_told_from_one_without_tls(
    check: Check, trusted: Certificate
) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(trusted.cert, trusted.key)
    context.sni_callback = lambda _socket, _name, _context: ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        threading.Thread(target=refused_handshake, args=(listener, context), daemon=True).start()
        said, works = check(turn=f"turns:localhost:{listener.getsockname()[1]}")
    assert not works and "The server has no TLS certificate for localhost." in said, said


def refused_handshake(listener: socket.socket, context: ssl.SSLContext) -> None:
    connection, _address = listener.accept()
    with closing(connection), pytest.raises(ssl.SSLError):
        context.wrap_socket(connection, server_side=True)


def test_a_wrong_secret_is_named(check: Check, turn: Turn) -> None:
    said, works = check(turn=turn.urls, secret="another secret")
    assert not works
    assert said.count("(401): its secret is not TURN_SECRET.") == 2
    assert "another secret" not in said


def test_a_clock_that_is_behind_is_told_from_a_wrong_secret(
    check: Check, turn: Turn, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() - 1000)
    said, works = check(turn=turn.urls)
    assert not works
    assert said.count("takes a new credential as expired (401)") == 2 and "clocks" in said


OPTIONS = {
    "peer": ("--denied-peer-ip=127.0.0.0-127.255.255.255", "refuses to relay to its own address 127.0.0.1 (403)"),
    "quota": ("--total-quota=1", "quota of relays is used up (486)"),
    "address": ("--external-ip=203.0.113.5", "data from one relay to the other do not arrive"),
}


@pytest.mark.parametrize("name", OPTIONS)
def test_a_setting_of_coturn_that_is_wrong_is_named(check: Check, name: str) -> None:
    option, problem = OPTIONS[name]
    service = Turn(options=[*NO_TLS, option])
    # Only data that get lost are waited for.
    said, works = check(turn=service.urls.split(",")[0], timeout=1 if name == "address" else 3)
    service.stop()
    assert not works and problem in said, said


def test_a_closed_port_is_told_from_a_silent_one(check: Check) -> None:
    with ExitStack() as open_sockets:
        udp = open_sockets.enter_context(closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)))
        udp.bind(("127.0.0.1", 0))
        tcp = open_sockets.enter_context(closing(socket.create_server(("127.0.0.1", 0))))
        silent, mute, closed = udp.getsockname()[1], tcp.getsockname()[1], free_port()
        urls = [f"turn:127.0.0.1:{closed}?transport={transport}" for transport in ("udp", "tcp")]
        urls += [f"turn:127.0.0.1:{silent}", f"turn:127.0.0.1:{mute}?transport=tcp", f"turns:127.0.0.1:{mute}"]
        said, works = check(f"stun:127.0.0.1:{silent}", ",".join(urls), timeout=0.3)
    assert not works
    problems = [
        f"Nothing listens on port {closed} of 127.0.0.1 by UDP",
        f"Nothing listens on port {closed} of 127.0.0.1 by TCP",
        f"127.0.0.1 does not answer on port {silent} by UDP",
        f"Port {mute} of 127.0.0.1 accepts connections, but does not answer",
        f"Port {mute} does not speak TLS",
    ]
    assert [problem for problem in problems if problem not in said] == [], said
    assert f"Open UDP {silent} in the firewalls" in said
    assert said.endswith("6 of 6 cannot be used as configured")


def test_another_program_is_told_from_a_server_without_tls(check: Check, turn: Turn) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        threading.Thread(target=refused_by_a_web_server, args=(listener,), daemon=True).start()
        port = listener.getsockname()[1]
        said, works = check(turn=f"turn:127.0.0.1:{port}?transport=tcp")
    assert not works and f"Port {port} of 127.0.0.1 closes connections without an answer" in said, said
    said, works = check(turn=f"turns:127.0.0.1:{turn.port}", timeout=0.5)
    assert not works and f"Port {turn.port} does not speak TLS" in said, said


def refused_by_a_web_server(listener: socket.socket) -> None:
    connection, _address = listener.accept()
    with closing(connection):
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


def test_an_answer_that_makes_no_sense_is_named(check: Check) -> None:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as strange:
        strange.bind(("127.0.0.1", 0))
        answering = threading.Thread(target=empty_answers, args=(strange,), daemon=True)
        answering.start()
        at = f"127.0.0.1:{strange.getsockname()[1]}"
        said, works = check(f"stun:{at}", f"turn:{at}")
        strange.sendto(b"", strange.getsockname())
        answering.join()
    assert not works
    assert "It answers without the address that it sees." in said and "relays for everybody" in said, said


def empty_answers(strange: socket.socket) -> None:
    """Success (RFC 8489, section 5: class 0x100) without any attribute, until an empty packet comes."""
    while True:
        request, sender = strange.recvfrom(2000)
        if not request:
            return
        strange.sendto(bytes([request[0] | 1]) + request[1:2] + b"\0\0" + request[4:20], sender)


def test_a_relay_for_everybody_is_named(check: Check) -> None:
    service = Turn(auth=["--no-auth"])
    said, works = check(turn=service.urls)
    service.stop()
    assert not works and said.count("The server relays for everybody") == 2, said


@pytest.mark.parametrize("name", ["nowhere.invalid", f"{'x' * 64}.invalid"])
def test_a_name_that_does_not_resolve_is_named(check: Check, name: str) -> None:
    said, works = check(f"stun:{name}", f"turn:{name}")
    assert not works
    assert said.count(f"The name {name} ") == 2, said
    assert "STUN_URLS" in said and "TURN_URLS" in said


def test_without_servers_there_is_nothing_to_check(check: Check) -> None:
    said, works = check()
    assert not works and said == "STUN_URLS and TURN_URLS are not set: there is nothing to check"


@pytest.mark.parametrize("timeout", [0, 5, float("nan")])
def test_a_bad_time_limit_is_refused(check: Check, timeout: float) -> None:
    assert check(timeout=timeout)[0].startswith("--timeout: ")
