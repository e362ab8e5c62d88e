"""All addresses of the site: none is a dead end, and no form can be sent twice by a second press."""

import re
from urllib.parse import quote

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from calls.actions.contacts.pair import become_contacts
from calls.models import Block, User
from calls.tests.harness.addresses import addresses

PASSWORD = "a-long-secret-9"
#: Each is the address of a form, where somebody presses a button whose session has ended.
PRESSED = {
    "/contacts/change/": "/contacts/",
    "/contacts/change/?next=privacy&page=1": "/privacy/",
    "/contacts/change/?next=privacy&page=2": "/privacy/?page=2",
    "/contacts/change/?next=contacts&page=x": "/contacts/",
    "/accounts/picture/": "/accounts/profile/",
    "/accounts/sessions/end-others/": "/accounts/sessions/",
    "/accounts/sessions/1/end/": "/accounts/sessions/",
    "/invite/1/revoke/": "/invite/",
    "/accounts/sign-in-methods/1/unlink/": "/accounts/sign-in-methods/",
}
NOT_DONE = "what you pressed was not done"

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> User:
    user = User.objects.create_superuser("alice", "alice@example.org", PASSWORD)
    for name in ("bob", "carol"):
        other = User.objects.create_user(name)
        become_contacts(user.pk, other.pk)
    Block.objects.create(person=user, blocked=other, since=timezone.now())
    return user


@pytest.fixture
def reader(alice: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(alice)
    return client


def read(client: Client, path: str) -> HttpResponse:
    answer = client.get(path)
    if path == "/accounts/logout/":
        client.force_login(User.objects.get(username="alice"))
    assert isinstance(answer, HttpResponse) or answer.streaming, path
    return answer  # type: ignore[return-value]


def test_no_address_that_is_read_is_a_blank_page(reader: Client) -> None:
    answers = {path: read(reader, path) for path in {*addresses(), *PRESSED}}
    assert len(answers) > 60
    assert {path for path, answer in answers.items() if answer.status_code == 405} == set()
    assert {path for path, answer in answers.items() if answer.status_code >= 500} <= {"/readyz"}


@pytest.mark.parametrize("signed_in", [True, False])
def test_every_form_of_every_page_guards_a_second_press(alice: User, reader: Client, signed_in: bool) -> None:
    client, with_forms = reader if signed_in else Client(), set()
    for path in {*addresses(), *PRESSED}:
        answer = client.get(path)
        if answer.streaming or not answer["Content-Type"].startswith("text/html"):
            continue
        page = answer.content.decode()
        if re.search(r"<form[^>]* method=\"post\"", page) and answer.status_code < 500:
            with_forms.add(path)
            assert "calls/pages/submit_once.js" in page, path
    if signed_in:
        assert with_forms >= {"/", "/contacts/", "/privacy/", "/history/", "/check/", "/invite/", "/accounts/profile/"}
    else:
        assert with_forms >= {"/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"}


@pytest.mark.parametrize("path", PRESSED)
def test_a_press_after_the_session_has_ended_is_told_and_leads_back_to_the_page(alice: User, path: str) -> None:
    client = Client()
    asked = client.post(path, follow=True)
    assert asked.redirect_chain == [(f"/accounts/login/?next={quote(path)}", 302)]
    assert NOT_DONE in asked.content.decode()
    fields = {"login": "alice", "password": PASSWORD, "next": path}
    back = client.post("/accounts/login/", fields, follow=True)
    assert (back.status_code, back.redirect_chain[-1]) == (200, (PRESSED[path], 302))


def test_a_page_of_more_digits_than_python_reads_is_no_page(reader: Client) -> None:
    address = f"/contacts/change/?page={'9' * 4_301}"
    for send in (reader.get, reader.post):
        assert send(address).headers["Location"] == "/contacts/"


def test_only_a_press_that_is_lost_is_told(alice: User) -> None:
    client = Client()
    assert NOT_DONE not in client.get("/contacts/", follow=True).content.decode()
    assert NOT_DONE not in client.post("/accounts/logout/", follow=True).content.decode()
    fields = {"login": "alice", "password": PASSWORD, "next": "/privacy/"}
    assert NOT_DONE not in client.post("/accounts/login/", fields, follow=True).content.decode()
    client.logout()
    assert NOT_DONE in client.post("/privacy/", {"allowed_callers": "contacts"}, follow=True).content.decode()
    client.logout()
    assert NOT_DONE in client.post("/accounts/email/", {"email": "a@example.org"}, follow=True).content.decode()


def test_the_switch_of_languages_leads_from_a_refused_picture_to_the_profile(reader: Client) -> None:
    refused = reader.post("/accounts/picture/", {})
    assert refused.status_code == 200
    form = {"language": "zh-hans", "next": "/accounts/picture/"}
    page = reader.post("/language/", form, follow=True)
    assert (page.status_code, page.redirect_chain[-1]) == (200, ("/accounts/profile/", 302))
