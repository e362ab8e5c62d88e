"""Accounts through their pages: signing up, in and out, passwords, and the demo accounts."""

import re
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from calls.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-secret"
NEW_PASSWORD = "another-long-secret"
LOGIN, SIGNUP, RESET = "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"


@pytest.fixture
def alice() -> User:
    return User.objects.create_user("alice", "alice@example.org", PASSWORD)


def signed_in_as(client: Client) -> str | None:
    user = client.session.get("_auth_user_id")
    return User.objects.get(pk=user).username if user else None


def credentials(password: str = PASSWORD, **more: str) -> dict[str, str]:
    return {"login": "alice", "password": password, **more}


def link_in_mail(to: str, begins: str) -> str:
    (letter,) = mail.outbox
    assert letter.to == [to] and letter.subject.startswith("[Videochat] ")
    found = re.search(rf"http://[^/\s]+({begins}\S+)", str(letter.body))
    assert found, letter.body
    return found[1]


def field_error(html: str, field: str) -> str:
    """The error of a field, as screen readers find it: by aria-invalid and aria-describedby."""
    widget = re.search(rf'<input[^>]*name="{field}"[^>]*>', html)
    assert widget, f"no field {field}"
    assert "is-invalid" in widget[0] and 'aria-invalid="true"' in widget[0], f"{field} is not marked"
    described = re.search(r'aria-describedby="([^"]*)"', widget[0])
    assert described, f"{field} points to no words"
    words = [re.search(rf'id="{name}"[^>]*>(.*?)</div>\s*</div>', html, re.S) for name in described[1].split()]
    return " ".join(re.sub(r"<[^>]+>|\s+", " ", found[1]) for found in words if found)


def test_sign_up_needs_a_name_and_a_password_and_signs_in(client: Client) -> None:
    answer = client.post(SIGNUP, {"username": "dave", "password1": PASSWORD, "password2": PASSWORD})
    assertRedirects(answer, "/", fetch_redirect_response=False)
    assert signed_in_as(client) == "dave"


def test_sign_up_sends_a_confirmation_to_an_email_address(client: Client) -> None:
    client.post(SIGNUP, {"username": "dave", "email": "dave@example.org", "password1": PASSWORD, "password2": PASSWORD})
    link = link_in_mail("dave@example.org", "/accounts/confirm-email/")
    assertContains(client.get(link), "dave@example.org")
    client.post(link)
    assertContains(client.get("/accounts/email/"), "Confirmed")


def test_sign_up_shows_errors_at_their_fields(client: Client, alice: User) -> None:
    page = client.post(SIGNUP, {"username": "alice", "email": "no address", "password1": "1", "password2": "1"})
    html = page.content.decode()
    assert "already exists" in field_error(html, "username")
    assert "valid email" in field_error(html, "email")
    assert "too short" in field_error(html, "password1")
    page = client.post(SIGNUP, {"username": "dave", "password1": PASSWORD, "password2": NEW_PASSWORD})
    assert "same password" in field_error(page.content.decode(), "password2")
    assert not User.objects.filter(username="dave").exists()


def test_sign_up_can_be_closed(client: Client, settings: Settings) -> None:
    settings.SIGNUP_OPEN = False
    assertContains(client.get(SIGNUP), "Sign-up is closed")
    answer = client.post(SIGNUP, {"username": "dave", "password1": PASSWORD, "password2": PASSWORD})
    assertContains(answer, "Sign-up is closed")
    assertNotContains(client.get(LOGIN), SIGNUP)
    assert not User.objects.exists()


def test_sign_in_leads_to_the_call_page(client: Client, alice: User) -> None:
    assertContains(client.get(LOGIN), "Sign in</button>")
    assertRedirects(client.post(LOGIN, credentials()), "/", fetch_redirect_response=False)
    assert signed_in_as(client) == "alice"
    assertRedirects(client.get(LOGIN), "/", fetch_redirect_response=False)


def test_sign_in_leads_to_the_requested_page_but_never_to_another_site(alice: User) -> None:
    for wanted, led in (("/history/", "/history/"), ("https://evil.example/", "/"), ("//evil.example/", "/")):
        client = Client()
        assertContains(client.get(LOGIN, {"next": "/history/"}), 'value="/history/"')
        assertRedirects(client.post(LOGIN, credentials(next=wanted)), led, fetch_redirect_response=False)


