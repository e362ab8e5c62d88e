"""The first sign-in through a provider makes an account, with a username that the person chooses."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core import mail
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from calls.accounts.adapter import AccountAdapter
from calls.accounts.providers import adapter
from calls.accounts.providers.proposals import propose_username
from calls.models import User
from calls.tests.accounts.providers.conftest import CHOOSE_NAME, LOGIN, METHODS, SIGNUP, Visitor, account
from calls.tests.harness.identity_providers import OpenIDProvider

pytestmark = pytest.mark.django_db


def fields(page: str) -> dict[str, str]:
    """The form's fields with what stands in them."""
    found = re.findall(r'<input type="text" name="(\w+)"(?: value="([^"]*)")?', page)
    return dict(found)


def test_the_first_sign_in_asks_for_a_username_and_goes_on_to_the_requested_page(
    company: OpenIDProvider, visitor: Visitor
) -> None:
    company.add("1", email="zoe@example.org", email_verified=True, name="Zoë Doe", preferred_username="Zoe.Doe")
    assertRedirects(visitor.sign_in(company, "1", next="/history/"), CHOOSE_NAME, fetch_redirect_response=False)
    page = visitor.get(CHOOSE_NAME).content.decode()
    assert fields(page) == {"username": "zoe.doe", "display_name": "Zoë Doe"} and "Example Ltd" in page
    answer = visitor.post(CHOOSE_NAME, {"username": "zoe", "display_name": "Zoë Doe"})
    assertRedirects(answer, "/history/", fetch_redirect_response=False)
    user = User.objects.get()
    assert (visitor.name, user.username, user.display_name, user.email) == ("zoe", "zoe", "Zoë Doe", "zoe@example.org")
    assert not user.has_usable_password() and not mail.outbox
    assert EmailAddress.objects.get().verified
    again = Visitor()
    assertRedirects(again.sign_in(company, "1"), "/", fetch_redirect_response=False)
    assert again.name == "zoe"


def test_nothing_is_kept_but_name_and_address(company: OpenIDProvider, visitor: Visitor) -> None:
    company.add("2", email="yan@example.org", email_verified=True, name="Yan", birthdate="1990-01-01", groups=["x"])
    visitor.sign_in(company, "2")
    assert "token" not in visitor.session["socialaccount_sociallogin"]
    visitor.post(CHOOSE_NAME, {"username": "yan"})
    visitor.sign_in(company, "2")
    assert SocialAccount.objects.get().extra_data == {"email": "yan@example.org", "name": "Yan"}
    assert not SocialToken.objects.exists()


def test_an_address_that_the_provider_has_not_verified_is_confirmed_by_mail(
    company: OpenIDProvider, visitor: Visitor
) -> None:
    company.add("3", email="xi@example.org", email_verified="false")
    visitor.sign_in(company, "3")
    visitor.post(CHOOSE_NAME, {"username": "xi"})
    assert visitor.name == "xi" and not EmailAddress.objects.get().verified
    assert [letter.to for letter in mail.outbox] == [["xi@example.org"]]


@pytest.mark.parametrize("listed", [True, False])
def test_an_address_of_another_account_is_left_to_it(company: OpenIDProvider, visitor: Visitor, listed: bool) -> None:
    """Also that of an account that a command has made (`createsuperuser`), which has no list of addresses."""
    account("alice", unconfirmed="alice@example.org")
    if not listed:
        EmailAddress.objects.all().delete()
    company.add("4", email="alice@example.org", email_verified=True)
    visitor.sign_in(company, "4")
    page = visitor.get(CHOOSE_NAME)
    assertContains(page, "belongs to an account here already")
    assertContains(page, f'href="{LOGIN}?next={METHODS}"')
    visitor.post(CHOOSE_NAME, {"username": "alice"})
    assert visitor.name is None  # the name is taken
    visitor.post(CHOOSE_NAME, {"username": "alice2"})
    user = User.objects.get(username="alice2")
    assert visitor.name == "alice2" and user.email == ""
    assert [address.user.username for address in EmailAddress.objects.all()] == ["alice"] * listed


