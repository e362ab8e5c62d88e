"""A person deletes their account: who may, what it asks for, and what is left."""

import asyncio
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from calls.accounts.sessions import delete_sessions
from calls.actions import delete_account
from calls.mail.outbox import EmailBackend
from calls.models import AccountDeletion, Invitation, OutgoingMail, User
from calls.protocol.close_codes import CloseCode
from calls.tests.client import OFFER, ring, talk
from calls.tests.harness.outages.web_client import Page, WebClient, other_address
from calls.tests.harness.people import Person
from calls.tests.harness.process import until
from calls.tests.harness.programs.admin_helper import PASSWORD as SITE_PASSWORD
from calls.tests.harness.proof import OLD, signed_in_ago
from calls.tests.harness.rows import call, person
from calls.tests.harness.sites import AdminHelper, Site, environment, sqlite_copy
from calls.tests.harness.staff import Staff

PASSWORD, DELETE, DELETED = "a-long-secret-9", "/accounts/delete/", "/accounts/deleted/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def confirmed(user: User) -> Client:
    """A browser that has just entered the password again."""
    client = signed_in(user)
    answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": DELETE})
    assert answer["Location"] == DELETE
    return client


def account(name: str = "alice", **more: Any) -> User:
    return User.objects.create_user(name, password=PASSWORD, **more)


# What it asks for. In this process.


@pytest.mark.django_db
def test_the_password_is_asked_for_first() -> None:
    client = signed_in(account())
    for send in (client.get, client.post):
        assert send(DELETE)["Location"] == "/accounts/reauthenticate/?next=%2Faccounts%2Fdelete%2F"
    wrong = client.post("/accounts/reauthenticate/", {"password": "wrong", "next": DELETE})
    assert wrong.status_code == 200
    assert client.get(DELETE).status_code == 302
    assert not AccountDeletion.objects.exists()


@pytest.mark.django_db
def test_signing_in_is_no_second_proof() -> None:
    account()
    client = Client()
    assert client.post("/accounts/login/", {"login": "alice", "password": PASSWORD}).status_code == 302
    assert client.post(DELETE).status_code == 302 and not AccountDeletion.objects.exists()


@pytest.mark.django_db
def test_the_proof_is_good_for_five_minutes() -> None:
    client = confirmed(account())
    shown = client.get(DELETE).content.decode()
    for words in (
        "submit_once.js",
        "Nobody can undo it",
        "signed out on all devices",
        "deleted account",
        "somebody else may take it",
    ):
        assert words in shown
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY][-1]["at"] -= 301
    session.save()
    assert client.post(DELETE)["Location"].startswith("/accounts/reauthenticate/")
    assert not AccountDeletion.objects.exists()


@pytest.mark.django_db
def test_an_account_without_a_password_needs_a_fresh_sign_in() -> None:
    alice = account()
    client = confirmed(alice)
    alice.set_unusable_password()
    alice.save()
    client.force_login(alice)
    # A provider may have asked for nothing.
    for seconds, method in ((OLD, "mfa"), (0, "socialaccount")):
        signed_in_ago(client, seconds, method=method)
        for send in (client.get, client.post):
            assert "Your account has nothing to prove it with" in send(DELETE, follow=True).content.decode()
    signed_in_ago(client, method="mfa")
    assert "Nobody can undo it" in client.get(DELETE).content.decode()
    assert client.post(DELETE)["Location"] == DELETED


@pytest.mark.django_db
def test_the_account_is_closed_at_once() -> None:
    alice = account()
    client = confirmed(alice)
    answer = client.post(DELETE)
    assert answer["Location"] == DELETED and "has been deleted" in client.get(DELETED).content.decode()
    alice.refresh_from_db()
    assert not alice.is_active and AccountDeletion.objects.get().pk == alice.pk
    assert client.get("/")["Location"].startswith("/accounts/login/")
    again = Client().post("/accounts/login/", {"login": "alice", "password": PASSWORD})
    assert again.status_code == 302 and again["Location"] != "/"


@pytest.mark.django_db
def test_a_later_press_reads_the_same() -> None:
    alice = account()
    client = confirmed(alice)
    form = {"account": client.get(DELETE).context["account"]}
    assert client.post(DELETE, form)["Location"] == DELETED
    assert client.post(DELETE, form)["Location"] == DELETED
    # A form of an account that is still there proves nothing.
    other = confirmed(account("bob"))
    form = {"account": other.get(DELETE).context["account"]}
    assert Client().post(DELETE, form)["Location"].startswith("/accounts/login/")
    assert Client().post(DELETE, {"account": "forged"})["Location"].startswith("/accounts/login/")


