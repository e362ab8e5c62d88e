"""An upgrade of the password's hash signs nobody out; a new password signs out the other browsers."""

from collections.abc import Callable

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from pytest_django import Settings

from calls.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-secret"
HASHER = "django.contrib.auth.hashers.{}PasswordHasher"


@pytest.fixture(autouse=True)
def old_hash(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = [HASHER.format("MD5"), HASHER.format("PBKDF2SHA1")]


@pytest.fixture
def alice() -> User:
    user = User(username="alice")
    user.password = make_password(PASSWORD, hasher="pbkdf2_sha1")
    user.save()
    return user


def browser(alice: User) -> Client:
    client = Client()
    client.force_login(alice)
    return client


def sign_in(_own: Client) -> None:
    Client().post("/accounts/login/", {"login": "alice", "password": PASSWORD})


def mistype_the_new_password(own: Client) -> None:
    form = {"oldpassword": PASSWORD, "password1": "something-long-1", "password2": "something-else-2"}
    assert own.post("/accounts/password/change/", form).status_code == 200


def confirm_the_password(own: Client) -> None:
    own.post("/accounts/reauthenticate/", {"password": PASSWORD})


@pytest.mark.parametrize("check", [sign_in, mistype_the_new_password, confirm_the_password])
def test_every_check_of_the_password_keeps_all_browsers_signed_in(alice: User, check: Callable[[Client], None]) -> None:
    own, other = browser(alice), browser(alice)
    check(own)
    alice.refresh_from_db()
    assert alice.password.startswith("md5$")
    for client in (own, other, other):
        assert client.get("/").status_code == 200


def test_sessions_of_two_upgrades_ago_go_on(alice: User, settings: Settings) -> None:
    own = browser(alice)
    sign_in(own)
    settings.PASSWORD_HASHERS = [HASHER.format("PBKDF2SHA1"), HASHER.format("MD5")]
    sign_in(own)
    assert own.get("/").status_code == 200


def test_a_request_leaves_the_session_its_key(alice: User) -> None:
    """Two requests at once: the second one must not find the session gone."""
    own = browser(alice)
    sign_in(own)
    key = own.cookies[django_settings.SESSION_COOKIE_NAME].value
    assert own.get("/").status_code == 200
    assert own.cookies[django_settings.SESSION_COOKIE_NAME].value == key


def test_a_new_password_after_an_upgrade_signs_the_others_out(alice: User) -> None:
    own, other = browser(alice), browser(alice)
    form = {"oldpassword": PASSWORD, "password1": "something-long-1", "password2": "something-long-1"}
    assert own.post("/accounts/password/change/", form).status_code == 302
    assert own.get("/").status_code == 200
    assert other.get("/").status_code == 302


def test_a_wrong_password_upgrades_nothing(alice: User) -> None:
    Client().post("/accounts/login/", {"login": "alice", "password": "wrong"})
    before = alice.password
    alice.refresh_from_db()
    assert alice.password == before


def test_two_upgrades_at_once_end_in_one_hash(alice: User) -> None:
    """Both have read the old hash."""
    first, second = User.objects.get(pk=alice.pk), User.objects.get(pk=alice.pk)
    assert first.check_password(PASSWORD)
    assert second.check_password(PASSWORD)
    assert first.password == second.password


def test_a_password_that_was_changed_while_the_old_one_was_checked_is_wrong(alice: User) -> None:
    late = User.objects.get(pk=alice.pk)
    alice.set_password("something-long-1")
    alice.save()
    assert not late.check_password(PASSWORD)
