"""The page "Your data" and its downloads: all that the site holds about a person, and nothing about others."""

import csv
import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db.models.functions import Now
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from calls.actions.contacts.pair import become_contacts
from calls.mail.outbox import EmailBackend
from calls.models import Block, Call, CallLeg, ContactRequest, FormerName, Invitation, User
from calls.pages.my_data.call_csv import as_text
from calls.tests.harness.rows import call, person, worker

PASSWORD = "a-long-secret-9"
#: Where each table that refers to an account is in the download. A new one needs a place there, or a reason here.
PLACES = {
    "EmailAddress.user": "email_addresses",
    "SocialAccount.user": "linked_accounts",
    "FormerName.user": "former_usernames",
    "UserSession.user": "sessions",
    "Authenticator.user": "second_step",
    "Contact.person": "contacts",
    "Contact.contact": "contacts",
    "ContactRequest.sender": "contact_requests",
    "ContactRequest.receiver": "contact_requests",
    "Favourite.person": "favourites",
    "Favourite.favourite": "is kept from the person who is a favourite",
    "AvailabilityRequest.person": "availability_requests",
    "AvailabilityRequest.awaited": "is kept from the person who is awaited",
    "DoNotDisturb.user": "do_not_disturb",
    "Block.person": "blocked_people",
    "Block.blocked": "is kept from the person who is blocked",
    "Invitation.inviter": "invitations",
    "Invitation.used_by": "account",
    "Connection.user": "devices_online",
    "LogEntry.user": "administration_log",
    "Call.caller": "calls",
    "Call.callee": "calls",
    "CallLeg.user": "calls",
    "DirectoryEntry.user": "only holds the names once more, for the list",
    "Picture.user": "account",
    "SearchWord.user": "only holds the names once more, for the search",
}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_rates_of_other_tests() -> None:
    cache.clear()


def signed_in(name: str = "alice") -> tuple[Client, User]:
    user = User.objects.filter(username=name).first() or User.objects.create_user(name, password=PASSWORD)
    client = Client()
    client.force_login(user)
    return client, user


def download(client: Client) -> dict[str, Any]:
    answer: HttpResponse = client.get(reverse("download_account"))  # type: ignore[assignment]
    assert answer.status_code == 200 and answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"].startswith('attachment; filename="videochat-account-')
    found: dict[str, Any] = json.loads(answer.content)
    return found


def rows(client: Client) -> list[dict[str, str]]:
    answer = client.get(reverse("download_calls"))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = answer.content.decode()
    assert text.startswith("\ufeff") and "\r\n" in text
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))


def test_the_account_menu_leads_to_the_page() -> None:
    client, _alice = signed_in()
    assert reverse("my_data") in client.get("/").content.decode()
    shown = client.get(reverse("my_data")).content.decode()
    for name in ("download_account", "download_calls", "delete_account"):
        assert f'href="{reverse(name)}"' in shown


def test_strangers_are_sent_to_the_sign_in(client: Client) -> None:
    for name in ("my_data", "download_account", "download_calls", "delete_account"):
        assert client.get(reverse(name))["Location"].startswith(reverse("account_login"))


def test_each_table_with_a_reference_to_an_account_is_in_the_download() -> None:
    client, _alice = signed_in()
    relations = {
        f"{relation.related_model.__name__}.{relation.field.name}"
        for relation in User._meta.related_objects
        if not relation.related_model._meta.proxy
    }
    assert relations == set(PLACES)
    assert {place for place in PLACES.values() if " " not in place} <= set(download(client))


def test_the_download_keeps_what_others_have_hidden() -> None:
    """Who has blocked the person, and that a request was declined."""
    client, alice = signed_in()
    bob, carol = User.objects.create_user("bob"), User.objects.create_user("carol")
    Block.objects.create(person=bob, blocked=alice, since=Now())
    Block.objects.create(person=alice, blocked=carol, since=Now())
    ContactRequest.objects.create(sender=alice, receiver=bob, asked_at=Now(), declined=True)
    ContactRequest.objects.create(sender=carol, receiver=alice, asked_at=Now(), declined=True)
    become_contacts(alice.pk, bob.pk)
    found = download(client)
    assert [each["username"] for each in found["blocked_people"]] == ["carol"]
    assert [each["username"] for each in found["contacts"]] == ["bob"]
    sent, received = found["contact_requests"]
    assert (sent["username"], received["username"], received["declined"]) == ("bob", "carol", True)
    assert "declined" not in sent


def test_everything_is_in_the_download() -> None:
    client, alice = signed_in()
    alice.display_name, alice.email = "Ālïcé 日本", "alice@example.org"
    alice.save()
    EmailAddress.objects.create(user=alice, email="alice@example.org", verified=True, primary=True)
    SocialAccount.objects.create(user=alice, provider="google", uid="12345", extra_data={"email": "a@gmail.example"})
    FormerName.objects.create(user=alice, key="alicia", replaced_at=Now())
    at = worker()
    bob = person("bob", at)
    Invitation.objects.create(
        inviter=alice, token_hash="secret-hash", created_at=Now(), expires_at=Now() + timedelta(days=7), used_by=bob
    )
    Invitation.objects.create(inviter=bob, token_hash="x", created_at=Now(), expires_at=Now(), used_by=alice)
    placed = call(alice, bob, "ended", "hung-up")
    received = call(bob, alice, "ended", "no-answer")
    call(bob, person("carol"), "ended", "hung-up")
    found = download(client)
    account = found["account"]
    assert (account["username"], account["display_name"], account["invited_by"]) == ("alice", "Ālïcé 日本", "bob")
    assert found["email_addresses"] == [{"email": "alice@example.org", "confirmed": True, "main": True}]
    assert [(each["id"], each["said"]["email"]) for each in found["linked_accounts"]] == [("12345", "a@gmail.example")]
    assert [each["username"] for each in found["former_usernames"]] == ["alicia"]
    assert [each["used_by"] for each in found["invitations"]] == ["bob"]
    assert [(each["id"], each["direction"], each["username"], each["ending"]) for each in found["calls"]] == [
        (str(received.pk), "received", "bob", "no-answer"),
        (str(placed.pk), "placed", "bob", "hung-up"),
    ]
    text = json.dumps(found)
    assert "carol" not in text and "secret-hash" not in text and alice.password not in text