def test_a_name_that_is_not_allowed_is_refused_at_its_field(company: OpenIDProvider, visitor: Visitor) -> None:
    company.add("5", email="w@example.org")
    visitor.sign_in(company, "5")
    assertContains(visitor.post(CHOOSE_NAME, {"username": "me"}), "reserved")
    assertContains(visitor.post(CHOOSE_NAME, {"username": "w", "display_name": "\u202e"}), "cannot be shown")
    assert not User.objects.exists()


def test_two_people_who_choose_one_name_at_once(
    company: OpenIDProvider, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both forms are checked before either account is saved."""
    company.add("6", email="v@example.org")
    visitor.sign_in(company, "6")
    save_user = AccountAdapter.save_user

    def overtaken(*args: Any, **how: Any) -> User:
        monkeypatch.setattr(AccountAdapter, "save_user", save_user)
        account("vera")
        return save_user(*args, **how)

    monkeypatch.setattr(AccountAdapter, "save_user", overtaken)
    assertContains(visitor.post(CHOOSE_NAME, {"username": "vera"}), "already exists")
    visitor.post(CHOOSE_NAME, {"username": "vera2"})
    assert visitor.name == "vera2"


def test_an_address_that_somebody_confirms_at_once_is_left_to_them(
    company: OpenIDProvider, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.add("9", email="sue@example.org", email_verified=True)
    visitor.sign_in(company, "9")

    def overtaken(email: str) -> bool:
        account("faster", confirmed=email)
        return False

    monkeypatch.setattr(adapter, "is_taken", overtaken)
    visitor.post(CHOOSE_NAME, {"username": "sue"})
    assert visitor.name == "sue" and User.objects.get(username="sue").email == ""


def test_a_second_press_signs_in_to_the_account_of_the_first(company: OpenIDProvider) -> None:
    company.add("7", email="u@example.org")
    first = Visitor()
    first.sign_in(company, "7")
    second = Visitor()
    second.sign_in(company, "7")
    first.post(CHOOSE_NAME, {"username": "ulla"})
    assertRedirects(second.post(CHOOSE_NAME, {"username": "ulla2"}), "/", fetch_redirect_response=False)
    assert (first.name, second.name) == ("ulla", "ulla")


def test_buttons_are_shown_only_where_a_provider_is_configured(
    company: OpenIDProvider, settings: Settings, client: Client
) -> None:
    for page in (LOGIN, SIGNUP):
        assertContains(client.get(page), "Continue with Example Ltd")
        assertContains(client.get(page), "Continue with Partner")
    settings.SOCIALACCOUNT_PROVIDERS = {}
    for page in (LOGIN, SIGNUP):
        assertNotContains(client.get(page), "Continue with")
    assert client.post("/accounts/oidc/company/login/").status_code == 404


def test_the_page_of_sign_in_needs_no_database(
    company: OpenIDProvider, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """While the database is away, people read the page, and can begin again from it."""
    with django_assert_num_queries(0):
        client.get(LOGIN)


def test_a_forgotten_password_can_be_set_by_somebody_who_has_none(company: OpenIDProvider, visitor: Visitor) -> None:
    company.add("8", email="tea@example.org", email_verified=True)
    visitor.sign_in(company, "8")
    visitor.post(CHOOSE_NAME, {"username": "tea"})
    Client().post("/accounts/password/reset/", {"email": "tea@example.org"})
    (letter,) = mail.outbox
    assert "/accounts/password/reset/key/" in str(letter.body)


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        (["Jane.Doe@corp.example.org"], "jane.doe"),
        (["", "jane+calls@example.org", "Jane"], "jane"),
        (["", "", "Jane van Doe"], "jane.van.doe"),
        (["", "", "Зоя Петрова"], "зоя.петрова"),
        (["", "", "İlker Öz"], "ilker.öz"),
        (["", "", "I\u0307lker"], "ilker"),
        (["", "", "\u202e***"], ""),
        (["admin", "me@example.org", "Root Beer"], "root.beer"),
        (["ﬁx", "p\u0430ypal@example.org", "Al"], "al"),
        (["alice"], "alice4"),
        (["ALICE!"], "alice4"),
        (["x" * 90], "x" * 34),
        ([], ""),
    ],
)
def test_a_proposed_name_is_allowed_and_free(texts: list[str], name: str) -> None:
    for taken in ("Alice", "alice2", "alice3"):
        User.objects.create_user(taken)
    assert propose_username(texts) == name
    if name:
        User._meta.get_field("username").clean(name, User())
