"""Forms that are sent twice at once: a sign-up signs in to one account, and no form ends in an error page."""

import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains

from calls.models import User
from calls.tests.harness.outages.web_client import Page, WebClient, other_address
from calls.tests.harness.people import Person
from calls.tests.harness.programs.admin_helper import PASSWORD as ADMIN_PASSWORD
from calls.tests.harness.sites import Site

SIGNUP, PASSWORD = "/accounts/signup/", "a-long-secret"


def test_two_presses_at_once_sign_in_to_one_account(one_worker: Site) -> None:
    name, together, address = f"new_{secrets.token_hex(3)}", threading.Barrier(2), other_address()

    def press(number: int) -> tuple[Page, Page]:
        browser = WebClient(one_worker.endpoints[0], address=address)
        together.wait()
        return browser.sign_up(name, PASSWORD), browser.get("/")

    with ThreadPoolExecutor(2) as presses:
        found = list(presses.map(press, range(2)))
    assert [(page.status, page.leads_to) for page, _home in found] == [(302, "/")] * 2
    assert all(home.status == 200 and name in home.html for _page, home in found)


FORMS = {
    "signing in": ("/accounts/login/", {"login": "{name}", "password": ADMIN_PASSWORD}),
    "signing out": ("/accounts/logout/", {}),
    "an email address": ("/accounts/email/", {"action_add": "", "email": "{name}@example.org"}),
    "a new password": (
        "/accounts/password/change/",
        {"oldpassword": ADMIN_PASSWORD, "password1": PASSWORD, "password2": PASSWORD},
    ),
    "a link that invites": ("/invite/", {}),
    "a reset": ("/accounts/password/reset/", {"email": "{name}@example.org"}),
}


@pytest.mark.parametrize("form", FORMS)
def test_no_form_that_is_sent_twice_at_once_ends_in_an_error(two_workers: Site, form: str) -> None:
    person, together, address = Person(two_workers, "alice", staff=True), threading.Barrier(2), other_address()
    path, fields = FORMS[form]
    filled = {name: value.format(name=person.name) for name, value in fields.items()}
    cookie = "" if form in ("signing in", "a reset") else person.cookie

    browsers = [WebClient(worker, cookie, address) for worker in two_workers.endpoints]

    def press(number: int) -> Page:
        together.wait()
        return browsers[number].post(path, filled)

    with ThreadPoolExecutor(2) as presses:
        statuses = [page.status for page in presses.map(press, range(2))]
    if form == "a new password":  # whichever answer the browser gets: it stays signed in
        assert statuses == [302, 302] and [browser.get("/").status for browser in browsers] == [200, 200]
    assert 302 in statuses and set(statuses) <= {200, 302}, statuses


def confirm_at_once(site: Site, people: list[Person], email: str) -> list[Page]:
    """Each person confirms the address for their own account at the same moment; one person presses twice."""
    keys = {each.pk: site.admin("confirmation", pk=each.pk, email=email)["key"] for each in set(people)}
    together, address = threading.Barrier(len(people)), other_address()

    def press(number: int) -> Page:
        person = people[number]
        browser = WebClient(site.endpoints[number % len(site.endpoints)], person.cookie, address)
        together.wait()
        return browser.post(f"/accounts/confirm-email/{keys[person.pk]}/", {})

    with ThreadPoolExecutor(len(people)) as presses:
        return list(presses.map(press, range(len(people))))


@pytest.mark.parametrize("accounts", [1, 2])
def test_an_address_that_is_confirmed_twice_at_once_is_confirmed_once(site: Site, accounts: int) -> None:
    for _round in range(5):
        people = [Person(site, "alice") for _account in range(accounts)] * (2 // accounts)
        pages = confirm_at_once(site, people, f"{people[0].name}@example.org")
        statuses = [page.status for page in pages]
        assert 302 in statuses and set(statuses) <= {200, 302}, statuses
        assert all("This link does not work" in page.words for page in pages if page.status == 200)
        owners = [WebClient(site.endpoints[0], each.cookie).get("/accounts/email/").words for each in set(people)]
        assert sorted("Confirmed" in words for words in owners) == [False] * (accounts - 1) + [True]


def sign_up(client: Client, password: str = PASSWORD) -> str:
    form = {"username": "dave", "email": "", "password1": password, "password2": password}
    page = client.post(SIGNUP, form)
    return "signed in" if page.status_code == 302 else page.content.decode()


@pytest.mark.django_db
def test_only_the_same_sign_up_counts_as_sent_again() -> None:
    assert sign_up(Client()) == "signed in"
    assert sign_up(Client()) == "signed in"
    assert "already exists" in sign_up(Client(), "another-long-secret")
    User.objects.update(date_joined=timezone.now() - timedelta(minutes=2))
    assert "already exists" in sign_up(Client())
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_each_form_of_an_account_takes_one_press() -> None:
    for page in ("/accounts/login/", SIGNUP, "/accounts/password/reset/"):
        assertContains(Client().get(page), "calls/pages/submit_once.js")
    client = Client()
    client.force_login(User.objects.create_user("alice", password=PASSWORD, is_staff=True))
    own = [f"/accounts/{page}/" for page in ("email", "password/change", "logout", "reauthenticate")]
    for page in (*own, "/invite/"):
        assertContains(client.get(page), "calls/pages/submit_once.js")
