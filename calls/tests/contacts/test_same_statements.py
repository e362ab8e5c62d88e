"""A blocked person's messages run the same statements as anybody's to somebody who is offline."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from calls.actions.availability.requests import set_notify, tell_due
from calls.actions.contacts.card import person_card
from calls.actions.contacts.change import change_contact
from calls.actions.contacts.favourites import set_favourite
from calls.actions.outcome import Actor
from calls.actions.place import place
from calls.models import Block, Contact, DoNotDisturb, User
from calls.presence.people_list import directory, listed_people
from calls.tests.client import OFFER
from calls.tests.harness.rows import person, worker

pytestmark = pytest.mark.django_db


def statements(act: Callable[[], Any]) -> list[str]:
    """The SQL without its values, and without the names of savepoints."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return [re.sub(r"'[^']*'|\b\d+\b|\"s\d+_x\d+\"", "?", query["sql"]) for query in captured]


@pytest.fixture
def caller() -> Actor:
    return Actor(person("caller", worker()), str(uuid4()))


@pytest.fixture
def offline() -> User:
    return person("offline")


@pytest.fixture(params=["has blocked", "nobody", "contacts", "has blocked a contact"])
def hidden(request: pytest.FixtureRequest, caller: Actor) -> User:
    """Is online, does not want to be disturbed, and takes no calls from the caller."""
    found = person("hidden", worker())
    DoNotDisturb.objects.create(user=found, is_on=True, note="Not for the caller")
    if request.param in ("nobody", "contacts"):
        User.objects.filter(pk=found.pk).update(allowed_callers=request.param)
    else:
        Block.objects.create(person=found, blocked=caller.user, since=Now())
    if request.param == "has blocked a contact":
        for one, other in ((found, caller.user), (caller.user, found)):
            Contact.objects.create(person=one, contact=other, since=Now())
    return found


def test_a_call(caller: Actor, offline: User, hidden: User) -> None:
    def call(callee: User) -> tuple[list[str], Any]:
        outcomes = []
        ran = statements(lambda: outcomes.append(place(caller, callee.username, OFFER, None)))
        return ran, outcomes[0]

    expected, before = call(offline)
    found, after = call(hidden)
    assert found == expected and len(found) > 8
    assert [set(message) for message in after.replies] == [set(message) for message in before.replies]
    assert len(after.notifications) == len(before.notifications) == 1
    # And once more.
    assert call(hidden)[0] == call(offline)[0]


@pytest.mark.parametrize("actions", [["ask"], ["ask", "ask"], ["ask", "withdraw"], ["remove"], ["decline"]])
def test_what_is_done_about_the_person(caller: Actor, offline: User, hidden: User, actions: list[str]) -> None:
    Contact.objects.all().delete()

    def act(other: User) -> tuple[list[str], int]:
        told: list[int] = []
        ran = statements(
            lambda: told.extend(len(change_contact(caller, other.username, action)[1]) for action in actions)
        )
        return ran, sum(told)

    assert act(hidden) == act(offline)


def test_the_list(caller: Actor, offline: User, hidden: User) -> None:
    """One statement for the whole page, with any people on it."""
    page = statements(lambda: listed_people.entries(caller.user.pk, [offline, hidden]))
    assert page == statements(lambda: listed_people.entries(caller.user.pk, [offline]))
    assert len(page) == 1
    shown = directory.people(caller.user.pk, "", 1).users
    entries, _sights = listed_people.entries(caller.user.pk, shown)
    assert [entry["status"] for entry in entries] == ["offline", "offline"]
    assert [entry["name"] for entry in entries] == ["hidden", "offline"], "sorted as if both were offline"


def test_the_card_and_the_favourite(caller: Actor, offline: User, hidden: User) -> None:
    """The same statements, and the same answer but for the name, also after a call in vain."""

    def look(other: User) -> tuple[list[str], dict[str, Any]]:
        place(caller, other.username, OFFER, None)
        answers: list[Any] = []

        def act() -> None:
            answers.extend(set_favourite(caller, other.username, favourite=True)[0])
            answers.append(person_card(caller.user, other.username)[0])

        ran = statements(act)
        shown = answers[-1] | {"name": "NAME", "calls": [call | {"ago": 0} for call in answers[-1]["calls"]]}
        return ran, shown

    Contact.objects.all().delete()
    found, expected = look(hidden), look(offline)
    assert found == expected
    assert found[1]["status"] == "offline" and len(found[1]["calls"]) == 1
    page = directory.people(caller.user.pk, "", 1)
    entries, _sights = listed_people.entries(caller.user.pk, page.users, page.sections)
    assert [(entry["status"], entry["section"]) for entry in entries] == [("offline", "favourite")] * 2


def test_to_wait_for_the_person(caller: Actor, offline: User, hidden: User) -> None:
    def wait(other: User) -> tuple[list[str], Any]:
        answers: list[Any] = []
        ran = statements(lambda: answers.append(set_notify(caller, other.username, notify=True)))
        replies, notifications = answers[0]
        return ran, ([reply | {"name": "NAME"} for reply in replies], len(notifications))

    assert wait(hidden) == wait(offline)
    assert tell_due() == []
