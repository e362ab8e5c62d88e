"""Sockets connect: their rows are inserted, with what each needs to know about its user, in one statement."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.db import connection as database
from django.db import transaction

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


class TooManyTabs(Exception):
    """The user has MAX_PARTIES other tabs online already. A party that reconnects is not a new tab."""


class NoAccount(Exception):
    """The user's account has just been deleted."""


@dataclass(frozen=True)
class ConnectFacts:
    """What a new socket needs to know about its user."""

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

    @property
    def is_complete(self) -> bool:
        """Whether `hello` says nothing else of the user."""
        return not (self.in_call or self.has_do_not_disturb or self.was_told)


def connect_all(rows: Sequence[Connection]) -> list[ConnectFacts | Exception]:
    """Insert rows of new sockets, whose `since` is the time of the facts; in place of facts, NoAccount or TooManyTabs.

    On PostgreSQL one statement for all of them, unless some are of the same person. If it raises, none is inserted.
    """
    found: dict[UUID, ConnectFacts | Exception] = {}
    has_second_tabs = len({row.user_id for row in rows}) < len(rows)
    with transaction.atomic() if has_second_tabs else nullcontext():
        # Each person once in a statement, so that it counts the tabs of those before.
        while firsts := {row.user_id: row for row in reversed(rows) if row.pk not in found}:
            found |= _connect_each(list(firsts.values()))
    return [found[row.pk] for row in rows]


def _connect_each(rows: list[Connection]) -> dict[UUID, ConnectFacts | Exception]:
    statement = _connect_statement(len(rows), inserts=database.vendor == "postgresql")
    values = (
        (place, row.pk, row.user_id, row.worker_id, UUID(str(row.party)), row.device) for place, row in enumerate(rows)
    )
    found: dict[UUID, ConnectFacts | Exception] = {row.pk: NoAccount() for row in rows}
    for place, key, now, parties, missed, in_call, requests, allowed, quiet, told in statement.fetch(
        *(value for row in values for value in row)
    ):
        row = rows[place]
        row.since, row.key = as_datetime(now), key
        facts = ConnectFacts(missed, bool(in_call), requests, allowed, bool(quiet), bool(told))
        found[row.pk] = facts if parties < MAX_PARTIES else TooManyTabs()
    if database.vendor != "postgresql":  # others insert nothing within a query
        Connection.objects.bulk_create(row for row in rows if isinstance(found[row.pk], ConnectFacts))
    return found


@cache
def _connect_statement(number: int, *, inserts: bool) -> Statement:
    insert = f"""
        , inserted AS (
            INSERT INTO {{connections}} (id, user_id, worker_id, party, device, since, key)
            SELECT id, user_id, worker_id, party, device, now, key FROM facts WHERE parties < {MAX_PARTIES}
        )
    """  # noqa: S608  (nothing in it comes from outside)
    return Statement(
        f"""
        WITH socket (place, id, user_id, worker_id, party, device) AS (
            VALUES {", ".join(["(%s, %s, %s, %s, %s, %s)"] * number)}
        ), facts AS ({_CONNECT_FACTS}) {insert if inserts else ""}
        SELECT place, key, now, parties, missed, in_call, requests, allowed_callers, has_quiet, was_told
        FROM facts
        """,  # noqa: S608
        connections=Connection, workers=Worker, legs=CallLeg, users=User, requests=ContactRequest,
        contacts=Contact, blocks=Block, quiet=DoNotDisturb, awaited=AvailabilityRequest, entries=DirectoryEntry,
    )  # fmt: skip


_CONNECT_FACTS = """
    SELECT
        socket.*,
        {now} AS now,
        COALESCE((SELECT entry.folded FROM {entries} entry WHERE entry.user_id = person.id), '') AS key,
        (
            SELECT COUNT(DISTINCT other.party)
            FROM {connections} other JOIN {workers} worker ON worker.id = other.worker_id
            WHERE other.user_id = person.id AND other.party <> socket.party AND worker.lease_until > {now}
        ) AS parties,
        (SELECT COUNT(*) FROM {legs} leg WHERE leg.user_id = person.id AND NOT leg.seen) AS missed,
        EXISTS (SELECT 1 FROM {legs} leg WHERE leg.user_id = person.id AND leg.live) AS in_call,
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
        ) AS requests,
        person.allowed_callers,
        EXISTS (SELECT 1 FROM {quiet} quiet WHERE quiet.user_id = person.id) AS has_quiet,
        EXISTS (
            SELECT 1 FROM {awaited} awaited
            WHERE awaited.person_id = person.id AND awaited.told_at IS NOT NULL AND awaited.expires_at > {now}
        ) AS was_told
    FROM socket JOIN {users} person ON person.id = socket.user_id
"""
