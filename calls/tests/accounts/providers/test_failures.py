"""A sign-in through a provider that does not work ends on a page that says why, and the log has no secret."""

import logging
from urllib.parse import urlencode, urlsplit

import pytest
from django.test import Client
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertRedirects

from calls.tests.accounts.providers.conftest import (
    CHOOSE_NAME,
    LOGIN,
    METHODS,
    Visitor,
    account,
    configure,
    openid_connect,
)
from calls.tests.harness.identity_providers import OpenIDProvider, StandIn
from calls.tests.harness.process import free_port
from calls.tests.harness.proof import signed_in_ago

pytestmark = pytest.mark.django_db

BEGIN, CALLBACK = "/accounts/oidc/company/login/", "/accounts/oidc/company/login/callback/"


def test_cancelling_leads_back_to_sign_in_with_a_sentence(company: OpenIDProvider, visitor: Visitor) -> None:
    visitor.lead_to(next="/history/")
    [state_id] = visitor.session["socialaccount_states"]
    answer = visitor.get(CALLBACK, {"error": "access_denied", "state": state_id})
    assertRedirects(answer, f"{LOGIN}?{urlencode({'next': '/history/'})}", fetch_redirect_response=False)
    assertContains(visitor.get(LOGIN), "You have stopped signing in with Example Ltd")


def test_a_provider_that_forgets_the_state_of_what_was_cancelled(company: OpenIDProvider, visitor: Visitor) -> None:
    """RFC 6749 requires it (section 4.1.2.1). The package leaves it out."""
    answer = visitor.return_by(company.deny(visitor.lead_to()))
    assertRedirects(answer, LOGIN, fetch_redirect_response=False)
    assertContains(visitor.get(LOGIN), "You have stopped signing in")


def test_cancelling_a_link_leads_back_to_the_sign_in_methods(company: OpenIDProvider, visitor: Visitor) -> None:
    visitor.force_login(account("alice"), "django.contrib.auth.backends.ModelBackend")
    signed_in_ago(visitor)
    visitor.lead_to(process="connect")
    [state_id] = visitor.session["socialaccount_states"]
    answer = visitor.get(CALLBACK, {"error": "access_denied", "state": state_id})
    assertRedirects(answer, METHODS, fetch_redirect_response=False)


def test_a_state_is_taken_once_and_only_from_the_browser_that_began(company: OpenIDProvider, visitor: Visitor) -> None:
    company.add("f1")
    address = company.approve(visitor.lead_to(), "f1")
    stolen = Visitor().return_by(address)
    assertContains(stolen, "no longer valid", status_code=400)
    assertRedirects(visitor.return_by(address), CHOOSE_NAME, fetch_redirect_response=False)
    assertContains(visitor.return_by(address), "no longer valid", status_code=400)
    assertContains(visitor.get(CALLBACK), "no longer valid", status_code=400)


def test_a_state_of_another_provider_is_refused(company: OpenIDProvider, visitor: Visitor) -> None:
    company.add("f2")
    address = company.approve(visitor.lead_to("partner"), "f2")
    assertContains(visitor.get(f"{CALLBACK}?{urlsplit(address).query}"), "no longer valid", status_code=400)


def test_a_code_that_the_provider_has_not_given_is_refused(
    company: OpenIDProvider, visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    visitor.lead_to()
    [state_id] = visitor.session["socialaccount_states"]
    page = visitor.get(CALLBACK, {"code": "made-up", "state": state_id})
    assertContains(page, "did not work", status_code=503)
    assert "Sign-in with Example Ltd failed: it answered invalid_grant" in caplog.text
    assert visitor.name is None


def test_a_get_asks_first(company: OpenIDProvider, client: Client) -> None:
    """Another site cannot sign a person in by a link or a picture."""
    page = client.get(BEGIN)
    assertContains(page, "Continue with Example Ltd")
    assert not client.session.get("socialaccount_states")
    assert Client(enforce_csrf_checks=True).post(BEGIN).status_code == 403


@pytest.fixture
def broken(
    stand_in: StandIn, settings: Settings, monkeypatch: pytest.MonkeyPatch, trouble: int | str | None
) -> StandIn:
    """A provider that can be made to answer anything."""
    configure(settings, monkeypatch, OIDC_PROVIDERS="company", **openid_connect("company", "Example Ltd", stand_in.url))
    if trouble is None:  # it hangs
        settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 1
    return stand_in


def test_a_provider_that_does_not_listen(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    gone = openid_connect("company", "Example Ltd", f"http://localhost:{free_port()}")
    configure(settings, monkeypatch, OIDC_PROVIDERS="company", **gone)
    page = visitor.post(BEGIN, {"next": "/history/"})
    assertContains(page, "Example Ltd does not respond", status_code=503)
    assertContains(page, f'href="{LOGIN}?next=%2Fhistory%2F"', status_code=503)
    [line] = [record.getMessage() for record in caplog.records]
    assert line.startswith("Sign-in with Example Ltd failed: localhost:") and line.endswith("ConnectionError")


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (None, "does not respond"),
        (500, "does not respond"),
        (404, "did not work"),
        ("no JSON", "did not work"),
        ("{}", "did not work"),
        ("[]", "did not work"),
        ('"text"', "did not work"),
        ('{"authorization_endpoint": 1}', "did not work"),
    ],
)
def test_a_provider_that_answers_nonsense(
    broken: StandIn, visitor: Visitor, trouble: int | str | None, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    broken.trouble = [trouble]
    assertContains(visitor.post(BEGIN), words, status_code=503)
    assert len(caplog.records) == 1 and caplog.records[0].levelno == logging.WARNING


CONFIGURATION = """{"issuer": "%s", "authorization_endpoint": "%s/authorize", "token_endpoint": "%s/token",
  "userinfo_endpoint": "%s/userinfo", "jwks_uri": "%s/keys"}"""


@pytest.mark.parametrize(
    "trouble", [None, 500, 400, "no JSON", "{}", "[]", '{"access_token": 1}', '{"access_token": "x"}']
)
def test_a_provider_that_fails_after_the_person_has_signed_in_there(
    broken: StandIn, visitor: Visitor, trouble: int | str | None, caplog: pytest.LogCaptureFixture
) -> None:
    broken.trouble = [CONFIGURATION.replace("%s", broken.url)]
    visitor.lead_to()
    [state_id] = visitor.session["socialaccount_states"]
    broken.trouble = [CONFIGURATION.replace("%s", broken.url), trouble]
    page = visitor.get(CALLBACK, {"code": "hush", "state": state_id})
    assert page.status_code == 503 and visitor.name is None
    assert len(caplog.records) == 1 and "hush" not in caplog.text and "Traceback" not in caplog.text


def test_a_provider_that_is_taken_out_before_a_name_is_chosen(
    company: OpenIDProvider, visitor: Visitor, settings: Settings
) -> None:
    company.add("f3")
    visitor.sign_in(company, "f3")
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assertRedirects(visitor.get(CHOOSE_NAME), LOGIN, fetch_redirect_response=False)
    assert visitor.get(CALLBACK).status_code == 404
