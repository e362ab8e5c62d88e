"""An account is linked to providers and unlinked, and is never left without a way to sign in."""

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from calls.models import User
from calls.tests.accounts.providers.conftest import (
    CHOOSE_NAME,
    LOGIN,
    METHODS,
    PASSWORD,
    Visitor,
    account,
    link,
    signed_in,
)
from calls.tests.harness.identity_providers import OpenIDProvider

pytestmark = pytest.mark.django_db


def unlink(visitor: Visitor, provider_id: str = "company") -> str:
    pk = SocialAccount.objects.get(provider=provider_id).pk
    return str(visitor.post(f"{METHODS}{pk}/unlink/", follow=True).content.decode())


def test_a_link_signs_in_until_it_is_removed(company: OpenIDProvider) -> None:
    company.add("l1", email="other@example.net", email_verified=True, name="Lea")
    alice = signed_in(account("alice"))
    assertContains(alice.get("/"), "Sign-in methods")
    page = link(alice, company, "l1")
    assert "Example Ltd is linked" in page and "other@example.net" in page
    assert "Link Partner" in page and "Link Example Ltd" not in page
    elsewhere = Visitor()
    elsewhere.sign_in(company, "l1")
    assert elsewhere.name == "alice"
    assert "Example Ltd is not linked any more" in unlink(alice)
    stranger = Visitor()
    assertRedirects(stranger.sign_in(company, "l1"), CHOOSE_NAME, fetch_redirect_response=False)
    assert elsewhere.name == "alice" and not EmailAddress.objects.exists()


def test_a_link_that_another_window_has_removed_is_said_to_be_gone(company: OpenIDProvider) -> None:
    company.add("l8")
    alice = signed_in(account("alice"))
    link(alice, company, "l8")
    path = f"{METHODS}{SocialAccount.objects.get().pk}/unlink/"
    alice.post(path)
    alice.get(METHODS)
    last = alice.post(path)
    assertRedirects(last, METHODS, fetch_redirect_response=False)
    assertContains(alice.get(METHODS), "That account is not linked any more")


def test_mail_tells_of_a_link_that_a_verified_address_has_made(
    company: OpenIDProvider, visitor: Visitor, settings: Settings
) -> None:
    """Also of one that has been removed before: nobody is asked."""
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    company.add("l9", email="alice@example.org", email_verified=True)
    alice = signed_in(account("alice", confirmed="alice@example.org"))
    for _time in range(2):
        visitor.sign_in(company, "l9")
        assert visitor.name == "alice"
        told = mail.outbox.pop()
        assert told.to == ["alice@example.org"] and "Example Ltd has been connected" in " ".join(str(told.body).split())
        unlink(alice)
        mail.outbox.clear()


def test_mail_tells_that_a_link_has_been_removed(company: OpenIDProvider, settings: Settings) -> None:
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    company.add("l1")
    user = account("alice")
    EmailAddress.objects.create(user=user, email="alice@example.org", verified=True, primary=True)
    alice = signed_in(user)
    link(alice, company, "l1")
    mail.outbox.clear()
    unlink(alice)
    (told,) = mail.outbox
    assert told.to == ["alice@example.org"] and "Example Ltd has been disconnected" in " ".join(str(told.body).split())


def test_the_last_way_to_sign_in_stays(company: OpenIDProvider) -> None:
    company.add("l2")
    alice = signed_in(account("alice", has_password=False))
    page = link(alice, company, "l2")
    assert "Set a password before you unlink it" in page and ">Unlink<" not in page
    assert "Set a password first" in unlink(alice)
    page = link(alice, company, "l2", "partner")
    assert page.count(">Unlink<") == 2
    unlink(alice, "partner")
    assert "Set a password first" in unlink(alice)
    alice.post("/accounts/password/set/", {"password1": PASSWORD, "password2": PASSWORD})
    assert "is not linked any more" in unlink(alice)
    assert Visitor().login(username="alice", password=PASSWORD)


def test_a_provider_that_is_offered_no_longer_is_no_way_to_sign_in(company: OpenIDProvider, settings: Settings) -> None:
    company.add("l3")
    alice = signed_in(account("alice", has_password=False))
    link(alice, company, "l3")
    link(alice, company, "l3", "partner")
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    del apps[1]
    assertContains(alice.get(METHODS), "does not offer it any more")
    assert "Set a password first" in unlink(alice, "company")
    assert "Partner is not linked any more" in unlink(alice, "partner")


def test_nobody_unlinks_anothers_account(company: OpenIDProvider) -> None:
    company.add("l4")
    alice, bob = signed_in(account("alice")), signed_in(account("bob"))
    link(alice, company, "l4")
    pk = SocialAccount.objects.get().pk
    assertContains(bob.post(f"{METHODS}{pk}/unlink/", follow=True), "That account is not linked any more")
    assert "Another account here is linked" in link(bob, company, "l4")
    assertRedirects(Visitor().get(METHODS), f"{LOGIN}?next={METHODS}", fetch_redirect_response=False)
    assert Visitor().post(f"{METHODS}{pk}/unlink/").status_code == 302 and SocialAccount.objects.exists()


@pytest.mark.parametrize(
    ("here", "there", "linked"),
    [
        ("confirmed", True, True),
        ("confirmed", False, False),
        ("unconfirmed", True, False),
        ("unconfirmed", None, False),
    ],
)
def test_an_address_leads_to_its_account_only_if_both_sides_have_verified_it(
    company: OpenIDProvider, visitor: Visitor, here: str, there: bool | None, linked: bool
) -> None:
    address = EmailAddress.objects.create(user=account("alice"), email="alice@example.org", primary=True)
    EmailAddress.objects.filter(pk=address.pk).update(verified=here == "confirmed")
    claims = {} if there is None else {"email_verified": there}
    company.add("l5", email="Alice@Example.org", **claims)
    answer = visitor.sign_in(company, "l5")
    assert answer.url == ("/" if linked else CHOOSE_NAME)
    assert visitor.name == ("alice" if linked else None)
    assert SocialAccount.objects.exists() is linked
    assert User.objects.get().has_usable_password()


def test_an_address_that_is_another_accounts_does_not_prevent_a_link(company: OpenIDProvider) -> None:
    account("alice", confirmed="alice@example.org")
    company.add("l6", email="alice@example.org", email_verified=True)
    assert "Example Ltd is linked" in link(signed_in(account("bob")), company, "l6")
    assert SocialAccount.objects.get().user.username == "bob"


def test_a_closed_account_stays_closed(company: OpenIDProvider, visitor: Visitor) -> None:
    company.add("l7")
    user = account("alice")
    link(signed_in(user), company, "l7")
    User.objects.update(is_active=False)
    answer = visitor.return_by(company.approve(visitor.lead_to(), "l7"))
    assertContains(visitor.get(answer.url), "This account is closed")
    assert visitor.name is None


def test_a_link_is_not_offered_where_no_provider_is_configured(settings: Settings) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {}
    alice = signed_in(account("alice"))
    assertNotContains(alice.get("/"), "Sign-in methods")
    assertNotContains(alice.get(METHODS), "Link another")
