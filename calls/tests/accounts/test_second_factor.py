"""The second step of sign-in: authenticator apps and recovery codes, from "Security" to the administration."""

import html
import re
from typing import Any
from urllib.parse import unquote

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from calls.models import User
from calls.tests.accounts.two_steps import (
    CODE,
    CONFIRM,
    LOGIN,
    NEW,
    PASSWORD,
    SECURITY,
    STEP,
    codes_in,
    confirmed,
    is_signed_in,
    sign_in,
)
from calls.tests.harness.authenticator_app import code_of
from calls.tests.harness.proof import OLD, signed_in_ago

pytestmark = pytest.mark.django_db

ADD, REMOVE = "/accounts/authenticator-app/add/", "/accounts/authenticator-app/remove/"
CODES, NEW_CODES = "/accounts/recovery-codes/", "/accounts/recovery-codes/new/"


@pytest.fixture
def alice() -> User:
    user = User.objects.create_user("alice", password=PASSWORD)
    EmailAddress.objects.create(user=user, email="alice@example.org", verified=True, primary=True)
    return user


def set_up(client: Client) -> tuple[str, list[str]]:
    """The key of the app, and the recovery codes."""
    page = confirmed(client).get(ADD).content.decode()
    found = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", page)
    assert found and 'src="data:image/svg+xml;base64,' in page
    code = code_of(found[1])
    shown = client.post(ADD, {"code": code}, follow=True).content.decode()
    forget_use(client.session[SESSION_KEY], code)
    return found[1], codes_in(shown)


def forget_use(user: int | str, code: str) -> None:
    """allauth's record that the code was used, as after 30 s."""
    cache.delete(f"allauth.mfa.totp.used?user={user}&code={code}")


def test_an_app_is_set_up_and_then_asked_for(alice: User) -> None:
    key, codes = set_up(sign_in())
    assert len(codes) == 10
    browser = sign_in()
    assert not is_signed_in(browser)
    assertRedirects(sign_in_answer(browser := Client()), STEP, fetch_redirect_response=False)
    assertContains(browser.get(STEP), "authenticator app")
    assertContains(browser.post(STEP, {"code": "000000"}), "Incorrect code")
    assert not is_signed_in(browser)
    browser = sign_in()
    assertRedirects(browser.post(STEP, {"code": code_of(key)}), "/", fetch_redirect_response=False)
    assert is_signed_in(browser)


def sign_in_answer(client: Client, **more: str) -> Any:
    return client.post(LOGIN, {"login": "alice", "password": PASSWORD, **more})


def test_a_code_works_once_though_it_is_valid_for_longer(alice: User) -> None:
    key, _codes = set_up(sign_in())
    code = code_of(key, 1)
    assert sign_in().post(STEP, {"code": code}).status_code == 302
    forget_use(alice.pk, code)
    assert sign_in().post(STEP, {"code": code}).status_code == 200
    assert sign_in().post(STEP, {"code": code_of(key, 3)}).status_code == 200


def test_wrong_codes_are_limited(alice: User) -> None:
    key, _codes = set_up(sign_in())
    for _attempt in range(5):
        browser = sign_in()
        browser.post(STEP, {"code": "000000"})
    assertContains(browser.post(STEP, {"code": code_of(key)}), "Too many wrong codes")


def test_a_recovery_code_signs_in_once(alice: User) -> None:
    _key, codes = set_up(sign_in())
    assert sign_in().post(STEP, {"code": codes[3]}).status_code == 302
    assert sign_in().post(STEP, {"code": codes[3]}).status_code == 200


def test_recovery_codes_stay_on_their_page_until_they_are_saved(alice: User) -> None:
    own = confirmed(sign_in())
    key = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", own.get(ADD).content.decode())
    assert key
    codes = codes_in(own.post(ADD, {"code": code_of(key[1])}, follow=True).content.decode())
    own.head(CODES)
    switched = own.post("/language/", {"language": "zh-hans", "next": CODES}, follow=True)
    assert len(codes) == 10 and codes_in(switched.content.decode()) == codes
    assert codes_in(own.get(CODES).content.decode()) == codes
    # A page of codes that have been replaced says nothing of the new ones.
    old = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).pk
    own.post(NEW_CODES)
    own.post(CODES, {"codes": old})
    fresh = codes_in(own.get(CODES).content.decode())
    assert len(fresh) == 10 and not set(fresh) & set(codes)
    assert Client().get(CODES)["Location"].startswith("/accounts/login/")
    assert save_codes(own)["Location"] == "/accounts/security/"
    assert codes_in(own.get(CODES).content.decode()) == []


