"""Names from right to left reorder nothing beside them, and no translator changes a name: on all pages and in mail."""

import re
from html import unescape

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from calls.actions.contacts.pair import become_contacts
from calls.bidi import isolate
from calls.models import Block, Call, CallLeg, Connection, ContactRequest, Invitation, User, Worker

NAME = "שרה"
PEER = "ליאור"
GUEST = "נועה"
#: A contact, who asks, who was asked, and who is blocked.
KNOWN = ["רות", "איתן", "מיכל", "גדעון"]
PAGES = [
    "/", "/history/", "/accounts/email/", "/accounts/profile/", "/accounts/password/change/", "/accounts/logout/",
    "/accounts/reauthenticate/", "/invite/", "/contacts/", "/privacy/", "/nowhere/",
]  # fmt: skip
STAFF = [
    "/admin/",
    "/admin/calls/user/",
    "/admin/calls/call/",
    "/admin/calls/livecall/",
    "/admin/calls/connection/",
    "/admin/calls/invitation/",
]
#: A name stands alone in these; the last is Django's own, read aloud at its end.
ALONE = re.compile(
    r"<(bdi|td|th|option|h1|h2|li|a)\b[^>]*>\s*NAME\s*</|<strong>NAME</strong>|\u2068NAME\u2069"
    r'|(value|data-[\w-]+|href)="[^"]*NAME[^"]*"|"me": "NAME"|Select this object for an action - NAME"'
)
MAIL = "sara@example.org"


def mixed(text: str, *names: str) -> list[str]:
    """Where a name stands in a text without being isolated from it."""
    found, rest = [], unescape(text)
    for name in names:
        rest = re.sub(ALONE.pattern.replace("NAME", re.escape(name)), "", rest)
    for name in names:
        found += [rest[max(0, each.start() - 60) : each.end() + 30] for each in re.finditer(re.escape(name), rest)]
    return found


@pytest.fixture
def sara(db: None) -> User:
    user = User.objects.create_superuser(NAME, MAIL, "a long password")
    EmailAddress.objects.create(user=user, email=MAIL, verified=False, primary=True)
    return user


@pytest.fixture(autouse=True)
def invited(sara: User) -> None:
    """Sara has invited somebody, and has contacts, requests, and somebody whom she has blocked."""
    guest, now = User.objects.create_user(GUEST), timezone.now()
    friend, asks, asked, blocked = (User.objects.create_user(name) for name in KNOWN)
    become_contacts(sara.pk, friend.pk)
    ContactRequest.objects.create(sender=asks, receiver=sara, asked_at=now)
    ContactRequest.objects.create(sender=sara, receiver=asked, asked_at=now)
    Block.objects.create(person=sara, blocked=blocked, since=now)
    Invitation.objects.create(inviter=sara, token_hash="x", created_at=now, expires_at=now, used_at=now, used_by=guest)


@pytest.fixture
def call(sara: User) -> Call:
    """They are in a call now, and were in one before."""
    peer = User.objects.create_user(PEER)
    for state in ("ended", "active"):
        reason = "hung-up" if state == "ended" else ""
        call = Call.objects.create(
            caller=peer, callee=sara, state=state, reason=reason, placed_at=timezone.now(), answered_at=timezone.now()
        )
        for user in (peer, sara):
            CallLeg.objects.create(call=call, user=user, live=state == "active")
    return call


def test_a_name_is_isolated_only_where_it_could_reorder() -> None:
    assert isolate("bob-1 (x)") == "bob-1 (x)"
    assert isolate("שרה") == "\u2068שרה\u2069"
    assert isolate("a\u202eb") == "\u2068ab\u2069"
    assert isolate("\u0661\u0662") == "\u2068\u0661\u0662\u2069"


@pytest.mark.parametrize("address", [*PAGES, *STAFF])
def test_a_page_isolates_every_name(client: Client, sara: User, call: Call, address: str) -> None:
    client.force_login(sara)
    assert mixed(client.get(address).content.decode(), NAME, PEER, GUEST, *KNOWN) == []


def test_no_page_lets_a_translator_change_a_name(client: Client, sara: User, call: Call) -> None:
    client.force_login(sara)
    names = "|".join([NAME, PEER, GUEST, *KNOWN])
    for address in PAGES:
        text = client.get(address).content.decode()
        assert re.findall(rf">[^<]*(?:{names})", text) == re.findall(
            rf"(?<=<bdi translate=\"no\")>[^<]*(?:{names})", text
        ), address


def test_objects_of_the_administration_isolate_names(sara: User, call: Call) -> None:
    worker = Worker(host="localhost", pid=1)
    objects = [call, *CallLeg.objects.all(), *Invitation.objects.all(), Connection(user=sara, worker=worker)]
    assert [mixed(str(each), NAME, PEER) for each in objects] == [[]] * len(objects)


def test_mail_and_messages_isolate_every_name(client: Client, sara: User) -> None:
    client.force_login(sara)
    client.post("/accounts/email/", {"action_send": "", "email": MAIL})
    page = client.get("/accounts/email/").content.decode()
    assert mixed(page, NAME) == []
    EmailAddress.objects.update(verified=True)
    client.post("/accounts/password/reset/", {"email": MAIL})
    assert len(mail.outbox) == 2
    assert [mixed(f"{each.subject} {each.body}", NAME) for each in mail.outbox] == [[], []]
    assert all(isolate(NAME) in str(each.body) for each in mail.outbox)
