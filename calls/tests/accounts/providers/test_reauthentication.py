"""People who sign in through a provider prove there who they are, before a link or a first password."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertRedirects

from calls.accounts.sessions import SessionStore
from calls.models import User
from calls.tests.accounts.providers.conftest import CHOOSE_NAME, METHODS, PASSWORD, Visitor, account, configure
from calls.tests.harness.identity_providers import GOOGLE_ID, GOOGLE_SECRET, OpenIDProvider, StandIn
from calls.tests.harness.proof import OLD, signed_in_ago

pytestmark = pytest.mark.django_db

EMAIL, SET, ADD_APP = "/accounts/email/", "/accounts/password/set/", "/accounts/authenticator-app/add/"
BY_PASSWORD, BY_PROVIDER = "/accounts/reauthenticate/", "/accounts/reauthenticate/provider/company/"
NEW = {"action_add": "", "email": "new@example.org"}


def browser(user: User, seconds: float = OLD) -> Visitor:
    """In which the person signed in so long ago."""
    visitor = Visitor()
    visitor.force_login(user, "django.contrib.auth.backends.ModelBackend")
    signed_in_ago(visitor, seconds)
    return visitor


def linked(company: OpenIDProvider, subject: str, *, has_password: bool = False, provider: str = "company") -> User:
    """The account of a person of the provider."""
    company.add(subject)
    user = account("alice", has_password=has_password)
    SocialAccount.objects.create(user=user, provider=provider, uid=subject)
    return user


def go_there(own: Visitor, back: str = EMAIL, provider_id: str = "company") -> str:
    """Press the button of the page that asks; the address at the provider."""
    page = own.get(f"/accounts/reauthenticate/provider/{provider_id}/", {"next": back})
    assertContains(page, '<input type="hidden" name="process" value="reauthenticate">')
    at = provider_id if provider_id == "google" else f"oidc/{provider_id}"
    return own.begin(f"/accounts/{at}/login/", process="reauthenticate", next=back)


def added() -> bool:
    return bool(EmailAddress.objects.filter(email="new@example.org").exists())


def test_who_has_no_password_is_asked_by_the_provider_and_then_it_is_done(company: OpenIDProvider) -> None:
    own = browser(linked(company, "r1"))
    asked = own.post(EMAIL, NEW)
    assertRedirects(asked, f"{BY_PROVIDER}?next=%2Faccounts%2Femail%2F", fetch_redirect_response=False)
    page = own.get(asked["Location"])
    assertContains(page, "we make sure that it is you")
    assertContains(page, "Continue with Example Ltd")
    there = go_there(own)
    wish = parse_qs(urlsplit(there).query)
    assert (wish["prompt"], wish["max_age"]) == (["login"], ["0"])
    assert not added()
    done = own.return_by(company.approve(there, "r1"))
    assertRedirects(done, EMAIL)
    assert added() and own.name == "alice"
    assert own.post(EMAIL, {"action_remove": "", "email": "new@example.org"})["Location"] == EMAIL  # for five minutes


@pytest.mark.parametrize("action", ["", "?action=authenticate"])
def test_the_provider_asks_whatever_the_address_says(company: OpenIDProvider, action: str) -> None:
    own = browser(linked(company, "r14"))
    there = own.begin(f"/accounts/oidc/company/login/{action}", process="reauthenticate", next=EMAIL)
    assert parse_qs(urlsplit(there).query)["prompt"] == ["login"]


@pytest.mark.parametrize("seconds", [None, 0, OLD])
def test_to_sign_in_through_a_provider_is_no_proof(company: OpenIDProvider, seconds: int | None) -> None:
    """It asks for nothing in a browser that is signed in there. `seconds`: since a sign-in here with a password."""
    user = linked(company, "r15", has_password=True)
    own = Visitor() if seconds is None else browser(user, seconds)
    there = own.begin("/accounts/oidc/company/login/?action=reauthenticate", process="login")
    assert "prompt" not in parse_qs(urlsplit(there).query)
    own.return_by(company.approve(there, "r15"))
    assert own.name == "alice"
    assert own.post(EMAIL, NEW)["Location"].startswith(f"{BY_PASSWORD}?next=")
    assert own.get("/accounts/authenticator-app/add/")["Location"].startswith(f"{BY_PASSWORD}?next=")
    own.post(EMAIL, NEW)
    own.return_by(company.approve(go_there(own), "r15"))
    assert added()


def test_who_has_just_signed_up_through_a_provider_is_not_asked(company: OpenIDProvider) -> None:
    company.add("r16")
    own = Visitor()
    own.sign_in(company, "r16")
    own.post(CHOOSE_NAME, {"username": "newcomer"})
    assertRedirects(own.post(EMAIL, NEW), EMAIL, fetch_redirect_response=False)
    assert added()


def test_a_form_whose_address_has_a_query_is_taken_too(company: OpenIDProvider) -> None:
    own = browser(linked(company, "r17"))
    own.post(f"{EMAIL}?from=mail&to=me", NEW)
    own.return_by(company.approve(go_there(own, f"{EMAIL}?from=mail&to=me"), "r17"))
    assert added()


def test_another_person_of_the_provider_proves_nothing(company: OpenIDProvider) -> None:
    own = browser(linked(company, "r2"))
    company.add("stranger")
    other = account("bob", has_password=False)
    company.add("bob-there", email="alice@example.org", email_verified=True)
    SocialAccount.objects.create(user=other, provider="company", uid="bob-there")
    own.post(EMAIL, NEW)
    for subject in ("stranger", "bob-there"):
        back = own.return_by(company.approve(go_there(own), subject))
        assertContains(own.get(back["Location"]), "not the account at Example Ltd that you sign in here with")
        assert (added(), own.name) == (False, "alice")
    own.return_by(company.approve(go_there(own), "r2"))
    assert added()


def test_the_same_address_at_the_provider_is_no_proof(company: OpenIDProvider) -> None:
    user = linked(company, "r3")
    EmailAddress.objects.create(user=user, email="alice@example.org", verified=True, primary=True)
    company.add("r3b", email="alice@example.org", email_verified=True)
    own = browser(user)
    own.post(EMAIL, NEW)
    own.return_by(company.approve(go_there(own), "r3b"))
    assert not added() and SocialAccount.objects.count() == 1


def test_nothing_is_proved_in_a_browser_that_is_not_signed_in(company: OpenIDProvider) -> None:
    linked(company, "r4")
    stranger = Visitor()
    there = stranger.begin("/accounts/oidc/company/login/", process="reauthenticate", next=EMAIL)
    answer = stranger.return_by(company.approve(there, "r4"))
    assertRedirects(answer, "/accounts/login/?next=%2Faccounts%2Femail%2F", fetch_redirect_response=False)
    assert stranger.name is None


def test_to_stop_there_or_to_find_it_away_leads_back_to_the_question(
    company: OpenIDProvider, settings: Settings
) -> None:
    own = browser(linked(company, "r5"))
    own.post(EMAIL, NEW)
    go_there(own)
    [state] = own.session["socialaccount_states"]
    back = own.get("/accounts/oidc/company/login/callback/", {"error": "access_denied", "state": state})
    assertRedirects(back, f"{BY_PROVIDER}?next=%2Faccounts%2Femail%2F", fetch_redirect_response=False)
    assertContains(own.get(back["Location"]), "You have stopped signing in with Example Ltd")
    url = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]
    server, url["server_url"] = url["server_url"], "http://localhost:9"
    away = own.post("/accounts/oidc/company/login/", {"process": "reauthenticate", "next": EMAIL})
    assertContains(away, "Example Ltd does not respond", status_code=503)
    assertContains(away, f'href="{BY_PROVIDER}?next=%2Faccounts%2Femail%2F"', status_code=503)
    url["server_url"] = server
    own.return_by(company.approve(go_there(own), "r5"))
    assert added()


@pytest.mark.parametrize(("ago", "done"), [(299, True), (3600, False)])
def test_a_provider_that_did_not_ask_again_proves_nothing(
    stand_in: StandIn, settings: Settings, monkeypatch: pytest.MonkeyPatch, ago: int, done: bool
) -> None:
    """Where it says when it has asked (`auth_time`), by its own clock."""
    configure(settings, monkeypatch, GOOGLE_CLIENT_ID=GOOGLE_ID, GOOGLE_CLIENT_SECRET=GOOGLE_SECRET)
    monkeypatch.setattr(
        "allauth.socialaccount.providers.google.views.GoogleOAuth2Adapter.access_token_url",
        f"{stand_in.url}/google/token",
    )
    user = account("alice", has_password=False)
    SocialAccount.objects.create(user=user, provider="google", uid="g1")
    own = browser(user)
    own.post(EMAIL, NEW)
    there = go_there(own, provider_id="google")
    assert parse_qs(urlsplit(there).query)["prompt"] == ["select_account consent"]
    claims: dict[str, Any] = {"sub": "g1", "iat": 1_000_000_000, "auth_time": 1_000_000_000 - ago}
    back = own.return_by(stand_in.approve(there, **claims))
    assert added() is done
    if not done:
        assertContains(own.get(back["Location"]), "Google did not ask you to sign in again")


def test_a_link_waits_for_a_proof(company: OpenIDProvider) -> None:
    company.add("r6")
    own = browser(account("alice"))
    asked = own.post("/accounts/oidc/company/login/", {"process": "connect"})
    assert asked["Location"].startswith(f"{BY_PASSWORD}?next=")
    page = own.post(BY_PASSWORD, {"password": PASSWORD, "next": "/accounts/oidc/company/login/"})
    there = own.address_in(page)
    assertRedirects(own.return_by(company.approve(there, "r6")), METHODS, fetch_redirect_response=False)
    assert SocialAccount.objects.get().user.username == "alice"


def test_a_link_that_took_long_at_the_provider_waits_for_a_proof(company: OpenIDProvider) -> None:
    company.add("r7")
    own = browser(account("alice"), 0)
    back = company.approve(own.lead_to(process="connect"), "r7")
    signed_in_ago(own, OLD)
    assertRedirects(own.return_by(back), BY_PASSWORD, fetch_redirect_response=False)
    assert not SocialAccount.objects.exists()
    assertRedirects(own.post(BY_PASSWORD, {"password": PASSWORD}), METHODS, fetch_redirect_response=False)
    assert SocialAccount.objects.get().uid == "r7"


def test_a_second_link_is_proved_by_the_first(company: OpenIDProvider) -> None:
    own = browser(linked(company, "r8"))
    at = "/accounts/oidc/partner/login/"
    asked = own.post(at, {"process": "connect"})
    assert asked["Location"].startswith(f"{BY_PROVIDER}?next=")
    leads_on = own.return_by(company.approve(go_there(own, at), "r8"))
    own.return_by(company.approve(own.address_in(leads_on), "r8"))
    assert set(SocialAccount.objects.values_list("provider", flat=True)) == {"company", "partner"}


def test_a_link_is_removed_after_a_proof(company: OpenIDProvider) -> None:
    own = browser(linked(company, "r9", has_password=True))
    path = f"{METHODS}{SocialAccount.objects.get().pk}/unlink/"
    assert own.post(path)["Location"].startswith(f"{BY_PASSWORD}?next=")
    assertContains(own.get(f"{BY_PASSWORD}?next={path}"), "Use Example Ltd")
    assert SocialAccount.objects.exists()
    assertRedirects(own.post(BY_PASSWORD, {"password": PASSWORD, "next": path}), METHODS)
    assert not SocialAccount.objects.exists()
    # The form was sent once. Its address leads to the page.
    assertRedirects(own.post(BY_PASSWORD, {"password": PASSWORD, "next": path}, follow=True), METHODS)


def test_a_first_password_waits_for_a_proof_and_never_in_the_session(company: OpenIDProvider) -> None:
    user = linked(company, "r10")
    own = browser(user)
    assert own.get(SET)["Location"].startswith(f"{BY_PROVIDER}?next=")
    late = own.post(SET, {"password1": PASSWORD, "password2": PASSWORD})
    assertRedirects(late, SET, fetch_redirect_response=False)
    assertContains(own.get(SET, follow=True), "your password has not been set")
    kept = [SessionStore().decode(each.session_data) for each in Session.objects.all()]
    assert PASSWORD not in repr(kept)
    assertRedirects(own.return_by(company.approve(go_there(own, SET), "r10")), SET, fetch_redirect_response=False)
    done = own.post(SET, {"password1": PASSWORD, "password2": PASSWORD})
    assertRedirects(done, "/accounts/security/", fetch_redirect_response=False)
    assertContains(own.get("/accounts/security/"), "Password successfully set")
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_who_signs_in_by_providers_alone_is_asked_before_a_second_step_too(company: OpenIDProvider) -> None:
    own = browser(linked(company, "r11"))
    assert own.get(ADD_APP)["Location"].startswith(f"{BY_PROVIDER}?next=")
    own.return_by(company.approve(go_there(own, ADD_APP), "r11"))
    assertContains(own.get(ADD_APP), "authenticator app")
    assert not Authenticator.objects.exists()


def test_the_other_ways_have_the_same_order_in_each_language(company: OpenIDProvider) -> None:
    user = linked(company, "r13", has_password=True)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "", "credential": {}})
    own, links = browser(user), re.compile(r'provider-button" href="(\S+?)[?"]')
    for language in ("en", "zh-hans"):
        page = own.get(BY_PASSWORD, headers={"accept-language": language}).content.decode()
        assert links.findall(page) == [
            "/accounts/second-step/code/",
            "/accounts/second-step/passkey/",
            BY_PROVIDER,
        ], language


def test_an_account_without_any_way_reads_what_to_do(company: OpenIDProvider) -> None:
    """Its provider is in the settings no more."""
    own = browser(linked(company, "r12", provider="of-long-ago"))
    for asked in (own.post(EMAIL, NEW, follow=True), own.get(ADD_APP, follow=True), own.get(BY_PROVIDER, follow=True)):
        assertContains(asked, "nothing to prove it with")
    assert not added()
