"""Providers to sign in with: a real one of OpenID Connect, and stand-ins for Google's and Facebook's servers."""

import base64
import hashlib
import hmac
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import jwt
import requests

from .process import HANG, Process, free_port, listens

GOOGLE_ID, GOOGLE_SECRET = "123-abc.apps.googleusercontent.com", "google-hush"
FACEBOOK_ID, FACEBOOK_SECRET = "4711", "facebook-hush"


class OpenIDProvider(Process):
    """The package oidc-provider-mock, which is built on Authlib. It asks for no password."""

    def __init__(self) -> None:
        port = free_port()
        self.url = f"http://localhost:{port}"
        super().__init__("openid-provider", [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)])
        self.wait_for(lambda: listens(port), "the provider listens")

    def add(self, subject: str, **claims: Any) -> None:
        """A person, or new claims of one."""
        done = requests.put(f"{self.url}/users/{quote(subject)}", json=claims, timeout=HANG)
        done.raise_for_status()

    def approve(self, url: str, subject: str) -> str:
        """Sign in as the person on the page that the site leads to; the address that it leads back to."""
        return self._press(url, {"sub": subject})

    def deny(self, url: str) -> str:
        return self._press(url, {"action": "deny"})

    def _press(self, url: str, form: dict[str, str]) -> str:
        answer = requests.post(url, data=form, allow_redirects=False, timeout=HANG)
        assert answer.status_code == 302, answer.text
        return str(answer.headers["location"])


class StandIn:
    """The servers of Google and Facebook, as far as a site asks them; it checks what the site sends.

    `trouble`: wrong answers, of which the last one stays: a status, a text, or None to hang until `close`.
    """

    def __init__(self) -> None:
        self.person: dict[str, Any] = {}
        self.trouble: list[int | str | None] = []
        self.asked: dict[str, str] = {}
        #: How many have come.
        self.requests = 0
        self.closing = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.answer(self, parse_qs(urlsplit(self.path).query))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                outer.answer(self, parse_qs(body))

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://localhost:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()

    def approve(self, url: str, **person: Any) -> str:
        """As if the person pressed "Allow" on the page at this address; where that leads back to."""
        self.asked = {key: value for key, [value] in parse_qs(urlsplit(url).query).items()}
        assert self.asked["response_type"] == "code"
        self.person = person
        return f"{self.asked['redirect_uri']}?{urlencode({'code': 'one-code', 'state': self.asked['state']})}"

    def answer(self, handler: BaseHTTPRequestHandler, said: dict[str, list[str]]) -> None:
        self.requests += 1
        status, body = 200, ""
        match self.next_trouble():
            case "honest":
                path = urlsplit(handler.path).path
                body = json.dumps(self.honest_answer(path, {key: each[0] for key, each in said.items()}))
            case None:
                self.closing.wait(HANG)
            case int() as status:
                body = '{"error": "invalid_client", "description": "no"}'
            case str() as body:
                pass
        handler.send_response(status)
        handler.send_header("content-type", "application/json")
        handler.end_headers()
        handler.wfile.write(body.encode())

    def next_trouble(self) -> int | str | None:
        if not self.trouble:
            return "honest"
        return self.trouble.pop(0) if len(self.trouble) > 1 else self.trouble[0]

    def honest_answer(self, path: str, said: dict[str, str]) -> dict[str, Any]:
        match path:
            case "/google/token":
                assert (said["client_id"], said["client_secret"], said["code"]) == (
                    GOOGLE_ID,
                    GOOGLE_SECRET,
                    "one-code",
                )
                assert self.asked["code_challenge"] == _challenge(said["code_verifier"])
                claims = {"iss": "https://accounts.google.com", "aud": GOOGLE_ID, "exp": time.time() + 60}
                return {"access_token": "token-hush", "id_token": jwt.encode(claims | self.person, "x" * 32, "HS256")}
            case "/facebook/oauth/access_token":
                assert (said["client_id"], said["client_secret"]) == (FACEBOOK_ID, FACEBOOK_SECRET)
                return {"access_token": "token-hush", "token_type": "bearer", "expires_in": 60}
            case "/facebook/me":
                assert said["appsecret_proof"] == hmac.digest(FACEBOOK_SECRET.encode(), b"token-hush", "sha256").hex()
                return {key: value for key, value in self.person.items() if key in said["fields"].split(",")}
        raise AssertionError(path)


def _challenge(verifier: str) -> str:
    """RFC 7636, section 4.2."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
