"""Who is online: connections under the lease of a live worker; knows no call's state beyond "has a live leg"."""

import os
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import AutoField, Count, Exists, OuterRef, QuerySet, Subquery, UUIDField
from django.db.models.functions import Coalesce, Now

from calls.models import CallLeg, Connection, Worker
from calls.notifications import Notice, watch_group
from videochat.database.prepared_query import Prepared, Slot
from videochat.serving.limits import MAX_PARTIES

#: Renewed every 5 s, so three renewals may be lost; with the clearing-away every second, nobody stays online for more
#: than 20 s after his worker.
LEASE = timedelta(seconds=18)
RENEWAL_SECONDS = 5
PAGE_SIZE = 24


class AnotherWorker(Exception):
    """Several workers need REDIS_URL: without it they would not hear each other."""


class TooManyTabs(Exception):
    """The user has as many as anybody needs."""


class NoAccount(Exception):
    """The user's account has just been deleted."""


def alive() -> QuerySet[Worker]:
    return Worker.objects.filter(lease_until__gt=Now())


def register_worker(*, alone: bool) -> Worker:
    """Begin this process's lease. `alone` (in-memory layer): clear what others left; refuse where one still lives."""
    host, pid = socket.gethostname(), os.getpid()
    with transaction.atomic():
        if alone:
            for other in alive():
                if not (other.host == host and (other.pid == pid or not _process_exists(other.pid))):
                    raise AnotherWorker(
                        f"worker {other} is alive on this database; several workers need REDIS_URL, which is not set"
                    )
            Worker.objects.all().delete()
        return Worker.objects.create(host=host, pid=pid, started=Now(), lease_until=Now() + LEASE)


def _process_exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def renew_lease(worker: UUID) -> bool:
    """False where the lease has run out and others have cleared it away: register anew."""
    return Worker.objects.filter(pk=worker).update(lease_until=Now() + LEASE) == 1


def restore(worker: UUID, connections: Iterable[Connection]) -> None:
    """Register a worker anew after its lease ran out (the machine slept), with the connections that it still has."""
    with transaction.atomic():
        Worker.objects.create(
            pk=worker, host=socket.gethostname(), pid=os.getpid(), started=Now(), lease_until=Now() + LEASE
        )
        Connection.objects.bulk_create(connections, ignore_conflicts=True)


@dataclass(frozen=True)
class Standing:
    """What an arrival needs to know of its user, asked in one go: each question is a trip to the database."""

    #: By the database's clock.
    now: datetime
    #: Parties online but for the one that arrives: one that comes back, from a dead worker, say, is no new tab.
    parties: int
    missed: int
    #: Whether the user has a live call, on whichever device.
    engaged: bool


def standing(user: int, party: str) -> Standing:
    """Raises NoAccount."""
    for row in _standing().run(user=user, party=party):
        return Standing(*row)
    raise NoAccount


@cache
def _standing() -> Prepared:
    user, party = Slot("user", AutoField()), Slot("party", UUIDField())
    others, legs = online_connections().filter(user=user).exclude(party=party), CallLeg.objects.filter(user=user)
    asked = get_user_model().objects.filter(pk=user)
    return Prepared(
        asked.values_list(
            Now(),
            _count(others, "party"),
            _count(legs.filter(seen=False), "pk"),
            Exists(legs.filter(live=True)),
        )
    )


def _count(rows: QuerySet[Any], what: str) -> Coalesce:
    """How many different ones there are of one user's `rows`, within another query."""
    return Coalesce(Subquery(rows.order_by().values("user").values_list(Count(what, distinct=True))), 0)


def connect(user: User, connection: UUID, worker: UUID, party: str, device: str, found: Standing) -> Connection:
    """Raises TooManyTabs."""
    if found.parties >= MAX_PARTIES:
        raise TooManyTabs
    return Connection.objects.create(
        pk=connection, user=user, worker_id=worker, party=party, device=device, since=found.now
    )


def disconnect(connection: UUID) -> None:
    # Nothing hangs on the row: delete() would wrap it in a transaction, two trips to the database more.
    Connection.objects.filter(pk=connection)._raw_delete(DEFAULT_DB_ALIAS)


