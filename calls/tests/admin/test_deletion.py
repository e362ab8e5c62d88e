"""Deleting an account with a long history: quick, in short transactions, and others keep their calls."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from calls.actions.delete_account import close_account, erase_account
from calls.models import Call, CallLeg, User
from calls.tests.harness.rows import call, person, worker
from videochat.database.batches import BATCH

CALLS = 2500


def long_history(one: User, other: User) -> None:
    pairs = [(one, other) if number % 2 else (other, one) for number in range(CALLS)]
    calls = Call.objects.bulk_create(
        Call(caller=caller, callee=callee, state="ended", reason="no-answer", placed_at=Now(), ended_at=Now())
        for caller, callee in pairs
    )
    CallLeg.objects.bulk_create(CallLeg(call=each, user=user, live=False) for each in calls for user in (one, other))


def delete_account(user: User) -> None:
    """As the administration does, without telling anybody."""
    close_account(user)
    for _batch in erase_account(user.pk):
        pass


def delete_one(client: Client, alice: User) -> None:
    address = reverse("admin:calls_user_delete", args=[alice.pk])
    shown = client.get(address).content.decode()
    assert len(shown) < 20_000 and re.search(rf"history of the other people[^0-9]*{CALLS}\b", shown)
    assert client.post(address, {"post": "yes"}).status_code == 302


def delete_by_action(client: Client, alice: User) -> None:
    form = {"action": "delete_selected", "_selected_action": [alice.pk]}
    address = reverse("admin:calls_user_changelist")
    shown = client.post(address, form).content.decode()
    assert len(shown) < 20_000 and re.search(rf"history of the other people[^0-9]*{CALLS}\b", shown)
    assert client.post(address, form | {"post": "yes"}).status_code == 302


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("delete", [delete_one, delete_by_action])
def test_a_long_history_goes_in_short_transactions(
    admin_client: Client, delete: Callable[[Client, User], None]
) -> None:
    alice, bob, carol = person("alice"), person("bob"), person("carol")
    long_history(alice, bob)
    kept = call(bob, carol, "ended", "hung-up")
    sizes = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if re.match(r'(UPDATE|DELETE FROM|INSERT INTO) "calls_(call|callleg)"', sql):
            sizes.append(context["cursor"].rowcount)
        return result

    with connection.execute_wrapper(watch):
        delete(admin_client, alice)
    assert not User.objects.filter(username="alice").exists()
    assert max(sizes) <= BATCH
    assert len(sizes) < 6 * CALLS / BATCH
    assert CallLeg.objects.filter(user=bob).count() == CALLS + 1
    assert Call.objects.get(pk=kept.pk).callee == carol
    # With the second person, the calls go: nobody is left to see them.
    delete_account(bob)
    assert list(Call.objects.all()) == [kept]
    assert Call.objects.get().caller is None and CallLeg.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("delete", [delete_account, User.delete])
@pytest.mark.parametrize("placed", [True, False])
@pytest.mark.parametrize(
    ("state", "reasons"),
    [("calling", ("cancelled", "offline")), ("ringing", ("cancelled", "offline")), ("active", ("hung-up", "hung-up"))],
)
def test_a_live_call_ends_however_the_account_is_deleted(
    delete: Callable[[User], Any], placed: bool, state: str, reasons: tuple[str, str]
) -> None:
    at = worker()
    alice, bob = person("alice", at), person("bob", at)
    live = call(alice, bob, state) if placed else call(bob, alice, state)
    delete(alice)
    live.refresh_from_db()
    assert (live.state, live.reason) == ("ended", reasons[0] if placed else reasons[1])
    assert {live.caller, live.callee} == {bob, None}
    assert not CallLeg.objects.filter(live=True).exists()


@pytest.mark.django_db(transaction=True)
def test_others_see_a_deleted_account_in_their_history(client: Client, admin_client: Client) -> None:
    alice, bob = person("alice"), person("bob")
    call(alice, bob, "ended", "no-answer")
    call(bob, alice, "ended", "hung-up")
    delete_account(alice)
    client.force_login(bob)
    shown = client.get("/history/").content.decode()
    assert shown.count("deleted account") >= 2 and "data-call" not in shown
    listed = admin_client.get(reverse("admin:calls_call_changelist")).content.decode()
    assert listed.count("deleted account") == 2
    one = Call.objects.first()
    assert one and admin_client.get(reverse("admin:calls_call_change", args=[one.pk])).status_code == 200
