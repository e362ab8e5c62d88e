"""Google and Facebook, by stand-ins for the servers that the site asks."""

from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.facebook import flows
from allauth.socialaccount.providers.facebook.views import FacebookOAuth2Adapter
from allauth.socialaccount.providers.google.views import GoogleOAuth2Adapter
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertRedirects

from calls.models import User
from calls.tests.accounts.providers.conftest import CHOOSE_NAME, LOGIN, Visitor, account, configure
from calls.tests.harness.identity_providers import FACEBOOK_ID, FACEBOOK_SECRET, GOOGLE_ID, GOOGLE_SECRET, StandIn

pytestmark = pytest.mark.django_db

ENVIRONMENT = {
    "GOOGLE_CLIENT_ID": GOOGLE_ID,
    "GOOGLE_CLIENT_SECRET": GOOGLE_SECRET,
    "FACEBOOK_CLIENT_ID": FACEBOOK_ID,
    "FACEBOOK_CLIENT_SECRET": FACEBOOK_SECRET,
}
JANE = {"sub": "1", "email": "Jane@gmail.example", "email_verified": True, "name": "Jane D.", "given_name": "Jane"}
JOHN = {"id": "2", "email": "john@example.org", "name": "John Doe", "first_name": "John", "gender": "male"}


@pytest.fixture
def both(stand_in: StandIn, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    configure(settings, monkeypatch, **ENVIRONMENT)
    monkeypatch.setattr(GoogleOAuth2Adapter, "access_token_url", f"{stand_in.url}/google/token")
    monkeypatch.setattr(FacebookOAuth2Adapter, "access_token_url", f"{stand_in.url}/facebook/oauth/access_token")
    monkeypatch.setattr(flows, "GRAPH_API_URL", f"{stand_in.url}/facebook")
    return stand_in


def test_google(both: StandIn, visitor: Visitor) -> None:
    """The stand-in checks the client's secret and PKCE (RFC 7636)."""
    address = visitor.lead_to("google")
    assert urlsplit(address).netloc == "accounts.google.com"
    visitor.return_by(both.approve(address, **JANE))
    assert both.asked["redirect_uri"] == "http://testserver/accounts/google/login/callback/"
    assert set(both.asked["scope"].split()) == {"profile", "email"} and both.asked["code_challenge_method"] == "S256"
    page = visitor.get(CHOOSE_NAME)
    assertContains(page, 'value="jane"')
    assertContains(page, 'value="Jane"')
    visitor.post(CHOOSE_NAME, {"username": "jane"})
    assert visitor.name == "jane" and EmailAddress.objects.get().verified
    again = Visitor()
    again.return_by(both.approve(again.lead_to("google"), **JANE))
    assert again.name == "jane"


@pytest.mark.parametrize("wrong", [{"aud": "another-site"}, {"iss": "https://evil.example"}, {"exp": 1}])
def test_a_token_for_another_site_of_another_issuer_or_from_long_ago_is_refused(
    both: StandIn, visitor: Visitor, wrong: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    answer = visitor.return_by(both.approve(visitor.lead_to("google"), **JANE | wrong))
    assertContains(answer, "did not work", status_code=503)
    assert "Sign-in with Google failed: its token is not valid: " in caplog.text


def test_facebook(both: StandIn, visitor: Visitor) -> None:
    """It verifies no address, so none of its addresses leads to an account."""
    account("johnny", confirmed="john@example.org")
    address = visitor.lead_to("facebook")
    assert urlsplit(address).netloc == "www.facebook.com"
    visitor.return_by(both.approve(address, **JOHN))
    assertContains(visitor.get(CHOOSE_NAME), "belongs to an account here already")
    visitor.post(CHOOSE_NAME, {"username": "john", "display_name": "John Doe"})
    assert visitor.name == "john" and User.objects.get(username="john").email == ""
    assert SocialAccount.objects.get().extra_data == {"name": "John Doe", "email": "john@example.org"}


def test_an_address_of_google_leads_to_its_account(both: StandIn, visitor: Visitor) -> None:
    account("jane2", confirmed="jane@gmail.example")
    answer = visitor.return_by(both.approve(visitor.lead_to("google"), **JANE))
    assertRedirects(answer, "/", fetch_redirect_response=False)
    assert visitor.name == "jane2" and SocialAccount.objects.get().provider == "google"


@pytest.mark.parametrize("provider_id", ["google", "facebook"])
@pytest.mark.parametrize("trouble", [None, 500, 401, "no JSON", "[]", "{}"])
def test_their_servers_fail(
    both: StandIn,
    visitor: Visitor,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    provider_id: str,
    trouble: int | str | None,
) -> None:
    if trouble is None:  # they hang
        settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 1
    address = both.approve(visitor.lead_to(provider_id), **JANE)
    both.trouble = [trouble]
    assert visitor.return_by(address).status_code == 503
    assert len(caplog.records) == 1 and "hush" not in caplog.text and "one-code" not in caplog.text


def test_a_secret_in_an_address_is_not_logged(
    both: StandIn, visitor: Visitor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A request to Facebook has the client's secret in its address, which the HTTP client's exception repeats."""
    monkeypatch.setattr(FacebookOAuth2Adapter, "access_token_url", "http://localhost:1/oauth/access_token")
    page = visitor.return_by(both.approve(visitor.lead_to("facebook"), **JOHN))
    assertContains(page, "Facebook does not respond", status_code=503)
    assert "localhost:1: ConnectionError" in caplog.text and FACEBOOK_SECRET not in caplog.text


def test_both_have_a_button(both: StandIn, visitor: Visitor) -> None:
    for name in ("Google", "Facebook"):
        assertContains(visitor.get(LOGIN), f"Continue with {name}")
