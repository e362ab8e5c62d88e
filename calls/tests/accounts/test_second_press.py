"""A form that is sent a second time, after the first has been answered: one effect, and the same page."""

import re
from typing import Any

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from calls.models import Invitation, User
from calls.tests.harness.proof import signed_in_ago

PASSWORD, NEW = "a-long-secret-9", "another-long-secret-9"
CHANGE, SET, INVITE = "/accounts/password/change/", "/accounts/password/set/", "/invite/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> User:
    return User.objects.create_user("alice", password=PASSWORD, is_staff=True)


def signed_in(user: User) -> Client:
    """A browser in which the person has just signed in."""
    client = Client()
    client.force_login(user)
    signed_in_ago(client)
    return client


def second(client: Client) -> Client:
    """The same browser before it has the answer to the first press."""
    other = Client()
    for name, morsel in client.cookies.items():
        other.cookies[name] = morsel.value
    return other


def press_twice(client: Client, path: str, form: dict[str, Any]) -> tuple[HttpResponse, HttpResponse, Client]:
    again = second(client)
    return client.post(path, form), again.post(path, form), again  # type: ignore[return-value]


def test_a_changed_password_signs_in_again(alice: User) -> None:
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    first, last, browser = press_twice(signed_in(alice), CHANGE, form)
    assert (first.status_code, last.status_code) == (302, 302) and first["Location"] == last["Location"]
    assert browser.get("/").status_code == 200
    # With another password, or much later, it does not.
    client = signed_in(User.objects.get(pk=alice.pk))
    stale = second(client)
    client.post(CHANGE, {"oldpassword": NEW, "password1": PASSWORD, "password2": PASSWORD})
    assert stale.post(CHANGE, form)["Location"].startswith("/accounts/login/")


def test_a_wrong_old_password_is_still_refused(alice: User) -> None:
    answer = signed_in(alice).post(CHANGE, {"oldpassword": "wrong", "password1": NEW, "password2": NEW})
    assert answer.status_code == 200 and User.objects.get().check_password(PASSWORD)


def test_a_first_password_is_set_once(alice: User) -> None:
    alice.set_unusable_password()
    alice.save()
    first, last, browser = press_twice(signed_in(alice), SET, {"password1": NEW, "password2": NEW})
    assert (first.status_code, last.status_code) == (302, 302) and last["Location"] == first["Location"]
    assert browser.get("/").status_code == 200 and User.objects.get().check_password(NEW)
    # In a browser that stayed signed in, too.
    answer = signed_in(User.objects.get()).post(SET, {"password1": NEW, "password2": NEW})
    assert answer.status_code == 302 and answer["Location"] == first["Location"]


def test_a_link_that_resets_a_password_works_once_and_reads_so(alice: User) -> None:
    link = f"/accounts/password/reset/key/{user_pk_to_url_str(alice)}-{default_token_generator.make_token(alice)}/"
    client = Client()
    form_page = client.get(link)["Location"]
    first, last, _browser = press_twice(client, form_page, {"password1": NEW, "password2": NEW})
    assert (first.status_code, last.status_code) == (302, 302) and last["Location"] == first["Location"]
    other = client.post(form_page, {"password1": PASSWORD, "password2": PASSWORD})
    assert "This link does not work" in other.content.decode() and User.objects.get().check_password(NEW)
    assert "This link does not work" in Client().get(link).content.decode()


def test_a_used_link_is_no_way_to_guess_passwords(alice: User) -> None:
    link = f"/accounts/password/reset/key/{user_pk_to_url_str(alice)}-set-password/"
    for number in range(5):
        guess = f"guess-{number}-long-enough"
        assert Client().post(link, {"password1": guess, "password2": guess}).status_code == 200
    right = Client().post(link, {"password1": PASSWORD, "password2": PASSWORD})
    assert "This link does not work" in right.content.decode()


def test_one_form_creates_one_link(alice: User) -> None:
    client = signed_in(alice)
    form = {"next_token": client.get(INVITE).context["next_token"]}
    first, last, _browser = press_twice(client, INVITE, form)
    assert (first["Location"], last["Location"]) == (INVITE, INVITE)
    made = Invitation.objects.get()
    cookies = [answer.cookies[settings.INVITATION_COOKIE_NAME].value for answer in (first, last)]
    assert len({re.split(":", cookie)[0] for cookie in cookies}) == 1
    # The page, shown again, creates another one; a form whose link is over does, too.
    client.post(INVITE, {"next_token": client.get(INVITE).context["next_token"]})
    assert Invitation.objects.count() == 2
    client.post(f"{INVITE}{made.pk}/revoke/")
    client.post(INVITE, form)
    assert Invitation.objects.count() == 3
    bob = User.objects.create_user("bob", password=PASSWORD, is_staff=True)
    signed_in(bob).post(INVITE, form)
    assert Invitation.objects.filter(inviter=bob).count() == 1 and Invitation.objects.count() == 4
    client.post(INVITE, {"next_token": "forged"})
    assert Invitation.objects.count() == 5


@pytest.mark.parametrize("action", ["action_primary", "action_send", "action_remove"])
def test_an_email_address_that_is_gone_or_done_is_no_error(alice: User, action: str) -> None:
    for email in ("a@example.org", "b@example.org"):
        EmailAddress.objects.create(user=alice, email=email, primary=email[0] == "a", verified=action != "action_send")
    first, last, _browser = press_twice(signed_in(alice), "/accounts/email/", {action: "", "email": "b@example.org"})
    assert (first.status_code, last.status_code) == (302, 302)
    assert EmailAddress.objects.count() == (1 if action == "action_remove" else 2)


@pytest.mark.parametrize(("path", "form"), [("/accounts/profile/", {"display_name": "A."}), ("/accounts/logout/", {})])
def test_other_forms_end_the_same(alice: User, path: str, form: dict[str, str]) -> None:
    first, last, _browser = press_twice(signed_in(alice), path, form)
    assert (first.status_code, last.status_code, last["Location"]) == (302, 302, first["Location"])


def test_a_link_is_revoked_once(alice: User) -> None:
    client = signed_in(alice)
    client.post(INVITE)
    path = f"{INVITE}{Invitation.objects.get().pk}/revoke/"
    first, last, _browser = press_twice(client, path, {})
    assert (first["Location"], last["Location"]) == (INVITE, INVITE)
