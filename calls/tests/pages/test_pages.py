"""Every page's frame and headers, the probes, and the error pages."""

import html
import json
import re
import threading
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from django.utils import timezone
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertRedirects

from calls.models import Call, CallLeg, User
from calls.pages import readiness
from calls.tests.harness.process import HANG

FOR_ALL = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-abc/",
    "/accounts/password/reset/key/done/",
    "/accounts/confirm-email/",
    "/accounts/confirm-email/abc/",
    "/accounts/inactive/",
    "/no-such-page/",
]
SIGNED_IN = [
    "/",
    "/history/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/profile/",
    "/accounts/logout/",
    "/accounts/reauthenticate/",
    "/invite/",
]


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


#: The site with two more pages, which fail.
urlpatterns = [path("broken/", broken), path("forbidden/", forbidden), path("", include("videochat.urls"))]


@pytest.fixture
def alice(db: None) -> User:
    return User.objects.create_user("alice", "alice@example.org", "a-long-secret")


def page_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def check_frame(page: str) -> None:
    """The common style, landmarks for screen readers, and nothing that the policy forbids."""
    assert re.search(r"calls/css/(site|call_page)\.css", page) and 'class="brand"' in page
    assert '<html lang="en"' in page and re.search(r"<title>\s*\S.*Videochat</title>", page, re.S)
    assert page.count("<h1") == 1 and 'href="#main"' in page and 'id="main"' in page
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page), "a style or a handler in the page"
    for script in re.findall(r"<script[^>]*>", page):
        assert "src=" in script or "application/json" in script, f"a script in the page: {script}"
    for kind, name in re.findall(r'<input[^>]*type="(?!hidden)(\w+)"[^>]*id="([^"]+)"', page):
        assert f'for="{name}"' in page or re.search(rf'id="{name}"[^>]*aria-label', page), f"{kind} {name} has no label"
    assert not re.search(r"https?://(?!testserver|www\.w3\.org)", page), "something comes from elsewhere"


@pytest.mark.parametrize("address", FOR_ALL)
@pytest.mark.django_db
def test_every_public_page_has_the_common_frame(client: Client, address: str) -> None:
    check_frame(page_of(client, address))


@pytest.mark.parametrize("address", SIGNED_IN)
def test_every_signed_in_page_has_the_common_frame(client: Client, alice: User, address: str) -> None:
    client.force_login(alice)
    check_frame(page_of(client, address))


@pytest.mark.parametrize("address", ["/", "/history/"])
@pytest.mark.django_db
def test_the_call_page_redirects_to_sign_in_and_back(client: Client, address: str) -> None:
    assertRedirects(client.get(address), f"/accounts/login/?next={address}")


@pytest.mark.django_db
def test_search_engines_browsers_and_password_managers_find_what_they_look_for(client: Client) -> None:
    robots = client.get("/robots.txt")
    assert robots.content.decode().splitlines() == ["User-agent: *", "Disallow: /"]
    assert client.get("/favicon.ico")["Location"].startswith("/static/calls/icon")
    assertRedirects(
        client.get("/.well-known/change-password"), "/accounts/password/change/", fetch_redirect_response=False
    )


def test_the_call_page_configures_its_scripts(client: Client, alice: User) -> None:
    client.force_login(alice)
    config = re.search(r'<script id="config" type="application/json">(.*?)</script>', page_of(client, "/"))
    assert config
    assert json.loads(html.unescape(config[1])) == {
        "me": "alice",
        "socket": "/ws/signaling/",
        "login": "/accounts/login/",
        "session": "/session/",
        "history": "/history/",
        "lazy": "/static/calls/lazy.js",
    }


def test_the_header_counts_unseen_missed_calls(client: Client, alice: User) -> None:
    client.force_login(alice)
    assert re.search(r'id="missedBadge"[^>]*hidden>0<', page_of(client, "/accounts/email/"))
    bob = User.objects.create_user("bob")
    for _missed in range(3):
        call = Call.objects.create(
            caller=bob, callee=alice, state="ended", reason="no-answer", placed_at=timezone.now()
        )
        CallLeg.objects.create(call=call, user=alice, live=False, seen=False)
        CallLeg.objects.create(call=call, user=bob, live=False)
    assert re.search(r'id="missedBadge" class="count-badge">3<', page_of(client, "/accounts/email/"))


def test_signed_in_pages_are_not_cached(client: Client, alice: User) -> None:
    client.force_login(alice)
    for address in ("/", "/history/"):
        assert "no-store" in client.get(address)["Cache-Control"]


def test_healthz_answers_without_the_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_readyz_checks_the_database_and_the_layer(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "layer": "ok", "static_files": "ok"})


@pytest.mark.django_db
def test_readyz_reports_an_outage_of_the_layer(client: Client, settings: Settings) -> None:
    backend = "videochat.layer.channel_layer.ChannelLayer"
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": backend, "CONFIG": {"hosts": ["redis://127.0.0.1:9"]}}}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"database": "ok", "layer": "down", "static_files": "ok"})


@pytest.mark.django_db
def test_readyz_reports_static_files_that_are_not_collected(client: Client, settings: Settings, tmp_path: Path) -> None:
    storage = {"BACKEND": "calls.pages.static_files.storage.StaticStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"staticfiles": storage}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["static_files"]) == (503, "down")


def test_readyz_has_a_timeout_for_a_hanging_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = threading.Event()
    monkeypatch.setattr(readiness, "_query_database", lambda: asked.wait(HANG))
    monkeypatch.setattr(readiness, "TIMEOUT_SECONDS", 0.05)
    answer = client.get("/readyz")
    asked.set()
    assert (answer.status_code, answer.json()) == (503, {"database": "down", "layer": "ok", "static_files": "ok"})


def test_translations_are_cached_and_revalidated_by_etag(client: Client) -> None:
    first = client.get("/jsi18n/")
    assertContains(first, "gettext")
    assert first["Cache-Control"] == "private, max-age=3600" and "Accept-Language" in first["Vary"]
    assert client.get("/jsi18n/", headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_a_forbidden_page_has_a_text(client: Client, alice: User, settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    client.force_login(alice)
    answer = client.get("/forbidden/")
    assertContains(answer, "You cannot open this page", status_code=403)
    check_frame(answer.content.decode())


@pytest.mark.django_db
def test_a_form_without_its_csrf_token_is_refused_with_advice() -> None:
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "alice", "password": "secret"})
    assertContains(answer, "Please send that again", status_code=403)
    check_frame(answer.content.decode())


def test_the_error_page_needs_no_database(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    # No mark for the database: a query would fail this test.
    answer = Client(raise_request_exception=False).get("/broken/")
    assertContains(answer, "Something went wrong", status_code=500)
    assertContains(answer, 'lang="zh-hans"', status_code=500)
    check_frame(answer.content.decode())


@pytest.mark.parametrize("path", FOR_ALL)
def test_nothing_inline_and_nothing_from_elsewhere_is_allowed(client: Client, db: None, path: str) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == rules["object-src"] == "'none'"
    assert rules["connect-src"].startswith("'self' ws")
    assert "unsafe" not in policy
    assert "*" not in policy
