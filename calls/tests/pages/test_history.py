"""The history page: calls, missed calls, and calling back."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from calls.lifecycle import MISSED, Reason
from calls.models import Block, Call, CallLeg, User


@pytest.fixture
def alice(db: None) -> User:
    return User.objects.create_user("alice")


@pytest.fixture
def bob(db: None) -> User:
    return User.objects.create_user("bob")


@pytest.fixture
def reader(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


def called(caller: User, callee: User, reason: str, talked: int = 0, ago: int = 60) -> Call:
    """A call that began `ago` seconds ago and has ended; `talked` is seconds, too."""
    placed = timezone.now() - timedelta(seconds=ago)
    answered = placed + timedelta(seconds=5) if talked else None
    ended = (answered or placed) + timedelta(seconds=talked)
    call = Call.objects.create(
        caller=caller,
        callee=callee,
        state="ended",
        reason=reason,
        placed_at=placed,
        answered_at=answered,
        ended_at=ended,
    )
    CallLeg.objects.create(call=call, user=caller, live=False)
    CallLeg.objects.create(call=call, user=callee, live=False, seen=reason not in MISSED)
    return call


def rows(client: Client, address: str = "/history/") -> list[str]:
    """Each row's words, as a screen reader meets them."""
    _, history = client.get(address).content.decode().split('id="history"')
    found = re.findall(r'<li class="row-item.*?</li>', history.split("</section>")[0], re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]


def test_an_empty_history_has_a_text(reader: Client) -> None:
    assertContains(reader.get("/history/"), "No calls yet")


def test_a_call_is_shown_with_peer_time_duration_and_ending(reader: Client, alice: User, bob: User) -> None:
    call = called(alice, bob, "hung-up", talked=192)
    (row,) = rows(reader)
    assert "bob" in row and "Call placed: Ended 3 min 12 s" in row
    assertContains(reader.get("/history/"), f'<time datetime="{call.placed_at.isoformat()}"')


@pytest.mark.parametrize(
    ("talked", "words"), [(7, "7 s"), (59.6, "1 min 0 s"), (4000, "1 h 6 min"), (90_000, "25 h 0 min")]
)
def test_a_duration_has_two_units(reader: Client, alice: User, bob: User, talked: int, words: str) -> None:
    called(alice, bob, "hung-up", talked=talked, ago=100_000)
    assert f"Ended {words}" in rows(reader)[0]


@pytest.mark.parametrize("reason", Reason)
def test_every_ending_has_a_text_for_both_sides(client: Client, alice: User, bob: User, reason: Reason) -> None:
    called(alice, bob, reason)
    for reader, peer in ((alice, "bob"), (bob, "alice")):
        client.force_login(reader)
        (row,) = rows(client)
        assert peer in row and ("Missed" in row) == (reader == bob and reason in MISSED)


def test_missed_calls_are_marked_as_new_until_the_page_is_visited(reader: Client, alice: User, bob: User) -> None:
    called(bob, alice, "no-answer")
    assertContains(reader.get("/accounts/email/"), 'id="missedBadge" class="count-badge">1<')
    assert "bob New Call received: Missed" in rows(reader)[0]
    assertContains(reader.get("/accounts/email/"), 'id="missedBadge" class="count-badge" hidden')
    assert "New" not in rows(reader)[0] and "Missed" in rows(reader)[0]


@pytest.mark.parametrize(
    ("method", "address", "headers", "unseen"),
    [
        ("get", "/history/", {}, 5),
        ("get", "/history/?page=abc", {}, 5),
        ("get", "/history/?page=2", {}, 25),
        ("get", "/history/?page=3", {}, 25),
        ("head", "/history/", {}, 30),
        ("head", "/history/?page=2", {}, 30),
        ("post", "/history/", {}, 30),
        ("get", "/history/", {"Sec-Purpose": "prefetch"}, 30),
        ("get", "/history/", {"Sec-Purpose": "prefetch;prerender"}, 30),
        ("get", "/history/", {"Purpose": "prefetch"}, 30),
        ("get", "/history/", {"X-Moz": "prefetch"}, 30),
        ("get", "/", {}, 30),
        ("get", "/accounts/email/", {}, 30),
        ("get", "/session/", {}, 30),
    ],
)
def test_only_the_rows_that_were_shown_count_as_seen(
    reader: Client, alice: User, bob: User, method: str, address: str, headers: dict[str, str], unseen: int
) -> None:
    for number in range(30):
        called(bob, alice, "no-answer", ago=100 + number)
    getattr(reader, method)(address, headers=headers)
    assert CallLeg.objects.filter(user=alice, seen=False).count() == unseen


GETS = ["/accounts/logout/", "/accounts/login/", "/accounts/signup/", "/accounts/email/", "/accounts/password/change/"]