def save_codes(client: Client) -> Any:
    """The button "I have saved them"."""
    shown = re.search(r'name="codes" value="(\d+)"', client.get(CODES).content.decode())
    assert shown
    return client.post(CODES, {"codes": shown[1]})


def test_recovery_codes_are_shown_once_and_can_be_saved_and_replaced(alice: User) -> None:
    own = confirmed(sign_in())
    key = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", own.get(ADD).content.decode())
    assert key
    page = own.post(ADD, {"code": code_of(key[1])}, follow=True).content.decode()
    codes = codes_in(page)
    saved = re.search(r'href="data:text/plain;charset=utf-8,([^"]+)" download', page)
    assert saved and unquote(html.unescape(saved[1])).split() == codes
    save_codes(own)
    again = own.get(CODES)
    assert codes_in(again.content.decode()) == []
    assertContains(again, "10 codes left")
    fresh = codes_in(own.post(NEW_CODES, follow=True).content.decode())
    assert len(fresh) == 10 and not set(fresh) & set(codes)
    assert sign_in().post(STEP, {"code": codes[0]}).status_code == 200


def test_no_change_without_a_proof_of_identity(alice: User) -> None:
    own = sign_in()
    signed_in_ago(own, OLD)
    for path in (ADD, "/accounts/passkeys/add/"):
        assert own.get(path)["Location"].startswith(CONFIRM), path
    set_up(own)
    other = sign_in(Client())
    other.post(STEP, {"code": code_of(Authenticator.objects.get(type="totp").data["secret"], 1)})
    assert is_signed_in(other)
    assert other.get(REMOVE).status_code == 200  # the sign-in is a proof, for five minutes
    signed_in_ago(other, OLD)
    for path in (REMOVE, NEW_CODES):
        assert other.post(path)["Location"].startswith(CONFIRM), path
    assert other.get(CODES)["Location"].startswith(CONFIRM)
    assert Authenticator.objects.count() == 2


def test_a_code_is_a_proof_of_identity_too(alice: User) -> None:
    key, _codes = set_up(sign_in())
    other = sign_in()
    other.post(STEP, {"code": code_of(key)})
    assertContains(other.get(f"{CONFIRM}?next={REMOVE}"), "Enter a code")
    other.post(f"{CODE}?next={REMOVE}", {"code": code_of(key, 1)})
    assertContains(other.get(REMOVE), "your password alone signs in")


def test_removing_the_app_ends_the_second_step(alice: User) -> None:
    own = sign_in()
    set_up(own)
    assertContains(own.post(REMOVE, follow=True), "The authenticator app is removed")
    assertRedirects(own.post(REMOVE), SECURITY, fetch_redirect_response=False)
    assert not Authenticator.objects.exists() and is_signed_in(sign_in())


def test_setting_up_twice_is_done_once(alice: User) -> None:
    own = sign_in()
    set_up(own)
    assertRedirects(own.post(ADD, {"code": "000000"}), SECURITY, fetch_redirect_response=False)
    assertContains(own.get(SECURITY), "10 codes left")


def test_a_new_password_by_mail_keeps_the_second_step(alice: User) -> None:
    set_up(sign_in())
    Client().post("/accounts/password/reset/", {"email": "alice@example.org"})
    link = re.search(r"http://[^/\s]+(/accounts/password/reset/key/\S+)", str(mail.outbox[-1].body))
    assert link
    stranger = Client()
    form = stranger.get(link[1], follow=True)
    stranger.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    sign_in(stranger, NEW)
    assert not is_signed_in(stranger)
    assert stranger.get(STEP).status_code == 200


def test_a_pending_sign_in_can_be_cancelled(alice: User) -> None:
    set_up(sign_in())
    browser = sign_in()
    assertRedirects(browser.post("/accounts/logout/", {"next": LOGIN}), LOGIN, fetch_redirect_response=False)
    assertRedirects(browser.get(STEP), LOGIN, fetch_redirect_response=False)


def test_the_page_leads_to_everything(alice: User) -> None:
    own = sign_in()
    assertContains(own.get("/"), f'href="{SECURITY}"')
    shown = own.get(SECURITY)
    for path in ("/accounts/password/change/", "/accounts/sessions/", ADD, "/accounts/passkeys/add/"):
        assertContains(shown, f'href="{path}"')
    assertNotContains(shown, "Recovery codes")
    assert Client().get(SECURITY).status_code == 302


