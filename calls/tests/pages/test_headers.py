"""The security headers of every page, by the site's URLs, and what a request's own headers can change."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from calls.models import User
from calls.tests.harness.addresses import addresses

ORIGIN = "https://call.example.org"
HEADERS = {
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
#: What the page of a call needs.
NEEDED = ("camera", "microphone", "display-capture", "fullscreen", "autoplay", "picture-in-picture", "screen-wake-lock")


@pytest.fixture(autouse=True)
def https(settings: Settings) -> Iterator[None]:
    settings.SITE_ORIGINS = settings.CSRF_TRUSTED_ORIGINS = [ORIGIN]
    settings.ALLOWED_HOSTS = ["call.example.org"]
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
    cache.clear()  # the limits of sign-ins
    yield
    cache.clear()


def browser(**more: Any) -> Client:
    """Behind a proxy that speaks https with it."""
    options: Any = {"headers": {"Host": "call.example.org", "X-Forwarded-Proto": "https"}} | more
    return Client(raise_request_exception=False, **options)


def check(answer: Any, what: str) -> None:
    wrong = {name: answer.headers.get(name) for name, value in HEADERS.items() if answer.headers.get(name) != value}
    assert not wrong, f"{what} ({answer.status_code}): {wrong}"
    policy = answer.headers.get("Permissions-Policy", "")
    assert [feature for feature in NEEDED if f"{feature}=(self)" not in policy] == [], what
    assert "geolocation=()" in policy and "default-src 'self'" in answer.headers["Content-Security-Policy"], what


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["a stranger", "a person", "an admin"])
def test_every_page_has_the_headers(who: str) -> None:
    client = browser()
    if who != "a stranger":
        make = User.objects.create_superuser if who == "an admin" else User.objects.create_user
        client.force_login(make("alice"))
    walked = sorted(set(addresses()))
    assert len(walked) > 60
    for address in walked:
        if address.startswith("/accounts/logout"):
            continue
        answer = client.get(address)
        assert answer.status_code < 500, address
        check(answer, address)
        if not address.startswith("/jsi18n"):
            assert "no-store" in answer.headers.get("Cache-Control", ""), address


@pytest.mark.django_db
def test_errors_have_the_headers(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    for client, method, address, status in [
        (browser(), "get", "/nothing/", 404),
        (browser(), "get", "/broken/", 500),
        (browser(), "post", "/healthz", 405),
        (browser(headers={"Host": "evil.example", "X-Forwarded-Proto": "https"}), "get", "/healthz", 400),
        (browser(enforce_csrf_checks=True), "post", "/accounts/login/", 403),
        (browser(), "get", "/accounts/login", 301),
    ]:
        answer = getattr(client, method)(address)
        assert answer.status_code == status, address
        check(answer, address)
        assert "no-store" in answer.headers["Cache-Control"], address


def test_static_files_have_the_headers_and_may_be_cached() -> None:
    answer = browser().get("/static/calls/main.js")
    assert answer.status_code == 200
    check(answer, "main.js")
    assert "no-store" not in answer.headers["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in answer.headers


def broken(_request: Any) -> None:
    raise RuntimeError("broken")


def urlpatterns_with(*views: Any) -> list[Any]:
    from django.urls import path

    from videochat.urls import urlpatterns

    return [*urlpatterns, *(path(f"{view.__name__}/", view) for view in views)]


urlpatterns = urlpatterns_with(broken)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers",
    [
        {"Referer": "https://evil.example/"},
        {},
        {"Origin": "http://call.example.org"},
        {"Origin": "https://evil.example"},
        {"Origin": "https://call.example.org:8443"},
        {"Origin": "null"},
    ],
)
def test_a_form_of_another_site_is_refused(headers: dict[str, str]) -> None:
    client = browser(enforce_csrf_checks=True)
    client.get("/accounts/login/")
    (token,) = (morsel.value for name, morsel in client.cookies.items() if "csrf" in name)
    form = {"login": "alice", "password": "x", "csrfmiddlewaretoken": token}
    assert client.post("/accounts/login/", form, headers=headers).status_code == 403
    own = client.post("/accounts/login/", form, headers={"Origin": ORIGIN})
    assert own.status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["call.example.org:8443", "CALL.example.org", "call.example.org", "call.example.org."])
def test_links_in_mails_lead_to_the_site(host: str) -> None:
    User.objects.create_user("alice", "alice@example.org", "password")
    client = browser(headers={"Host": host, "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"})
    client.post("/accounts/password/reset/", {"email": "alice@example.org"})
    client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    (message, unknown) = mail.outbox
    assert f"{ORIGIN}/accounts/password/reset/key/" in message.body
    assert f"{ORIGIN}/accounts/signup/" in unknown.body
    for text in (f"{message.subject} {message.body}", f"{unknown.subject} {unknown.body}"):
        assert "8443" not in text and "evil" not in text and "http://" not in text


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["127.0.0.1:8001", "10.0.0.7", "[::1]:8001"])
def test_only_a_probe_may_name_the_worker_by_its_address(host: str) -> None:
    """As load balancers do."""
    prober = browser(headers={"Host": host})
    assert prober.get("/healthz").status_code == 200
    assert prober.get("/readyz").json()["database"] == "ok"
    assert prober.get("/accounts/login/").status_code == 400
