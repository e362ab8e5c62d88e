"""The page "Where you are signed in": each browser with its times, and how one signs out the others."""

import re
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertNotContains

from calls.accounts.sessions import SessionStore
from calls.accounts.user_sessions import use
from calls.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-secret-9"
NEW = {"oldpassword": PASSWORD, "password1": "another-secret-7", "password2": "another-secret-7"}
PAGE, OTHERS = "/accounts/sessions/", "/accounts/sessions/end-others/"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture
def alice() -> User:
    return User.objects.create_user("alice", password=PASSWORD)


def browser(agent: str, address: str = "192.0.2.7", name: str = "alice") -> Client:
    client = Client(headers={"user-agent": agent}, REMOTE_ADDR=address)
    client.post("/accounts/login/", {"login": name, "password": PASSWORD})
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def buttons(client: Client) -> list[str]:
    return re.findall(r'action="(/accounts/sessions/\d+/end/)"', client.get(PAGE).content.decode())


def test_the_page_lists_each_browser(alice: User) -> None:
    _phone, laptop = browser(PHONE, "2001:db8::7"), browser(LAPTOP)
    UserSession.objects.filter(ip="2001:db8::7").update(last_seen_at=timezone.now() - timedelta(hours=3))
    html = laptop.get(PAGE).content.decode()
    this, other = re.findall(r"<li>\s*<p>(.*?)</p>", html, re.S)
    assert "Firefox on Linux" in this and "This browser" in this and "192.0.2.7" in this
    assert "Chrome on Android" in other and "2001:db8::7" in other and "hours ago" in other
    assert "This browser" not in other and len(buttons(laptop)) == 1


def test_one_browser_signs_out_another_which_reads_why(alice: User) -> None:
    phone, laptop, third = browser(PHONE), browser(LAPTOP), browser(LAPTOP)
    phone.get("/")
    first = UserSession.objects.get(session_key=phone.session.session_key)
    assertContains(laptop.post(f"{PAGE}{first.pk}/end/", follow=True), "Chrome on Android is signed out")
    assert is_signed_in(laptop) and is_signed_in(third)
    answer = phone.get("/history/", follow=True)
    assertContains(answer, "You signed this browser out from another one: Firefox on Linux.")
    assertNotContains(phone.get("/accounts/login/"), "signed this browser out")
    assertContains(laptop.post(f"{PAGE}{first.pk}/end/", follow=True), "already signed out")


def test_a_new_secret_key_does_not_forget_why(alice: User, settings: Settings) -> None:
    phone, laptop = browser(PHONE), browser(LAPTOP)
    laptop.post(OTHERS)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "of-the-next-year-" * 4, [settings.SECRET_KEY]
    assertContains(phone.get("/", follow=True), "You signed this browser out from another one")
    assert is_signed_in(laptop)


def test_one_browser_signs_out_all_others(alice: User) -> None:
    User.objects.create_user("bob", password=PASSWORD)
    others, own, bobs = [browser(PHONE), browser(LAPTOP)], browser(LAPTOP), browser(PHONE, name="bob")
    assertContains(own.post(OTHERS, follow=True), "2 other browsers are signed out")
    assert [is_signed_in(each) for each in (*others, own, bobs)] == [False, False, True, True]
    assertContains(own.get(PAGE), "You are signed in nowhere else")
    assertContains(own.post(OTHERS, follow=True), "No other browser was signed in")


def test_nobody_signs_out_themselves_or_others(alice: User) -> None:
    User.objects.create_user("bob", password=PASSWORD)
    own, bobs = browser(LAPTOP), browser(PHONE, name="bob")
    for row in UserSession.objects.all():
        own.post(f"{PAGE}{row.pk}/end/")
    assert is_signed_in(own) and is_signed_in(bobs)
    assert Client().get(PAGE).status_code == 302
    assert own.get(OTHERS)["Location"] == PAGE and is_signed_in(own)


