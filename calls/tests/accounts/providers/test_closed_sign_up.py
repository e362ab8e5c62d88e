"""Where sign-up is closed, it is closed for the people of providers too, unless they are one's own or invited."""

import pytest
from django.test import Client
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from calls.accounts.invitations.invite import create
from calls.models import Invitation, User
from calls.tests.accounts.providers.conftest import CHOOSE_NAME, LOGIN, PASSWORD, SIGNUP, Visitor, account
from calls.tests.harness.identity_providers import OpenIDProvider

pytestmark = pytest.mark.django_db

CLOSED = "Sign-up is closed"


@pytest.fixture(autouse=True)
def closed(settings: Settings) -> None:
    settings.SIGNUP_OPEN, settings.SIGNUP_PROVIDERS, settings.SIGNUP_DOMAINS = False, [], []


def test_a_stranger_is_refused_and_told_how_to_link_an_account(company: OpenIDProvider, visitor: Visitor) -> None:
    company.add("c1", email="c1@example.org", email_verified=True)
    page = visitor.sign_in(company, "c1")
    assertContains(page, CLOSED)
    assertContains(page, "then link Example Ltd")
    assertContains(page, "You need an invitation")
    assertRedirects(visitor.get(CHOOSE_NAME), LOGIN, fetch_redirect_response=False)


def test_people_who_have_an_account_sign_in(company: OpenIDProvider, visitor: Visitor, settings: Settings) -> None:
    company.add("c2", email="c2@example.org")
    settings.SIGNUP_OPEN = True
    visitor.sign_in(company, "c2")
    visitor.post(CHOOSE_NAME, {"username": "cora"})
    settings.SIGNUP_OPEN = False
    again = Visitor()
    again.sign_in(company, "c2")
    assert again.name == "cora"


def test_sign_up_that_closes_between_the_provider_and_the_form(
    company: OpenIDProvider, visitor: Visitor, settings: Settings
) -> None:
    company.add("c3")
    settings.SIGNUP_OPEN = True
    visitor.sign_in(company, "c3")
    settings.SIGNUP_OPEN = False
    assertContains(visitor.post(CHOOSE_NAME, {"username": "cleo"}), CLOSED)
    assert not User.objects.exists()


def test_people_of_an_own_provider_sign_up(company: OpenIDProvider, visitor: Visitor, settings: Settings) -> None:
    settings.SIGNUP_PROVIDERS = ["company"]
    company.add("c4", email="c4@example.net")
    assertContains(visitor.sign_in(company, "c4", "partner"), CLOSED)
    visitor.sign_in(company, "c4", "company")
    visitor.post(CHOOSE_NAME, {"username": "cid"})
    assert visitor.name == "cid"


@pytest.mark.parametrize(
    ("claims", "may"),
    [
        ({"email": "c5@Example.org", "email_verified": True}, True),
        ({"email": "c5@example.org", "email_verified": False}, False),
        ({"email": "c5@example.org"}, False),
        ({"email": "c5@notexample.org", "email_verified": True}, False),
        ({"email": "c5@sub.example.org", "email_verified": True}, False),
        ({}, False),
    ],
)
def test_people_of_an_own_domain_sign_up_if_their_address_is_verified(
    company: OpenIDProvider, visitor: Visitor, settings: Settings, claims: dict[str, object], may: bool
) -> None:
    settings.SIGNUP_DOMAINS = ["example.org"]
    company.add("c5", **claims)
    answer = visitor.sign_in(company, "c5")
    assert (CLOSED in answer.content.decode()) is not may
    visitor.post(CHOOSE_NAME, {"username": "cyd"})
    assert visitor.name == ("cyd" if may else None)


def test_the_closed_page_has_the_buttons_of_own_people(
    company: OpenIDProvider, client: Client, settings: Settings
) -> None:
    assertNotContains(client.get(SIGNUP), "Continue with")
    settings.SIGNUP_PROVIDERS = ["company"]
    page = client.get(SIGNUP)
    assertContains(page, "Continue with Example Ltd")
    assertNotContains(page, "Continue with Partner")
    form = {"username": "dave", "password1": PASSWORD, "password2": PASSWORD}
    assertContains(client.post(SIGNUP, form), CLOSED)


def member_of_staff() -> User:
    """Staff may invite."""
    user = account("alice")
    user.is_staff = True
    user.save()
    return user


def invited(visitor: Visitor) -> None:
    visitor.get(f"/invite/{create(member_of_staff())}/")


def test_an_invitation_signs_up_through_a_provider_and_is_used(company: OpenIDProvider, visitor: Visitor) -> None:
    invited(visitor)
    assertContains(visitor.get(SIGNUP), "Continue with Example Ltd")
    company.add("c6")
    visitor.sign_in(company, "c6")
    assertContains(visitor.get(CHOOSE_NAME), "has invited you")
    visitor.post(CHOOSE_NAME, {"username": "cara"})
    assert visitor.name == "cara"
    assert Invitation.objects.get().used_by == User.objects.get(username="cara")


def test_an_invitation_that_is_used_meanwhile_leaves_no_account(company: OpenIDProvider) -> None:
    token = create(member_of_staff())
    first, second = Visitor(), Visitor()
    for each, subject in ((first, "c7"), (second, "c8")):
        each.get(f"/invite/{token}/")
        company.add(subject)
        each.sign_in(company, subject)
    first.post(CHOOSE_NAME, {"username": "carl"})
    refused = second.post(CHOOSE_NAME, {"username": "cleo"}, follow=True)
    assertContains(refused, "already been used")
    assert sorted(User.objects.values_list("username", flat=True)) == ["alice", "carl"]


def test_an_invitation_that_is_used_while_the_account_is_saved_leaves_no_account(
    company: OpenIDProvider, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    invited(visitor)
    company.add("c9")
    visitor.sign_in(company, "c9")
    save = User.save

    def overtaken(user: User, **how: object) -> None:
        Invitation.objects.all().delete()
        save(user)

    monkeypatch.setattr(User, "save", overtaken)
    answer = visitor.post(CHOOSE_NAME, {"username": "cleo"})
    assertRedirects(answer, SIGNUP, fetch_redirect_response=False)
    assert not User.objects.filter(username="cleo").exists() and visitor.name is None


def test_own_people_leave_an_invitation_that_they_have_opened_used(
    company: OpenIDProvider, visitor: Visitor, settings: Settings
) -> None:
    """As a sign-up with a password does where sign-up is open: the inviter sees who came."""
    settings.SIGNUP_PROVIDERS = ["company"]
    invited(visitor)
    company.add("c10")
    visitor.sign_in(company, "c10")
    visitor.post(CHOOSE_NAME, {"username": "cory"})
    assert Invitation.objects.get().used_by == User.objects.get(username="cory")