@pytest.mark.django_db
def test_the_only_superuser_is_refused() -> None:
    root, other = account("root", is_superuser=True, is_staff=True), account("other", is_superuser=True)
    client = confirmed(root)
    User.objects.filter(pk=other.pk).update(is_active=False)
    assert "cannot be deleted" in client.get(DELETE).content.decode()
    refused = client.post(DELETE)
    assert refused.status_code == 409 and "cannot be deleted" in refused.content.decode()
    User.objects.filter(pk=other.pk).update(is_active=True)
    assert client.post(DELETE)["Location"] == DELETED
    with pytest.raises(delete_account.LastSuperuser):
        delete_account.close_account(other)


def erase(user: User) -> None:
    """As the workers' job does."""
    assert delete_account.claim_deletion() == user.pk
    assert delete_account.claim_deletion() is None
    for _batch in delete_account.erase_account(user.pk):
        pass
    key: str | None = ""
    while key is not None:
        key = delete_sessions(user.pk, key)
    delete_account.finish_deletion(user.pk)


@pytest.mark.django_db
def test_nothing_is_left_but_the_calls_of_others() -> None:
    alice, bob = account(email="alice@example.org"), person("bob")
    other_browser, bobs = signed_in(alice), signed_in(bob)
    kept = call(alice, bob, "ended", "hung-up")
    Invitation.objects.create(inviter=alice, token_hash="x", created_at=Now(), expires_at=Now() + timedelta(days=7))
    assert confirmed(alice).post(DELETE)["Location"] == DELETED
    erase(alice)
    assert not User.objects.filter(username="alice").exists() and not Invitation.objects.exists()
    assert not AccountDeletion.objects.exists()
    kept.refresh_from_db()
    assert (kept.caller, kept.callee) == (None, bob)
    assert Session.objects.count() == 1 and bobs.get("/history/").content.decode().count("deleted account") == 1
    assert other_browser.get("/").status_code == 302
    account()  # the name is free again


@pytest.mark.django_db
def test_the_log_keeps_what_was_changed_about_the_account_and_not_what_it_changed() -> None:
    alice, boss = account(is_staff=True), account("boss", is_staff=True)
    about = ContentType.objects.get_for_model(User)
    for staff, changed in ((alice, boss), (boss, alice)):
        LogEntry.objects.create(
            user=staff, content_type=about, object_id=str(changed.pk), object_repr=changed.username, action_flag=CHANGE
        )
    delete_account.close_account(alice)
    delete_account.release_account(alice.pk)
    erase(alice)
    assert [(entry.user, entry.object_repr) for entry in LogEntry.objects.all()] == [(boss, "alice")]


@pytest.mark.django_db
def test_mail_to_the_persons_addresses_is_not_sent_any_more() -> None:
    alice, bob = account(email="alice@example.org"), person("bob")
    for user, email, verified in (
        (alice, "alice@example.org", True),
        (alice, "new@example.org", False),
        (alice, "bob@example.org", False),  # which is bob's
        (bob, "bob@example.org", True),
    ):
        EmailAddress.objects.create(user=user, email=email, verified=verified)
    for to in ("ALICE@example.org", "new@example.org", "bob@example.org", "carol@example.org"):
        EmailBackend().send_messages([EmailMessage("Hello", "Text", to=[to])])
    delete_account.close_account(alice)
    delete_account.release_account(alice.pk)
    erase(alice)
    assert [row.content["to"] for row in OutgoingMail.objects.order_by("pk")] == [
        ["bob@example.org"],
        ["carol@example.org"],
    ]


@pytest.mark.django_db
def test_an_interrupted_deletion_goes_on() -> None:
    alice, bob = account(), person("bob")
    call(alice, bob, "ended", "hung-up")
    delete_account.close_account(alice)
    assert delete_account.claim_deletion() is None  # the process that closed it may go on
    next(delete_account.erase_account(alice.pk))
    AccountDeletion.objects.update(due=Now() - timedelta(seconds=1))
    erase(alice)
    assert not User.objects.filter(pk=alice.pk).exists()


# By the administration.


@pytest.mark.django_db(transaction=True)
def test_the_administration_refuses_to_delete_all_superusers(admin_client: Client) -> None:
    root, other = User.objects.get(username="admin"), account("other", is_superuser=True)
    one = reverse("admin:calls_user_delete", args=[root.pk])
    both = {"action": "delete_selected", "_selected_action": [root.pk, other.pk], "post": "yes"}
    listed = reverse("admin:calls_user_changelist")
    assert "Nobody could administer the site" in admin_client.post(listed, both).content.decode()
    assert User.objects.count() == 2
    assert admin_client.post(reverse("admin:calls_user_delete", args=[other.pk]), {"post": "yes"}).status_code == 302
    assert "Nobody could administer the site" in admin_client.get(one).content.decode()
    assert "Nobody could administer the site" in admin_client.post(one, {"post": "yes"}).content.decode()
    assert list(User.objects.all()) == [root]