@pytest.mark.parametrize("address", [*GETS, "/", "/history/", "/session/"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_reading_a_page_changes_nothing(reader: Client, alice: User, bob: User, address: str, method: str) -> None:
    called(alice, bob, "hung-up")
    reader.get("/")  # renews the session for today
    changes = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith("SELECT"):
            changes.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        getattr(reader, method)(address)
    assert [sql for sql in changes if "SAVEPOINT" not in sql] == []
    assert reader.get("/").status_code == 200


@pytest.mark.parametrize(("method", "headers"), [("head", {}), ("get", {"Sec-Purpose": "prefetch"})])
def test_a_message_stays_until_it_is_shown(reader: Client, method: str, headers: dict[str, str]) -> None:
    reader.post("/accounts/logout/")
    getattr(reader, method)("/accounts/login/", headers=headers)
    assertContains(reader.get("/accounts/login/"), "signed out")
    assertNotContains(reader.get("/accounts/login/"), "signed out")


def test_a_visit_by_alice_leaves_bob_s_missed_calls_new(reader: Client, alice: User, bob: User) -> None:
    called(alice, bob, "no-answer")
    assert "New" not in rows(reader)[0]
    assert CallLeg.objects.filter(user=bob, seen=False).count() == 1


def test_a_live_call_is_shown_without_an_ending(reader: Client, alice: User, bob: User) -> None:
    call = Call.objects.create(
        caller=bob, callee=alice, state="active", placed_at=timezone.now(), answered_at=timezone.now()
    )
    CallLeg.objects.create(call=call, user=alice)
    CallLeg.objects.create(call=call, user=bob)
    assert "In progress" in rows(reader)[0]
    assertNotContains(reader.get("/history/"), "data-call")


def test_bob_can_be_called_back_unless_his_account_is_closed(reader: Client, alice: User, bob: User) -> None:
    called(bob, alice, "cancelled")
    button = re.search(r'<button[^>]*data-call="bob"[^>]*>', reader.get("/history/").content.decode())
    assert button and 'aria-label="Call bob"' in button[0]
    assertContains(reader.get("/history/"), 'data-card="bob"')
    User.objects.filter(pk=bob.pk).update(is_active=False)
    for attribute in ("data-call", "data-card"):
        assertNotContains(reader.get("/history/"), attribute)


def test_a_blocked_call_is_only_in_the_history_of_who_blocked(client: Client, alice: User, bob: User) -> None:
    call = called(bob, alice, "offline")
    call.legs.filter(user=alice).update(withheld="blocked", seen=True)
    Block.objects.create(person=alice, blocked=bob, since=timezone.now())
    client.force_login(alice)
    (row,) = rows(client)
    assert "Blocked call" in row and "Unblock" in row and "Missed" not in row
    assertNotContains(client.get("/history/"), "data-call")
    assertContains(client.get("/history/"), 'data-unblock="bob"')
    client.force_login(bob)
    (row,) = rows(client)
    assert "Was offline" in row and "lock" not in row.replace("clock", "")
    assertContains(client.get("/history/"), 'data-call="alice"')


def test_after_unblocking_the_person_can_be_called_from_the_history(reader: Client, alice: User, bob: User) -> None:
    called(bob, alice, "offline").legs.filter(user=alice).update(withheld="blocked", seen=True)
    assert "Blocked call" in rows(reader)[0] and "Unblock" not in rows(reader)[0]
    assertContains(reader.get("/history/"), 'data-call="bob"')


def test_a_call_that_was_not_put_through_counts_as_missed(reader: Client, alice: User, bob: User) -> None:
    called(bob, alice, "offline").legs.filter(user=alice).update(withheld="not-allowed")
    assertContains(reader.get("/accounts/email/"), 'id="missedBadge" class="count-badge">1<')
    assert "Missed, not put through" in rows(reader)[0]


def test_an_outsider_does_not_see_the_call(client: Client, alice: User, bob: User) -> None:
    called(alice, bob, "hung-up", talked=10)
    client.force_login(User.objects.create_user("carol"))
    assert rows(client) == []


def test_the_history_has_pages_of_25_latest_first(reader: Client, alice: User, bob: User) -> None:
    for number in range(30):
        called(alice, bob, "hung-up", talked=1 + number, ago=100 + number)
    assert len(rows(reader)) == 25 and "Ended 1 s" in rows(reader)[0]
    assert len(rows(reader, "/history/?page=2")) == 5 and "Ended 30 s" in rows(reader, "/history/?page=2")[-1]
    assert len(rows(reader, "/history/?page=nonsense")) == 25


def test_a_full_page_needs_as_many_queries_as_one_call(
    reader: Client, alice: User, bob: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    called(alice, bob, "hung-up", talked=10)
    # The session, the person, how many there are, the page, who of them is blocked, the header's count.
    with django_assert_num_queries(6):
        reader.get("/history/")
    for number in range(24):
        called(alice, User.objects.create_user(f"person{number}"), "hung-up", talked=10)
    with django_assert_num_queries(6):
        reader.get("/history/")
