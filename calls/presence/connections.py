"""The sockets that are open, one row each.

A user is online while a worker with a live lease has a socket of theirs.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Now

from calls.models import (
    AvailabilityRequest,
    Block,
    CallLeg,
    Connection,
    Contact,
    ContactRequest,
    DirectoryEntry,
    DoNotDisturb,
    User,
    Worker,
)
from videochat.database.statement import Statement, as_datetime

#: Tabs of one user, on all workers.
MAX_PARTIES = 32


def online_sql(person: str) -> str:
    """In a hand-written query: whether the person whose id is in this column is online."""
    return f"""EXISTS (
        SELECT 1 FROM {{connections}} own JOIN {{workers}} worker ON worker.id = own.worker_id
        WHERE own.user_id = {person} AND worker.lease_until > {{now}}
    )"""  # noqa: S608  (nothing in it comes from outside)


class TooManyTabs(Exception):
    """The user has MAX_PARTIES tabs online already."""


class NoAccount(Exception):
    """The user's account has just been deleted."""


@dataclass(frozen=True)
class ConnectFacts:
    """What a new socket needs to know about its user, from one query."""

    #: The database's time.
    now: datetime
    #: The user's other parties that are online. A party that reconnects is not a new tab.
    other_parties: int
    #: Missed calls that the user has not seen.
    missed: int
    #: Whether the user has a live call, on any device.
    in_call: bool
    #: Of people who would like to become a contact.
    requests: int
    #: A value of User.AllowedCallers.
    allowed_callers: str
    #: Whether the user has ever turned "do not disturb" on.
    has_do_not_disturb: bool
    #: Whether the user was told lately that somebody is free.
    was_told: bool


def connect_facts(user: int, party: str) -> ConnectFacts:
    """Raises NoAccount."""
    for now, parties, missed, in_call, requests, allowed, quiet, told in _CONNECT_FACTS.fetch(UUID(party), user):
        return ConnectFacts(
            as_datetime(now), parties, missed, bool(in_call), requests, allowed, bool(quiet), bool(told)
        )
    raise NoAccount


_CONNECT_FACTS = Statement(
    """
    SELECT
        {now},
        (
            SELECT COUNT(DISTINCT other.party)
            FROM {connections} other JOIN {workers} worker ON worker.id = other.worker_id
            WHERE other.user_id = person.id AND other.party <> %s AND worker.lease_until > {now}
        ),
        (SELECT COUNT(*) FROM {legs} leg WHERE leg.user_id = person.id AND NOT leg.seen),
        EXISTS (SELECT 1 FROM {legs} leg WHERE leg.user_id = person.id AND leg.live),
        (
            SELECT COUNT(*)
            FROM {requests} request JOIN {users} sender ON sender.id = request.sender_id
            WHERE request.receiver_id = person.id AND NOT request.declined AND NOT request.withdrawn
                AND sender.is_active
                AND NOT EXISTS (
                    SELECT 1 FROM {contacts} known
                    WHERE known.person_id = person.id AND known.contact_id = request.sender_id
                )
                AND NOT EXISTS (
                    SELECT 1 FROM {blocks} known
                    WHERE known.person_id = person.id AND known.blocked_id = request.sender_id
                )
        ),
        person.allowed_callers,
        EXISTS (SELECT 1 FROM {quiet} quiet WHERE quiet.user_id = person.id),
        EXISTS (
            SELECT 1 FROM {awaited} awaited
            WHERE awaited.person_id = person.id AND awaited.told_at IS NOT NULL AND awaited.expires_at > {now}
        )
    FROM {users} person
    WHERE person.id = %s
    """,
    connections=Connection, workers=Worker, legs=CallLeg, users=User, requests=ContactRequest, contacts=Contact,
    blocks=Block, quiet=DoNotDisturb, awaited=AvailabilityRequest,
)  # fmt: skip
_IS_ONLINE = Statement(f"SELECT {online_sql('%s')}", connections=Connection, workers=Worker)
_INSERT = Statement(
    """
    INSERT INTO {connections} (id, user_id, worker_id, party, device, since, key)
    VALUES (
        %s, %s, %s, %s, %s, %s, COALESCE((SELECT entry.folded FROM {entries} entry WHERE entry.user_id = %s), '')
    )
    """,
    connections=Connection, entries=DirectoryEntry,
)  # fmt: skip
_DELETE = Statement("DELETE FROM {connections} WHERE id = %s", connections=Connection)


def connect(user: User, connection: UUID, worker: UUID, party: str, device: str, facts: ConnectFacts) -> Connection:
    """Raises TooManyTabs."""
    if facts.other_parties >= MAX_PARTIES:
        raise TooManyTabs
    _INSERT.execute(connection, user.pk, worker, UUID(party), device, facts.now, user.pk)
    return Connection(pk=connection, user=user, worker_id=worker, party=party, device=device, since=facts.now)


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
