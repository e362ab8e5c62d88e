"""The sockets that are open, one row each.

A user is online while a worker with a live lease has a socket of theirs.
"""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Now

from calls.models import Connection, DirectoryEntry, User, Worker
from videochat.database.statement import Statement

#: In a hand-written query: whether the row `own` of a connection counts.
LIVE = "EXISTS (SELECT 1 FROM {workers} worker WHERE worker.id = own.worker_id AND worker.lease_until > {now})"


def online_sql(person: str) -> str:
    """In a hand-written query: whether the person whose id is in this column is online."""
    return f"""EXISTS (
        SELECT 1 FROM {{connections}} own WHERE own.user_id = {person} AND {LIVE}
    )"""  # noqa: S608  (nothing in it comes from outside)


_IS_ONLINE = Statement(f"SELECT {online_sql('%s')}", connections=Connection, workers=Worker)
_DELETE = Statement("DELETE FROM {connections} WHERE id = %s", connections=Connection)


def disconnect(connection: UUID) -> None:
    # delete() would add a transaction: two more trips to the database. No row refers to this one.
    _DELETE.execute(connection)


def disconnect_all(sockets: Collection[UUID]) -> None:
    Connection.objects.filter(pk__in=sockets).delete()


def who_is_online(users: Collection[int]) -> set[int]:
    """Of them, by their ids."""
    return set(online_connections().filter(user__in=users).values_list("user", flat=True))


def copy_sort_keys(rows: QuerySet[Connection]) -> None:
    """Have them sorted as the directory sorts their people now."""
    entry = DirectoryEntry.objects.filter(user=OuterRef("user")).values("folded")
    rows.update(key=Coalesce(Subquery(entry), Value("")))


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


def mark_unable(user: int, party: str) -> bool:
    """A device cannot take calls. Whether another one of the person's may."""
    Connection.objects.filter(user=user, party=party).update(can_take_calls=False)
    # Read afterwards: if two devices say so at the same time, one of them finds no other.
    return online_connections().filter(user=user, can_take_calls=True).exists()


def is_online(user: int) -> bool:
    return bool(_IS_ONLINE.fetch(user)[0][0])
