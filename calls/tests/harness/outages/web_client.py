"""Opens pages and sends forms, as a browser without scripts does; keeps its cookies."""

import http.client
import re
import secrets
import time
from dataclasses import dataclass
from html import unescape
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from calls.tests.harness.process import HANG
from calls.tests.harness.sites import Endpoint


def other_address() -> str:
    """An address of this machine that, as a rule, no other client has."""
    return ".".join(["127", *(str(1 + secrets.randbelow(254)) for _ in range(3))])


@dataclass(frozen=True)
class Page:
    status: int
    html: str
    #: Where a redirect leads; empty without one.
    leads_to: str
    #: Until all of it had arrived.
    seconds: float
    headers: dict[str, str]

    @property
    def words(self) -> str:
        """The text of the page's main part."""
        main = re.search(r"<main.*</main>", self.html, re.S)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", main[0] if main else self.html)).split())


class WebClient:
    def __init__(self, worker: Endpoint, cookie: str = "", address: str = "") -> None:
        """`cookie` is a session's. `address` is one of this machine's own, 127.0.0.0/8."""
        self.worker, self.address = worker, address
        self.cookies = {worker.csrf_cookie: "c" * 32} | ({worker.session_cookie: cookie} if cookie else {})

    def get(self, path: str, **headers: str) -> Page:
        return self._request("GET", path, None, headers)

    def post(self, path: str, form: dict[str, str], **headers: str) -> Page:
        return self._request("POST", path, urlencode(form), headers)

    def submit(self, path: str, **form: str) -> None:
        """Send a form that is obeyed: the answer leads on."""
        page = self.post(path, form)
        assert page.leads_to, f"{path} answered {page.status}: {page.words}"

    def sign_in(self, name: str, password: str) -> Page:
        return self.post("/accounts/login/", {"login": name, "password": password})

    def sign_up(self, name: str, password: str, email: str = "") -> Page:
        form = {"username": name, "email": email, "password1": password, "password2": password}
        return self.post("/accounts/signup/", form)

    def _request(self, method: str, path: str, body: str | None, more: dict[str, str]) -> Page:
        headers = {
            "Host": f"localhost:{self.worker.port}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-CSRFToken": self.cookies[self.worker.csrf_cookie],
            "Content-Type": "application/x-www-form-urlencoded",
        }
        began = time.monotonic()
        source = (self.address, 0) if self.address else None
        line = http.client.HTTPConnection("127.0.0.1", self.worker.port, timeout=HANG, source_address=source)
        try:
            line.request(method, path, body, headers | more)
            answer = line.getresponse()
            html = answer.read().decode()
        finally:
            line.close()
        for text in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(text).items():
                self.cookies[name] = morsel.value
        seconds = time.monotonic() - began
        return Page(answer.status, html, answer.headers.get("Location", ""), seconds, dict(answer.headers))
