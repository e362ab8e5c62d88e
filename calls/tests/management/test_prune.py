"""`manage.py prune`: what is old is deleted, in short transactions, on SQLite and PostgreSQL."""

import re
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone
from pytest_django import Settings

from calls.models import Call, CallLeg, FormerName, Invitation, User
from calls.tests.harness.process import ROOT
from calls.tests.harness.services import Postgres
from calls.tests.harness.sites import AdminHelper, environment, sqlite_copy
from videochat.database.batches import BATCH

LIMITS = {"CALL_RETENTION_DAYS": 10, "INVITATION_RETENTION_DAYS": 10, "ADMIN_LOG_RETENTION_DAYS": 10}


def prune(*argv: str) -> str:
    out = StringIO()
    call_command("prune", *argv, stdout=out)
    return out.getvalue()


def aged_call(days: float, state: str = "ended") -> Call:
    people = [User.objects.get_or_create(username=name)[0] for name in ("alice", "bob")]
    placed = Now() - timedelta(days=days)
    made = Call.objects.create(caller=people[0], callee=people[1], state=state, reason="hung-up", placed_at=placed)
    CallLeg.objects.bulk_create(CallLeg(call=made, user=user, live=state != "ended") for user in people)
    return made


@pytest.mark.django_db
def test_without_settings_nothing_is_deleted() -> None:
    aged_call(4000)
    assert "calls: all kept (CALL_RETENTION_DAYS is 0)" in prune()
    assert Call.objects.count() == 1 and CallLeg.objects.count() == 2


@pytest.mark.django_db
def test_old_calls_are_deleted_and_live_ones_are_not(settings: Settings) -> None:
    settings.CALL_RETENTION_DAYS = 10
    _old, new, live = aged_call(11), aged_call(9), aged_call(11, "active")
    assert "calls: 1 older than 10 days would be deleted (CALL_RETENTION_DAYS)" in prune("--dry-run")
    assert Call.objects.count() == 3
    assert "calls: 1 older than 10 days deleted (CALL_RETENTION_DAYS)" in prune()
    assert set(Call.objects.all()) == {new, live} and CallLeg.objects.count() == 4
    assert "calls: 0 older than 10 days deleted" in prune()


@pytest.mark.django_db
def test_old_invitations_are_deleted_by_the_time_at_which_they_ended(settings: Settings) -> None:
    settings.INVITATION_RETENTION_DAYS = 10
    alice = User.objects.create(username="alice")
    kept = set()
    for number, (field, days) in enumerate(
        (field, days) for field in ("used_at", "revoked_at", "expires_at") for days in (9, 11)
    ):
        times: dict[str, Any] = {"expires_at": Now() + timedelta(days=5), field: Now() - timedelta(days=days)}
        made = Invitation.objects.create(inviter=alice, token_hash=str(number), created_at=Now(), **times)
        kept |= {made} if days == 9 else set()
    assert "invitations: 3 older than 10 days deleted" in prune()
    assert set(Invitation.objects.all()) == kept


@pytest.mark.django_db
def test_what_else_grows_is_deleted_too(settings: Settings) -> None:
    settings.ADMIN_LOG_RETENTION_DAYS = settings.SESSION_RETENTION_DAYS = 10
    alice = User.objects.create(username="alice")
    for days in (9, 11, 29, 31):
        past = timezone.now() - timedelta(days=days)
        LogEntry.objects.create(
            user=alice, content_type=ContentType.objects.get_for_model(User), action_flag=1, action_time=past
        )
        Session.objects.create(session_key=f"{days}", session_data="", expire_date=past)
        FormerName.objects.create(user=alice, key=f"{days}", replaced_at=past)
    said = prune()
    assert "expired sessions: 3 older than 10 days deleted (SESSION_RETENTION_DAYS)" in said
    assert "entries of the administration's log: 3 older than 10 days deleted (ADMIN_LOG_RETENTION_DAYS)" in said
    assert "former usernames: 1 older than 30 days deleted\n" in said
    assert (Session.objects.count(), LogEntry.objects.count(), FormerName.objects.count()) == (1, 1, 3)
    assert prune("--verbosity", "0") == ""


@pytest.mark.django_db
def test_sessions_may_be_kept_for_ever(settings: Settings) -> None:
    settings.SESSION_RETENTION_DAYS = 0
    alice = User.objects.create(username="alice")
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - timedelta(days=4000))
    UserSession.objects.create(user=alice, session_key="old", ip="192.0.2.1", user_agent="a browser")
    assert "expired sessions: all kept (SESSION_RETENTION_DAYS is 0)" in prune()
    call_command("clearsessions")
    assert Session.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_each_transaction_is_short(settings: Settings) -> None:
    settings.CALL_RETENTION_DAYS = 10
    people = [User.objects.create(username=name) for name in ("alice", "bob")]
    calls = Call.objects.bulk_create(
        Call(caller=people[0], callee=people[1], state="ended", placed_at=timezone.now() - timedelta(days=11))
        for _ in range(3 * BATCH)
    )
    CallLeg.objects.bulk_create(CallLeg(call=each, user=user, live=False) for each in calls for user in people)
    sizes = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if sql.startswith("DELETE"):
            sizes.append(context["cursor"].rowcount)
        return result

    with connection.execute_wrapper(watch):
        prune()
    assert len(sizes) >= 6 and max(sizes) <= 2 * BATCH and not CallLeg.objects.exists()


@pytest.mark.tier2
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_it_runs_beside_people_who_call(kind: str, request: pytest.FixtureRequest) -> None:
    """On both databases: another connection goes on writing while it deletes, and none of its writes is refused."""
    if kind == "sqlite":
        migrated: Path = request.getfixturevalue("migrated_file")
        url = sqlite_copy(migrated)
    else:
        postgres: Postgres = request.getfixturevalue("postgres")
        url = postgres.create("prune", "migrated")
    env = environment(url, DEBUG="true", **{name: str(days) for name, days in LIMITS.items()})
    helper = AdminHelper(env)
    try:
        alice, bob = (helper("account", name=name, staff=False)["pk"] for name in ("alice", "bob"))
        helper("old_calls", caller=alice, callee=bob, count=8 * BATCH, days=11)
        helper("old_calls", caller=alice, callee=bob, count=3, days=9)
        argv = [sys.executable, "manage.py", "prune"]
        with subprocess.Popen(argv, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
            written = 0
            while running.poll() is None:
                helper("old_calls", caller=bob, callee=alice, count=1, days=1)
                written += 1
            assert running.stdout
            said = running.stdout.read()
        assert running.returncode == 0 and written > 1
        assert re.search(rf"^calls: {8 * BATCH} older than 10 days deleted", said, re.MULTILINE), said
        assert helper("history", pk=alice)["count"] == 3 + written
    finally:
        helper.stop()