# On real workers: sockets, calls, other people's pages.


def by_the_person(site: Site, person: Person) -> None:
    browser = WebClient(site.endpoints[0], person.cookie, other_address())
    asked = browser.post("/accounts/reauthenticate/", {"password": SITE_PASSWORD, "next": DELETE})
    assert (asked.status, asked.leads_to) == (302, DELETE)
    page = browser.post(DELETE, {})
    assert (page.status, page.leads_to) == (302, DELETED)


def by_an_administrator(site: Site, person: Person) -> None:
    Staff(site).browser.submit(f"/admin/calls/user/{person.pk}/delete/", post="yes")


@pytest.mark.parametrize("delete", [by_the_person, by_an_administrator])
async def test_sockets_close_the_call_ends_and_pages_are_told(
    site: Site, alice: Person, bob: Person, carol: Person, delete: Callable[[Site, Person], None]
) -> None:
    caller, other, callee, looker = (
        await alice.device(),
        await alice.device(1),
        await bob.device(),
        await carol.device(),
    )
    await looker.send("people", query=alice.name)
    await looker.expect("people")
    call_id = await talk(caller, callee)
    await asyncio.to_thread(delete, site, alice)
    assert (await callee.expect("leave", call=call_id))["reason"] == "hung-up"
    for device in (caller, other):
        assert await device.wait_closed() == CloseCode.SIGNED_OUT
    await asyncio.gather(*(device.expect("deleted", name=alice.name) for device in (callee, looker)))
    history = await asyncio.to_thread(WebClient(site.endpoints[0], bob.cookie).get, "/history/")
    assert "deleted account" in history.words and alice.name not in history.words
    await looker.send("people", query=alice.name)
    assert (await looker.expect("people"))["people"] == []
    again = await alice.open()
    assert await again.wait_closed() == CloseCode.SIGNED_OUT
    await callee.send("offer", name=alice.name, offer=OFFER)
    assert (await callee.expect("leave"))["reason"] == "offline"


async def test_a_call_that_rings_stops_ringing(site: Site, alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    call_id = await ring(caller, callee)
    await asyncio.to_thread(by_the_person, site, bob)
    assert (await caller.expect("leave", call=call_id))["reason"] == "offline"
    assert await callee.wait_closed() == CloseCode.SIGNED_OUT


def test_a_doubled_press_deletes_once_and_reads_the_same(two_workers: Site) -> None:
    for _round in range(5):
        person, together, address = Person(two_workers, "alice"), threading.Barrier(2), other_address()
        browser = WebClient(two_workers.endpoints[0], person.cookie, address)
        browser.post("/accounts/reauthenticate/", {"password": SITE_PASSWORD, "next": DELETE})
        token = re.findall(r'name="account" value="([^"]+)"', browser.get(DELETE).html)[0]

        def press(number: int) -> Page:
            second = WebClient(two_workers.endpoints[number], "", address)  # noqa: B023
            second.cookies |= {two_workers.endpoints[number].session_cookie: person.cookie}  # noqa: B023
            together.wait()  # noqa: B023
            return second.post(DELETE, {"account": token})  # noqa: B023

        with ThreadPoolExecutor(2) as presses:
            pages = list(presses.map(press, range(2)))
        assert [(page.status, page.leads_to) for page in pages] == [(302, DELETED)] * 2
        until(lambda: two_workers.admin("accounts", name=person.name)["count"] == 0, "it is erased")  # noqa: B023


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_superusers_who_leave_at_once_leave_one(kind: str, request: pytest.FixtureRequest) -> None:
    if kind == "sqlite":
        url = sqlite_copy(request.getfixturevalue("migrated_file"))
    else:
        url = request.getfixturevalue("postgres").create("superusers", "migrated")
    env = environment(url, DEBUG="true")
    helpers = [AdminHelper(env), AdminHelper(env)]
    try:
        last = helpers[0]("account", name="root", staff=True)["pk"]
        for number in range(5):
            people = [last, helpers[0]("account", name=f"root{number}", staff=True)["pk"]]
            with ThreadPoolExecutor(2) as threads:
                said = list(threads.map(lambda helper, pk: helper("close_account", pk=pk), helpers, people))
            assert sorted(each["refused"] for each in said) == [False, True]
            last = next(pk for pk, each in zip(people, said, strict=True) if each["refused"])
    finally:
        for helper in helpers:
            helper.stop()
