"""The language of a page: the browser's wish, a switch, the account's choice; what mails and the socket speak."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings as site
from django.core import mail
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.utils import translation
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertRedirects

from calls.models import User
from calls.pages.languages.views import YEAR
from calls.pages.unavailable import Cause, unavailable_page
from calls.tests.harness.addresses import addresses
from videochat import outage

pytestmark = pytest.mark.django_db

LOGIN, SWITCH, PASSWORD = "/accounts/login/", "/language/", "a-long-secret-9"
ENGLISH, CHINESE = 'lang="en"', 'lang="zh-hans"'


@pytest.fixture(autouse=True)
def no_traces() -> Iterator[None]:
    cache.clear()  # the limits of sign-ins
    with translation.override("en"):
        yield
    cache.clear()


@pytest.fixture
def alice() -> User:
    user = User.objects.create_user("alice", password=PASSWORD)
    EmailAddress.objects.create(user=user, email="alice@example.org", verified=True, primary=True)
    return user


def wishes(languages: str) -> Client:
    return Client(headers={"Accept-Language": languages})


def language_of(client: Client, path: str = LOGIN) -> str:
    answer = client.get(path)
    (found,) = re.findall(r'<html lang="([^"]+)"', answer.content.decode())
    assert answer.headers["Content-Language"] == found
    assert {"Accept-Language", "Cookie"} <= set(answer.headers["Vary"].split(", "))
    return str(found)


def choose(client: Client, language: str, following: str = LOGIN) -> Any:
    return client.post(SWITCH, {"language": language, "next": following})


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-hans"),
        ("zh", "zh-hans"),
        ("zh-Hans-SG", "zh-hans"),
        ("zh-TW", "zh-hans"),
        ("en-GB,zh;q=0.5", "en"),
        ("fr,zh;q=0.5", "zh-hans"),
        ("fr", "en"),
        ("", "en"),
    ],
)
def test_the_browsers_wish_is_followed(wanted: str, found: str) -> None:
    assert language_of(wishes(wanted)) == found


def test_each_page_offers_each_language_in_its_own_name(alice: User) -> None:
    alice.is_staff = alice.is_superuser = True
    alice.save()
    client, without = Client(raise_request_exception=False), []
    client.force_login(alice)
    for address in sorted(set(addresses())):
        answer = client.get(address)
        if answer.headers["Content-Type"].startswith("text/html") and answer.status_code in (200, 404):
            page = answer.content.decode()
            # Not in the windows of the administration, which have nothing but their list, nor without a connection.
            if address == "/offline/":
                continue
            if not all(f">{name}</button>" in page for name in ("English", "中文")) and 'class="popup' not in page:
                without.append(address)
    assert without == []


def test_a_choice_is_kept_by_the_browser_and_leads_back() -> None:
    client = wishes("en")
    assertRedirects(choose(client, "zh-hans", "/accounts/login/?next=/history/"), "/accounts/login/?next=/history/")
    cookie = client.cookies[site.LANGUAGE_COOKIE_NAME]
    assert (cookie["max-age"], cookie["samesite"], cookie["httponly"]) == (YEAR, "Lax", True)
    assert language_of(client) == "zh-hans"
    assertContains(client.get(LOGIN), "登录")
    choose(client, "en")
    assert language_of(client) == "en"


@pytest.mark.parametrize("following", ["https://evil.example/", "//evil.example", "", "javascript:alert(1)"])
def test_the_switch_leads_to_no_other_site(following: str) -> None:
    assert choose(Client(), "en", following).headers["Location"] == "/"


def test_a_language_that_is_not_offered_changes_nothing(alice: User) -> None:
    client = wishes("en")
    client.force_login(alice)
    for wrong in ("de", "zh", "", "../x"):
        choose(client, wrong)
    alice.refresh_from_db()
    assert alice.language == "" and language_of(client, "/") == "en"
    assert client.get(SWITCH)["Location"] == "/"
    assert Client(enforce_csrf_checks=True).post(SWITCH, {"language": "zh-hans"}).status_code == 403


def test_the_account_keeps_the_choice_for_all_its_devices(alice: User) -> None:
    phone, notebook = wishes("en"), wishes("en")
    phone.force_login(alice)
    choose(phone, "zh-hans", "/")
    alice.refresh_from_db()
    assert alice.language == "zh-hans"
    choose(notebook, "en")
    assert language_of(notebook) == "en"
    notebook.post(LOGIN, {"login": "alice", "password": PASSWORD})
    assert language_of(notebook, "/") == "zh-hans"
    notebook.post("/accounts/logout/")
    assert language_of(notebook) == "zh-hans", "the cookie has followed the account"


def test_an_open_session_follows_a_choice_on_another_device(alice: User) -> None:
    phone, notebook = wishes("en"), wishes("en")
    for device in (phone, notebook):
        device.force_login(alice)
    choose(phone, "zh-hans", "/")
    assert language_of(notebook, "/") == "zh-hans"


def test_a_choice_before_sign_in_becomes_the_accounts(alice: User) -> None:
    client = wishes("en")
    choose(client, "zh-hans")
    client.post(LOGIN, {"login": "alice", "password": PASSWORD})
    alice.refresh_from_db()
    assert alice.language == "zh-hans"


def signed_in(client: Client, user: User) -> User:
    """As somebody whose password is PASSWORD, after anybody who is signed in has signed out."""
    client.post("/accounts/logout/")
    client.post(LOGIN, {"login": user.username, "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(user.pk)
    user.refresh_from_db()
    return user


@pytest.mark.parametrize("chosen_on", ["an account", "a browser", "a page"])
def test_the_language_of_whoever_was_signed_in_before_is_not_the_next_ones(alice: User, chosen_on: str) -> None:
    bob, client = User.objects.create_user("bob", password=PASSWORD), wishes("en")
    if chosen_on == "an account":
        User.objects.filter(pk=alice.pk).update(language="zh-hans")
    elif chosen_on == "a browser":
        choose(client, "zh-hans")
    signed_in(client, alice)
    if chosen_on == "a page":
        choose(client, "zh-hans", "/")
    assert language_of(client, "/") == "zh-hans"
    assert signed_in(client, bob).language == "" and language_of(client, "/") == "en"
    client.post("/accounts/logout/")
    assert language_of(client) == "en"
    assert signed_in(client, alice).language == "zh-hans" and language_of(client, "/") == "zh-hans"


def test_a_choice_after_somebody_has_signed_out_is_the_next_ones(alice: User) -> None:
    bob, client = User.objects.create_user("bob", password=PASSWORD), wishes("en")
    User.objects.filter(pk=alice.pk).update(language="en")
    signed_in(client, alice)
    client.post("/accounts/logout/")
    choose(client, "zh-hans")
    assert signed_in(client, bob).language == "zh-hans"
    assert signed_in(client, alice).language == "en" and language_of(client, "/") == "en"


def test_a_mere_wish_does_not_become_the_accounts(alice: User) -> None:
    client = wishes("zh-CN")
    client.post(LOGIN, {"login": "alice", "password": PASSWORD})
    alice.refresh_from_db()
    assert alice.language == "" and language_of(client, "/") == "zh-hans"


def test_a_mail_speaks_its_receivers_language(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(language="zh-hans")
    page = wishes("en").post("/accounts/password/reset/", {"email": "alice@example.org"}, follow=True)
    (letter,) = mail.outbox
    assert "密码" in letter.subject and "重置" in str(letter.body)
    assertContains(page, ENGLISH)
    assertContains(page, "Check your email")


def test_a_mail_to_somebody_without_a_choice_speaks_the_page_that_asked(alice: User) -> None:
    wishes("zh-CN").post("/accounts/password/reset/", {"email": "alice@example.org"})
    assert "密码" in mail.outbox[-1].subject


@pytest.mark.parametrize(("chosen", "found"), [("zh-hans", "已移除两步验证"), ("", "Second step removed")])
def test_staff_do_not_decide_what_language_a_mail_has(alice: User, settings: Settings, chosen: str, found: str) -> None:
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    User.objects.filter(pk=alice.pk).update(language=chosen)
    Authenticator.objects.create(user=alice, type=Authenticator.Type.TOTP, data={"secret": "x"})
    staff = wishes("zh-CN" if not chosen else "en")
    staff.force_login(User.objects.create_superuser("root"))
    staff.post("/admin/calls/user/", {"action": "remove_second_step", "_selected_action": alice.pk, "confirmed": "yes"})
    assert [letter.subject for letter in mail.outbox] == [f"[Videochat] {found}"]


def test_messages_and_errors_of_forms_are_translated(alice: User) -> None:
    client = wishes("zh-CN")
    assertContains(client.post(LOGIN, {"login": "alice", "password": "wrong"}), "密码")
    client.force_login(alice)
    assertContains(client.post("/accounts/profile/", {"display_name": "Al"}, follow=True), "你的名称已保存。")
    assertContains(client.get("/nothing/"), "页面不存在", status_code=404)


def test_an_outage_is_told_in_the_pages_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outage.database, "available", False)
    client = wishes("zh-CN")
    client.cookies[site.SESSION_COOKIE_NAME] = "some-session"
    assertContains(client.get("/"), "本站无法连接数据库", status_code=503)


def test_dates_have_the_pages_language(alice: User) -> None:
    client = wishes("zh-CN")
    client.post(LOGIN, {"login": "alice", "password": PASSWORD})
    assert re.search(r"登录于 \d{4}年\d{1,2}月\d{1,2}日", client.get("/accounts/sessions/").content.decode())


def texts_of(client: Client) -> str:
    (address,) = re.findall(r'src="(/jsi18n/[^"]+)"', client.get(LOGIN).content.decode())
    return str(address)


def test_browsers_keep_a_languages_texts_for_a_year() -> None:
    english, chinese = texts_of(wishes("en")), texts_of(wishes("zh-CN"))
    assert english != chinese
    # What the address says counts, not what the browser wants.
    answer = wishes("en").get(chinese)
    assertContains(answer, r"\u6302\u65ad")
    assert answer.headers["Cache-Control"] == f"public, max-age={YEAR}, immutable"
    assert "Vary" not in answer.headers and not answer.cookies


def test_a_page_of_another_version_gets_texts_that_it_does_not_keep() -> None:
    address = re.sub(r"\w+\.js$", "0123456789ab.js", texts_of(wishes("zh-CN")))
    answer = Client().get(address)
    assertContains(answer, r"\u6302\u65ad")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert Client().get("/jsi18n/de/0123456789ab.js").status_code == 404


def test_pages_from_before_the_switch_still_get_their_texts() -> None:
    assertContains(wishes("zh-CN").get("/jsi18n/"), r"\u6302\u65ad")


def test_the_page_of_an_outage_needs_no_request() -> None:
    with translation.override("zh-hans"):
        assert CHINESE in unavailable_page(RequestFactory().get("/"), Cause.BUSY).content.decode()