def test_mail_that_waits_is_named_without_its_links() -> None:
    client, alice = signed_in()
    EmailAddress.objects.create(user=alice, email="alice@example.org", verified=True, primary=True)
    EmailAddress.objects.create(user=alice, email="bob@example.org", verified=False)
    for to in ("Alice@example.org", "bob@example.org", "carol@example.org"):
        message = EmailMessage(f"Subject for {to}", "https://videochat.example/secret-link", to=[to])
        EmailBackend().send_messages([message])
    (found,) = download(client)["waiting_mail"]
    assert (found["to"], found["subject"]) == (["Alice@example.org"], "Subject for Alice@example.org")
    assert found["written_at"] and "secret-link" not in json.dumps(found)


def test_the_sessions_are_the_persons_own() -> None:
    other, _bob = signed_in("bob")
    client, _alice = signed_in()
    Client().post(reverse("account_login"), {"login": "alice", "password": PASSWORD})
    client.get("/")
    found = download(client)["sessions"]
    assert sorted(each["this_browser"] for each in found) == [False, True]
    (sign_in,) = next(each["sign_ins"] for each in found if not each["this_browser"])
    assert (sign_in["method"], sign_in["username"]) == ("password", "alice")
    assert len(download(other)["sessions"]) == 1
    assert str(client.session.session_key) not in json.dumps(found)


def test_what_staff_have_changed_is_said() -> None:
    client, alice = signed_in()
    admin = Client()
    admin.force_login(User.objects.create_superuser("root", password=PASSWORD))
    form = {"username": "alice", "display_name": "A.", "email": "", "is_active": "on"}
    dates = {"date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}
    assert admin.post(reverse("admin:calls_user_change", args=[alice.pk]), form | dates).status_code == 302
    (entry,) = download(client)["administration_log"]
    assert entry["by_this_account"] is False and "Display name" in entry["change"]
    assert "root" not in json.dumps(entry)
    assert download(admin)["administration_log"][0]["by_this_account"] is True


def test_the_history_for_spreadsheets() -> None:
    client, alice = signed_in()
    bob = person("bob")
    User.objects.filter(pk=bob.pk).update(display_name="Bøb, “the builder”")
    call(alice, bob, "ended", "hung-up")
    Call.objects.update(video=False)
    gone = person("gone")
    call(gone, alice, "ended", "cancelled")
    gone.delete()
    missed, talked = rows(client)
    assert (missed["Username"], missed["Ending"], missed["Direction"]) == ("deleted account", "Missed", "received")
    assert (talked["Username"], talked["Display name"]) == ("bob", "Bøb, “the builder”")
    assert (talked["Kind"], talked["Ending"], talked["Seconds"]) == ("voice", "Ended", "65")


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", "  ="])
def test_no_name_is_a_formula(first: str) -> None:
    assert as_text(f"{first}HYPERLINK(1)") == f"'{first}HYPERLINK(1)"


@pytest.mark.parametrize("name", ["bob", "_bob", "Bob = Alice", "日本語", "", "'quoted'", "\u202ebob"])
def test_other_names_are_as_they_are(name: str) -> None:
    assert as_text(name) == name


def test_a_name_that_is_a_formula_is_harmless_in_the_file() -> None:
    client, alice = signed_in()
    bob = User.objects.create(username="-bob", display_name='=HYPERLINK("http://x","y")')
    made = call(alice, bob, "ended", "hung-up")
    assert CallLeg.objects.filter(call=made).count() == 2
    (row,) = rows(client)
    assert (row["Username"], row["Display name"]) == ("'-bob", '\'=HYPERLINK("http://x","y")')
    # Programs read the other file, which has the names as they are.
    (said,) = download(client)["calls"]
    assert (said["username"], said["display_name"]) == ("-bob", '=HYPERLINK("http://x","y")')


def test_downloads_are_limited_and_never_cached() -> None:
    client, _alice = signed_in("limited")
    answers = [client.get(reverse("download_calls")) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert "no-store" in answers[0]["Cache-Control"]


def test_the_page_says_how_long_calls_are_kept(settings: Settings) -> None:
    client, _alice = signed_in()
    assert "Calls are deleted after" not in client.get(reverse("my_data")).content.decode()
    settings.CALL_RETENTION_DAYS = 30
    assert "Calls are deleted after 30 days." in client.get(reverse("my_data")).content.decode()


@pytest.mark.parametrize("calls", [1, 30])
def test_a_long_history_needs_no_more_queries(calls: int, django_assert_max_num_queries: Any) -> None:
    client, alice = signed_in()
    bob = person("bob")
    for _ in range(calls):
        call(alice, bob, "ended", "hung-up")
    with django_assert_max_num_queries(30):
        download(client)
