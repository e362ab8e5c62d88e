"""Requests to the administration that no page sends, and forms that two people send at once."""

import secrets
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client
from django.urls import reverse

from calls.models import Call, Connection
from calls.tests.admin.changelist import act
from calls.tests.harness.outages.web_client import Page, WebClient, other_address
from calls.tests.harness.people import Person
from calls.tests.harness.rows import call, person, worker
from calls.tests.harness.sites import Site

PASSWORD = "a-long-secret-9"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "action"),
    [
        ("connection", "sign_out"),
        ("livecall", "end_call"),
        ("invitation", "revoke"),
        ("user", "delete_selected"),
    ],
)
@pytest.mark.parametrize("forged", ["not-a-key", "", "1' OR '1'='1", "9" * 40, "\x00"])
def test_a_forged_key_is_refused_in_words(admin_client: Client, name: str, action: str, forged: str) -> None:
    at = worker()
    placed = call(person("alice", at), person("bob", at))
    assert "That choice does not exist" in act(admin_client, name, action, forged)
    assert "That choice does not exist" in act(admin_client, name, action, placed.pk, forged)
    assert Call.objects.get().state == "active" and Connection.objects.count() == 2


@pytest.mark.django_db
def test_each_form_of_the_administration_takes_one_press(admin_client: Client) -> None:
    alice = person("alice")
    pages = [
        reverse("admin:calls_user_add"),
        reverse("admin:calls_user_change", args=[alice.pk]),
        reverse("admin:calls_user_delete", args=[alice.pk]),
        reverse("admin:auth_user_password_change", args=[alice.pk]),
        reverse("admin:calls_livecall_changelist"),
    ]
    for page in pages:
        assert "calls/pages/submit_once.js" in admin_client.get(page).content.decode(), page


def send_at_once(site: Site, sender: Person, requests: list[tuple[str, dict[str, str]]]) -> list[Page]:
    together, address = threading.Barrier(len(requests)), other_address()

    def send(number: int) -> Page:
        browser = WebClient(site.endpoints[number % len(site.endpoints)], sender.cookie, address)
        together.wait()
        return browser.post(*requests[number])

    with ThreadPoolExecutor(len(requests)) as threads:
        return list(threads.map(send, range(len(requests))))


def test_two_administrators_add_the_same_name_at_once(two_workers: Site) -> None:
    staff = Person(two_workers, "staff", staff=True)
    for _round in range(3):
        name = f"new_{secrets.token_hex(3)}"
        form = {"username": name, "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
        pages = send_at_once(two_workers, staff, [("/admin/calls/user/add/", form)] * 2)
        assert sorted(page.status for page in pages) == [200, 302]
        assert all("already exists" in page.words for page in pages if page.status == 200)


def test_two_accounts_get_the_same_name_at_once(two_workers: Site) -> None:
    staff = Person(two_workers, "staff", staff=True)
    for _round in range(3):
        people, name = [Person(two_workers, "alice"), Person(two_workers, "bob")], f"new_{secrets.token_hex(3)}"
        joined = {"date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}
        form = {"username": name, "display_name": "", "email": "", "is_active": "on"} | joined
        pages = send_at_once(two_workers, staff, [(f"/admin/calls/user/{each.pk}/change/", form) for each in people])
        assert sorted(page.status for page in pages) == [200, 302]
        assert all("already exists" in page.words for page in pages if page.status == 200)
