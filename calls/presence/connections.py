"""The sockets that are open, one row each. A user is online while a worker with a live lease has a socket of theirs."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import DEFAULT_DB_ALIAS
from django.db.models import AutoField, Count, Exists, QuerySet, Subquery, UUIDField
from django.db.models.functions import Coalesce, Now

from calls.models import CallLeg, Connection
from videochat.database.prepared_query import Prepared, Slot

#: Tabs of one user, on all workers.
MAX_PARTIES = 32


class TooManyTabs(Exception):
    """The user has MAX_PARTIES tabs online already."""


class NoAccount(Exception):
    """The user's account has just been deleted."""


@dataclass(frozen=True)
class ArrivalFacts:
    """What must be known about a user whose socket connects, from one query: each query is a trip to the database."""

    #: The database's time.
    now: datetime
    #: The user's other parties that are online. A party that reconnects is not a new tab.
    other_parties: int
    #: Missed calls that the user has not seen.
    missed: int
    #: Whether the user has a live call, on any device.
    in_call: bool


def arrival_facts(user: int, party: str) -> ArrivalFacts:
    """Raises NoAccount."""
    for row in _arrival_query().run(user=user, party=party):
        return ArrivalFacts(*row)
    raise NoAccount


@cache
def _arrival_query() -> Prepared:
    user, party = Slot("user", AutoField()), Slot("party", UUIDField())
    others, legs = online_connections().filter(user=user).exclude(party=party), CallLeg.objects.filter(user=user)
    return Prepared(
        get_user_model()
        .objects.filter(pk=user)
        .values_list(
            Now(),
            _count_distinct(others, "party"),
            _count_distinct(legs.filter(seen=False), "pk"),
            Exists(legs.filter(live=True)),
        )
    )


def _count_distinct(rows: QuerySet[Any], field: str) -> Coalesce:
    """A subquery: the number of different values of `field` in the rows of one user."""
    return Coalesce(Subquery(rows.order_by().values("user").values_list(Count(field, distinct=True))), 0)


def connect(user: User, connection: UUID, worker: UUID, party: str, device: str, facts: ArrivalFacts) -> Connection:
    """Raises TooManyTabs."""
    if facts.other_parties >= MAX_PARTIES:
        raise TooManyTabs
    return Connection.objects.create(
        pk=connection, user=user, worker_id=worker, party=party, device=device, since=facts.now
    )


def disconnect(connection: UUID) -> None:
    # No other row refers to it. delete() would wrap it in a transaction: two more trips to the database.
    Connection.objects.filter(pk=connection)._raw_delete(DEFAULT_DB_ALIAS)


def online_connections() -> QuerySet[Connection]:
    return Connection.objects.filter(worker__lease_until__gt=Now())


def online_devices(user: User) -> QuerySet[Connection]:
    """The user's connections, annotated with the database's time as `now`."""
    return online_connections().filter(user=user).annotate(now=Now())


def seconds_online(device: Connection) -> float:
    """`device` is a row of `online_devices`."""
    online: timedelta = device.now - device.since  # type: ignore[attr-defined]
    return max(0.0, round(online.total_seconds(), 3))


def has_newer_connection(party: str, connection: UUID | None) -> bool:
    if connection is None:
        return False
    since = Connection.objects.filter(pk=connection).values("since")
    return online_connections().filter(party=party, since__gt=Subquery(since)).exists()


def is_online(user: int) -> bool:
    return bool(_online_query().run(user=user))


@cache
def _online_query() -> Prepared:
    return Prepared(online_connections().filter(user=Slot("user", AutoField())).values_list("pk")[:1])
