"""Requests that no browser sends: each gets an answer, and no traceback in the log."""

import http.client
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest

from calls.protocol.close_codes import CloseCode
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG, until
from calls.tests.harness.sites import Site

TOKEN = "a" * 32
#: Cookies may be quoted, with octal escapes (RFC 2109).
NUL_KEY = r'"\000aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"'
FORM = "application/x-www-form-urlencoded"
NOT_BASE64 = (
    '--x\r\nContent-Disposition: form-data; name="a"; filename="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    "!!!\r\n--x--\r\n"
)


@dataclass
class Sent:
    path: str
    #: Any of these statuses is right.
    expected: set[int]
    form: dict[str, str] | str | None = None
    content_type: str = FORM
    session: str | None = ""


CASES = {
    "a session's key with NUL": Sent("/", {302}, session=NUL_KEY),
    "a form in UTF-16": Sent("/accounts/login/", {200}, {"login": "a"}, f"{FORM}; charset=utf-16"),
    "a form in no charset": Sent("/accounts/login/", {200}, {"login": "a"}, f"{FORM}; charset=\xff"),
    "parts in a codec that is not for text": Sent(
        "/accounts/login/", {200, 400}, "--x--\r\n", "multipart/form-data; boundary=x; charset=hex"
    ),
    "a part that is not base64": Sent("/accounts/login/", {400}, NOT_BASE64, "multipart/form-data; boundary=x"),
    "a sign-up whose name has NUL": Sent("/accounts/signup/", {200, 400}, {"username": "a\0b", "password1": "x"}),
    "an address that is too long": Sent(f"/{'a' * 20_000}", {414}),
    "a cookie that is too long": Sent("/accounts/login/", {431}, session="a" * 20_000),
    "an address with NUL": Sent(
        "/accounts/email/", {302, 400}, {"email": "a\0@example.org", "action_remove": "1"}, session=None
    ),
}


def answer_to(sent: Sent, person: Person) -> int:
    worker = person.worker(None)
    key = person.cookie if sent.session is None else sent.session
    headers = {
        "Host": f"localhost:{worker.port}",
        "Cookie": f"{worker.csrf_cookie}={TOKEN}" + (f"; {worker.session_cookie}={key}" if key else ""),
        "X-CSRFToken": TOKEN,
        "Content-Type": sent.content_type,
    }
    body: Any = urlencode(sent.form) if isinstance(sent.form, dict) else sent.form
    client = http.client.HTTPConnection("127.0.0.1", worker.port, timeout=HANG)
    client.request("GET" if body is None else "POST", sent.path, body, headers)
    return client.getresponse().status


@pytest.mark.parametrize("case", CASES)
def test_it_gets_an_answer(site: Site, alice: Person, case: str) -> None:
    assert answer_to(CASES[case], alice) in CASES[case].expected


async def test_a_socket_whose_session_s_key_has_nul_is_signed_out(site: Site, alice: Person) -> None:
    assert await (await alice.open(cookie=NUL_KEY)).wait_closed() == CloseCode.SIGNED_OUT


@pytest.mark.parametrize(
    ("method", "path", "status"), [("POST", "/accounts/password/reset/key/", 403), ("GET", "/invite/", 404)]
)
def test_a_link_that_fails_is_logged_without_its_secret(
    site: Site, alice: Person, method: str, path: str, status: int
) -> None:
    worker = site.workers[0]
    client = http.client.HTTPConnection("127.0.0.1", worker.port, timeout=HANG)
    client.request(method, f"{path}1-hush/", "", {"Host": f"localhost:{worker.port}"})
    assert client.getresponse().status == status
    until(lambda: path in worker.new_output(), "the refusal is logged")
    assert "hush" not in worker.new_output()


def raw_answer(site: Site, path: str, **headers: str) -> http.client.HTTPResponse:
    worker = site.workers[0]
    client = http.client.HTTPConnection("127.0.0.1", worker.port, timeout=HANG)
    own = {"Host": f"localhost:{worker.port}", "Origin": worker.origin}
    client.request("GET", path, headers=own | {name.replace("_", "-"): value for name, value in headers.items()})
    return client.getresponse()


@pytest.mark.parametrize("root", ["http://evil.example", "//evil.example", "/x", "\xff"])
def test_no_header_changes_the_site_s_addresses(site: Site, root: str) -> None:
    answer = raw_answer(site, "/history/", Daphne_Root_Path=root)
    assert answer.getheader("Location") == "/accounts/login/?next=/history/"


def test_a_socket_may_ask_for_protocols_that_nobody_knows(site: Site) -> None:
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec_WebSocket_Version": "13"}
    key = {"Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ=="}
    assert raw_answer(site, "/ws/signaling/", **upgrade, **key, Sec_WebSocket_Protocol="a, \xff").status == 101
