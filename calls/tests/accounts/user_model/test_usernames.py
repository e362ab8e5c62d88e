"""Usernames where they are given and used: sign-up, sign-in, commands, the administration, the socket."""

import secrets
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains

from calls.models import User
from calls.tests.client import OFFER
from calls.tests.harness.invitations import Inviter, open_link
from calls.tests.harness.outages.web_client import Page, WebClient, other_address
from calls.tests.harness.people import Person
from calls.tests.harness.sites import Site

PASSWORD = "a-long-secret"
SPELLINGS = ("bob", "BOB", "\uff22\uff4f\uff42", "\U0001d401\U0001d428\U0001d41b")
ALLOWED = ("अनीता", "น้ำผึ้ง", "Jose\u0301", "김민준", "\uff22\uff4f\uff42", "Bob")
REFUSED = {
    "b\u043eb": "mixes letters of different scripts",
    "\U0001d401\U0001d428\U0001d41b": "Only letters, digits",
    "\ufb01n": "Only letters, digits",
    "\u3164": "cannot be seen",
    "..": "needs a letter or a digit",
    "me": "is reserved",
    "admin": "is reserved",
    "x" * 41: "at most 40 characters",
}


def sign_up(name: str, password: str = PASSWORD) -> str:
    """Empty if it worked, else the page."""
    page = Client().post("/accounts/signup/", {"username": name, "password1": password, "password2": password})
    return "" if page.status_code == 302 else page.content.decode()


def add_in_administration(client: Client, name: str) -> str:
    form = {"username": name, "password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    page = client.post(reverse("admin:calls_user_add"), form)
    return "" if page.status_code == 302 else page.content.decode()


def create_superuser(name: str) -> str:
    try:
        call_command("createsuperuser", interactive=False, username=name, email="", verbosity=0)
    except CommandError as error:
        return str(error)
    return ""


@pytest.mark.django_db
@pytest.mark.parametrize("name", ALLOWED)
def test_names_of_any_script_sign_up_and_in(name: str) -> None:
    assert not sign_up(name)
    assert Client().post("/accounts/login/", {"login": name, "password": PASSWORD}).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("name", REFUSED)
def test_other_names_are_refused_everywhere(admin_client: Client, name: str) -> None:
    User.objects.filter(username="admin").update(username="boss", username_key="boss")
    assert REFUSED[name] in sign_up(name)
    if name != "admin":
        assert REFUSED[name] in create_superuser(name)
    assert REFUSED[name] in add_in_administration(admin_client, name)
    with pytest.raises(ValidationError):
        User.objects.create_user(name)
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_a_superuser_may_be_called_admin() -> None:
    assert not create_superuser("admin")
    assert "already taken" in create_superuser("Admin")


@pytest.mark.django_db
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_another_spelling_signs_in_and_is_taken(admin_client: Client, spelling: str) -> None:
    assert not create_superuser("Bob")
    bob = User.objects.get(username="Bob")
    bob.set_password(PASSWORD)
    bob.save()
    client = Client()
    assert client.post("/accounts/login/", {"login": spelling, "password": PASSWORD}).status_code == 302
    assertContains(client.get("/accounts/logout/"), "Bob")
    # A mathematical letter is refused for itself.
    refusal = "already exists" if spelling != SPELLINGS[-1] else "Only letters, digits"
    assert refusal in sign_up(spelling, "another-long-secret")
    assert refusal in add_in_administration(admin_client, spelling)
    assert create_superuser(spelling)
    assert User.objects.count() == 2


@pytest.mark.django_db
def test_a_name_from_before_the_rules_stays_until_it_is_changed(admin_client: Client) -> None:
    old = User.objects.create(username="old+name@example.org")
    form = {"username": old.username, "email": "new@example.org", "date_joined_0": "2026-01-01", "date_joined_1": "0:0"}
    address = reverse("admin:calls_user_change", args=[old.pk])
    assert admin_client.post(address, form).status_code == 302
    assertContains(admin_client.post(address, form | {"username": "old+other"}), "Only letters, digits")
    assertContains(admin_client.post(address, form | {"username": "ADMIN"}), "is reserved")
    assert admin_client.post(address, form | {"username": "New"}).status_code == 302
    old.refresh_from_db()
    assert (old.username, old.username_key, old.email) == ("New", "new", "new@example.org")


def test_two_sign_ups_at_once_of_one_name_make_one_account(two_workers: Site) -> None:
    name, together, address = f"bob_{secrets.token_hex(3)}", threading.Barrier(2), other_address()
    inviter = Inviter(two_workers)

    def press(number: int) -> Page:
        browser = open_link(WebClient(two_workers.endpoints[number], address=address), links[number])
        together.wait()
        # Two passwords: otherwise it counts as one sign-up that was sent twice.
        return browser.sign_up((name, name.upper())[number], f"{PASSWORD}-{number}")

    for _round in range(3):
        links = [inviter.link(), inviter.link()]
        with ThreadPoolExecutor(2) as presses:
            pages = list(presses.map(press, range(2)))
        assert sorted(page.status for page in pages) == [200, 302]
        assert "already exists" in next(page.html for page in pages if page.status == 200)
        name = f"bob_{secrets.token_hex(3)}"


async def test_a_call_by_another_spelling_rings(site: Site, alice: Person, bob: Person) -> None:
    caller, callee = await alice.device(), await bob.device()
    await callee.send("login", name=bob.name.upper())
    await callee.expect("login", success=True)
    await caller.send("offer", name=bob.name.upper(), offer=OFFER)
    call = (await caller.expect("calling", name=bob.name))["call"]
    await callee.expect("offer", call=call, name=alice.name)
    await caller.send("leave", name=bob.name.title(), call=call)
    await callee.expect("leave", call=call)
