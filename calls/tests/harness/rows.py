"""Rows of the database as people and calls leave them."""

from datetime import timedelta
from uuid import uuid4

from django.db.models.functions import Now

from calls.models import Call, CallLeg, Connection, User, Worker

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"


def worker(*, lease: int = 20) -> Worker:
    return Worker.objects.create(host="here", pid=1, started=Now(), lease_until=Now() + timedelta(seconds=lease))


def person(name: str, at: Worker | None = None) -> User:
    user = User.objects.create(username=name)
    if at:
        Connection.objects.create(user=user, worker=at, party=uuid4(), device=CHROME, since=Now())
    return user


def call(caller: User, callee: User, state: str = "active", reason: str = "") -> Call:
    live = state != "ended"
    placed = Call.objects.create(
        caller=caller, callee=callee, state=state, reason=reason, placed_at=Now() - timedelta(seconds=100),
        answered_at=Now() - timedelta(seconds=90), ended_at=None if live else Now() - timedelta(seconds=25),
    )  # fmt: skip
    for user in (caller, callee):
        held = user.connections.first()
        CallLeg.objects.create(call=placed, user=user, live=live, party=held.party if held else uuid4())
    return placed