def test_a_sign_out_and_a_new_password_leave_no_place_behind(alice: User) -> None:
    phone, laptop = browser(PHONE), browser(LAPTOP)
    before = UserSession.objects.get(session_key=laptop.session.session_key)
    laptop.post("/accounts/password/change/", NEW)
    after = UserSession.objects.get(session_key=laptop.session.session_key)
    assert after.pk == before.pk and after.session_key != before.session_key
    assert buttons(laptop) == []  # the phone's session is of the old password
    assert not is_signed_in(phone)
    laptop.post("/accounts/logout/")
    assert not UserSession.objects.exists()


def test_an_upgraded_password_hash_keeps_all_places(alice: User, settings: Settings) -> None:
    phone = browser(PHONE)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    laptop = browser(LAPTOP)
    assert User.objects.get(pk=alice.pk).password.startswith("md5$")
    assert len(buttons(laptop)) == 1 and is_signed_in(phone)


def test_use_is_not_written_with_every_request(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    own = browser(LAPTOP)
    table = UserSession._meta.db_table
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for _request in range(3):
            own.get("/")
    assert not [each for each in queries.captured_queries if table in each["sql"]]
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(hours=1))
    monkeypatch.setattr(use, "_recorded", {})
    own.get("/")
    assert UserSession.objects.get().last_seen_at > timezone.now() - timedelta(minutes=1)


def test_a_session_from_before_this_is_listed_once_it_is_used(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    old, own = browser(PHONE), browser(LAPTOP)
    UserSession.objects.filter(session_key=old.session.session_key).delete()
    monkeypatch.setattr(use, "_recorded", {})
    assert buttons(own) == []
    old.get("/")
    assert len(buttons(own)) == 1


def test_an_open_socket_counts_as_use(alice: User) -> None:
    own = browser(LAPTOP)
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(hours=1))
    use.note_open_sockets({str(own.session.session_key), "of-nobody"})
    assert UserSession.objects.get().last_seen_at > timezone.now() - timedelta(minutes=1)


@pytest.mark.parametrize("days", [0, 30])
def test_places_of_sessions_that_are_gone_are_deleted(alice: User, settings: Settings, days: int) -> None:
    settings.SESSION_RETENTION_DAYS = days
    _gone, kept = browser(PHONE), browser(LAPTOP)
    Session.objects.exclude(pk=kept.session.session_key).delete()
    SessionStore.clear_expired()
    assert UserSession.objects.get().session_key == kept.session.session_key


@pytest.mark.parametrize("days", [0, 30])
def test_what_the_sign_in_page_keeps_of_visitors_goes_the_next_day(alice: User, settings: Settings, days: int) -> None:
    settings.SESSION_RETENTION_DAYS = days
    signed_in, visitor = browser(PHONE), Client()
    visitor.get(reverse("mfa_login_webauthn"), {"autofill": ""}, headers={"accept": "application/json"})
    key = visitor.session.session_key
    assert visitor.cookies[settings.SESSION_COOKIE_NAME]["max-age"] <= 86_400
    assert Session.objects.get(pk=key).expire_date < timezone.now() + timedelta(days=1)
    SessionStore.clear_expired()
    assert Session.objects.filter(pk=key).exists()
    Session.objects.update(expire_date=timezone.now() - timedelta(hours=1))
    SessionStore.clear_expired()
    assert [each.pk for each in Session.objects.all()] == [signed_in.session.session_key]
    visitor.post("/accounts/login/", {"login": "alice", "password": PASSWORD})
    assert visitor.session.get_expiry_date() > timezone.now() + timedelta(days=13)


@pytest.mark.parametrize("address", ["fe80::1%eth0", "", "no address"])
def test_any_address_and_any_device_can_sign_in(alice: User, address: str) -> None:
    own = browser("x\x00y" * 200, address)
    assert is_signed_in(own)
    assertContains(own.get(PAGE), "This browser")