def remove_worker(worker: UUID) -> list[int]:
    """End a lease; returns the users whose connections went with it."""
    users = list(Connection.objects.filter(worker=worker).values_list("user", flat=True).distinct())
    Worker.objects.filter(pk=worker).delete()
    return users


def overdue() -> bool:
    """Whether there are workers whose lease has run out, and who are not cleared away yet."""
    return Worker.objects.filter(lease_until__lte=Now()).exists()


def reap() -> list[int]:
    """Clear away workers whose lease has run out; returns the users whose connections went with them."""
    expired = list(Worker.objects.filter(lease_until__lte=Now()).values_list("pk", flat=True))
    if not expired:
        return []
    users = list(Connection.objects.filter(worker__in=expired).values_list("user", flat=True).distinct())
    # Again with the time: one that only slept may have renewed its lease meanwhile.
    Worker.objects.filter(pk__in=expired, lease_until__lte=Now()).delete()
    return users


def online_connections() -> QuerySet[Connection]:
    return Connection.objects.filter(worker__lease_until__gt=Now())


def devices(user: User) -> QuerySet[Connection]:
    """The user's connections, with the database's time as `now`."""
    return online_connections().filter(user=user).annotate(now=Now())


def seconds_online(device: Connection) -> float:
    """Of one that `devices` has found."""
    online: timedelta = device.now - device.since  # type: ignore[attr-defined]
    return max(0.0, round(online.total_seconds(), 3))


def is_back(party: str, connection: UUID | None) -> bool:
    """Whether the party has a later socket than this one."""
    if connection is None:
        return False
    since = Connection.objects.filter(pk=connection).values("since")
    return online_connections().filter(party=party, since__gt=Subquery(since)).exists()


def is_online(user: int) -> bool:
    return bool(_online().run(user=user))


@cache
def _online() -> Prepared:
    return Prepared(online_connections().filter(user=Slot("user", AutoField())).values_list("pk")[:1])


def people(me: int, query: str, page: int) -> tuple[list[User], int]:
    """One page of the people whose name holds `query`, those online first; and how many pages there are.

    Two narrow queries rather than one that sorts everybody: cheap with 10,000 accounts.
    """
    active: QuerySet[User] = get_user_model().objects.filter(is_active=True)
    everybody = active.exclude(pk=me).order_by("username").only("username")
    if query:
        everybody = everybody.filter(username__icontains=query)
    online = Exists(online_connections().filter(user=OuterRef("pk")))
    first, last = (page - 1) * PAGE_SIZE, page * PAGE_SIZE
    shown = list(everybody.filter(online)[first:last])
    if len(shown) < PAGE_SIZE:
        online_total = first + len(shown) if shown else everybody.filter(online).count()
        shown += everybody.exclude(online)[max(0, first - online_total) : last - online_total]
    return shown, max(1, -(-everybody.count() // PAGE_SIZE))


def statuses(users: Iterable[int]) -> dict[int, str]:
    """online, busy or offline, for each user id."""
    users = list(users)
    online = set(online_connections().filter(user__in=users).values_list("user", flat=True))
    busy = set(CallLeg.objects.filter(user__in=online, live=True).values_list("user", flat=True))
    return {user: "busy" if user in busy else "online" if user in online else "offline" for user in users}


def entries(users: Sequence[User]) -> list[dict[str, Any]]:
    """The people as the wire shows them."""
    found = statuses(user.pk for user in users)
    return [{"name": user.username, "status": found[user.pk]} for user in users]


def status_notice(user: User, status: str) -> Notice:
    return Notice(watch_group(user.pk), {"type": "presence", "people": [{"name": user.username, "status": status}]})


def presence_notices(users: Iterable[int]) -> list[Notice]:
    """What the pages that show these people are to be told: their status as the record has it now."""
    shown = get_user_model().objects.filter(pk__in=set(users))
    found = statuses(user.pk for user in shown)
    return [status_notice(user, found[user.pk]) for user in shown]