def test_a_wrong_password_and_a_wrong_name_get_the_same_error(client: Client, alice: User) -> None:
    wrong_password = client.post(LOGIN, credentials("wrong")).content.decode()
    wrong_name = client.post(LOGIN, {"login": "nobody", "password": "wrong"}).content.decode()
    assert "not correct" in field_error(wrong_password, "password")
    assert field_error(wrong_password, "password") == field_error(wrong_name, "password")
    assert "required" in field_error(client.post(LOGIN, {}).content.decode(), "login")
    assert signed_in_as(client) is None


def test_guessing_a_password_is_rate_limited(client: Client, alice: User) -> None:
    for _try in range(6):
        client.post(LOGIN, credentials("wrong"))
    assert "Too many" in field_error(client.post(LOGIN, credentials()).content.decode(), "password")
    assert signed_in_as(client) is None


def test_fields_have_autocomplete_hints_for_password_managers(client: Client) -> None:
    page = client.get(LOGIN).content.decode()
    assert re.search(r'name="login"[^>]*autocomplete="username webauthn"', page)
    assert re.search(r'name="password"[^>]*autocomplete="current-password"', page)
    page = client.get(SIGNUP).content.decode()
    for field, purpose in (("username", "username"), ("email", "email"), ("password1", "new-password")):
        assert re.search(rf'name="{field}"[^>]*autocomplete="{purpose}"', page), field


def test_only_a_post_signs_out(client: Client, alice: User) -> None:
    client.force_login(alice)
    assertContains(client.get("/accounts/logout/"), "Sign out?")
    assert signed_in_as(client) == "alice"
    assertRedirects(client.post("/accounts/logout/"), LOGIN, fetch_redirect_response=False)
    assert signed_in_as(client) is None


def test_changing_the_password_keeps_the_session(client: Client, alice: User) -> None:
    client.force_login(alice)
    change = {"oldpassword": "wrong", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    page = client.post("/accounts/password/change/", change)
    assert "current password" in field_error(page.content.decode(), "oldpassword")
    client.post("/accounts/password/change/", change | {"oldpassword": PASSWORD})
    assert signed_in_as(client) == "alice"
    alice.refresh_from_db()
    assert alice.check_password(NEW_PASSWORD)


def test_a_forgotten_password_is_reset_by_a_link_that_works_once(client: Client, alice: User) -> None:
    assertRedirects(client.post(RESET, {"email": "alice@example.org"}), RESET + "done/")
    link = link_in_mail("alice@example.org", "/accounts/password/reset/key/")
    form = client.get(link, follow=True)
    assertContains(form, "Choose a new password")
    address = form.request["PATH_INFO"]
    page = client.post(address, {"password1": "1", "password2": "1"})
    assert "too short" in field_error(page.content.decode(), "password1")
    done = client.post(address, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}, follow=True)
    assertContains(done, "Your password has been changed")
    alice.refresh_from_db()
    assert alice.check_password(NEW_PASSWORD)
    assertContains(Client().get(link, follow=True), "This link does not work")


def test_a_reset_does_not_reveal_accounts(client: Client, alice: User) -> None:
    assertRedirects(client.post(RESET, {"email": "nobody@example.org"}), RESET + "done/")
    assert "alice" not in mail.outbox[0].body


def test_password_resets_are_rate_limited(client: Client) -> None:
    answers = [client.post(RESET, {"email": "alice@example.org"}) for _try in range(6)]
    assertContains(answers[-1], "Too many attempts", status_code=429)
    assert len(mail.outbox) == 5


def test_a_closed_account_cannot_sign_in(client: Client, alice: User) -> None:
    alice.is_active = False
    alice.save(update_fields=["is_active"])
    client.post(LOGIN, credentials())
    assert signed_in_as(client) is None


def test_demo_accounts_are_created_once_and_keep_their_passwords(client: Client, settings: Settings) -> None:
    settings.DEBUG = True
    said = StringIO()
    call_command("demo", stdout=said)
    assert "alice, bob, carol" in said.getvalue() and "demo-password" in said.getvalue()
    bob = User.objects.get(username="bob")
    bob.set_password(PASSWORD)
    bob.save(update_fields=["password"])
    call_command("demo", stdout=said)
    assert sorted(User.objects.values_list("username", flat=True)) == ["alice", "bob", "carol"]
    assert client.login(username="alice", password="demo-password")
    assert client.login(username="bob", password=PASSWORD)


def test_there_are_no_demo_accounts_without_debug(settings: Settings) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG is off"):
        call_command("demo")
    assert not User.objects.exists()