def test_mail_tells_of_changes_at_the_confirmed_address(alice: User, settings: Settings) -> None:
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    own = sign_in()
    set_up(own)
    own.post(REMOVE)
    own.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert [letter.to for letter in mail.outbox] == [["alice@example.org"]] * 2
    assert "uthenticator app" in str(mail.outbox[0].body)
    EmailAddress.objects.update(verified=False)
    own.post("/accounts/password/change/", {"oldpassword": NEW, "password1": PASSWORD, "password2": PASSWORD})
    assert len(mail.outbox) == 2


def test_the_download_names_the_factors_and_no_keys(alice: User) -> None:
    own = sign_in()
    key, codes = set_up(own)
    text = own.get("/accounts/data/account.json").content.decode()
    assert '"kind": "totp"' in text and '"kind": "recovery_codes"' in text
    assert key.replace(" ", "") not in text and codes[0] not in text and "seed" not in text
    alice.delete()
    assert not Authenticator.objects.exists()


# The administration


@pytest.fixture
def staff(settings: Settings) -> Client:
    User.objects.create_superuser("warden", password=PASSWORD)
    return sign_in(name="warden")


def test_staff_need_a_second_step_if_the_site_says_so(staff: Client, settings: Settings) -> None:
    assert staff.get("/admin/").status_code == 200
    settings.STAFF_SECOND_FACTOR = "required"
    assertContains(staff.get("/admin/", follow=True), "The administration needs a second step")
    assert staff.post("/admin/calls/user/add/", {"username": "x"}).status_code == 302
    key, _codes = set_up(staff)
    answer = staff.get("/admin/calls/user/", follow=True)
    assert answer.redirect_chain[-1][0].startswith(CODE)
    answer = staff.post(answer.redirect_chain[-1][0], {"code": code_of(key)})
    assertRedirects(answer, "/admin/calls/user/")
    again = sign_in(name="warden")
    assert again.get("/admin/", follow=True).redirect_chain[-1][0].startswith(STEP)
    again = sign_in(name="warden")
    again.post(STEP, {"code": code_of(key, 1)})
    assert again.get("/admin/").status_code == 200


def test_people_who_are_no_staff_stay_out(alice: User, settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = "required"
    own = sign_in()
    set_up(own)
    assert own.get("/admin/", follow=True).status_code == 403


def test_staff_remove_the_second_step_of_somebody_who_has_lost_it(
    alice: User, staff: Client, settings: Settings
) -> None:
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    set_up(sign_in())
    mail.outbox.clear()
    chosen = {"action": "remove_second_step", "_selected_action": [alice.pk]}
    asked = staff.post("/admin/calls/user/", chosen)
    assertContains(asked, "This removes the authenticator app")
    assert Authenticator.objects.exists()
    assertContains(staff.post("/admin/calls/user/", chosen | {"confirmed": "yes"}, follow=True), "by password alone")
    assert not Authenticator.objects.exists() and is_signed_in(sign_in())
    assert [letter.to for letter in mail.outbox] == [["alice@example.org"]]
    assertContains(staff.get(f"/admin/calls/user/{alice.pk}/history/"), "Removed the second step")


def test_staff_do_not_remove_their_own_in_the_administration(alice: User, staff: Client) -> None:
    set_up(staff)
    warden = User.objects.get(username="warden")
    chosen = {"action": "remove_second_step", "_selected_action": [alice.pk, warden.pk], "confirmed": "yes"}
    assertContains(staff.post("/admin/calls/user/", chosen, follow=True), "Remove your own second step under")
    assert Authenticator.objects.filter(user=warden).exists()


def test_only_superusers_remove_that_of_staff(staff: Client) -> None:
    from django.contrib.auth.models import Permission

    clerk = User.objects.create_user("clerk", password=PASSWORD, is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=("change_user", "view_user")))
    set_up(staff)
    warden = User.objects.get(username="warden")
    chosen = {"action": "remove_second_step", "_selected_action": [warden.pk], "confirmed": "yes"}
    answer = sign_in(name="clerk").post("/admin/calls/user/", chosen, follow=True)
    assertContains(answer, "Only superusers can do that for staff")
    assert Authenticator.objects.filter(user=warden).count() == 2


def test_the_administration_shows_no_keys(staff: Client) -> None:
    for path in ("mfa/authenticator/", "usersessions/usersession/"):
        assert staff.get(f"/admin/{path}").status_code == 404
