"""Who is free for whom: online, in no call, and not disturbed by a call of that person."""

from calls.models import AvailabilityRequest, Block, CallLeg, Connection, Contact, DoNotDisturb, Favourite, User, Worker
from videochat.database.statement import Statement

from .connections import online_sql
from .do_not_disturb import IN_FORCE, lets_through_sql
from .visibility import may_call_sql

#: The rows of AvailabilityRequest whose awaited person is free for the one who asks, if that one is online and in no
#: call. Who may be seen is as in visibility.py: somebody who may not call is never told.
_FREE = f"""
    SELECT request.id, request.person_id, awaited.id
    FROM {{requests}} request JOIN {{users}} awaited ON awaited.id = request.awaited_id
    WHERE request.expires_at > {{now}}
        AND awaited.is_active
        AND {online_sql("awaited.id")}
        AND {online_sql("request.person_id")}
        AND NOT EXISTS (
            SELECT 1 FROM {{legs}} leg WHERE leg.user_id IN (awaited.id, request.person_id) AND leg.live
        )
        AND NOT EXISTS (
            SELECT 1 FROM {{blocks}} known
            WHERE known.person_id = request.person_id AND known.blocked_id = awaited.id
        )
        AND {may_call_sql("awaited", "request.person_id")}
        AND NOT EXISTS (
            SELECT 1 FROM {{quiet}} quiet
            WHERE quiet.user_id = awaited.id AND {IN_FORCE}
                AND NOT ({lets_through_sql("awaited.id", "request.person_id")})
        )
"""  # noqa: S608  (nothing in it comes from outside)
_TABLES = {
    "requests": AvailabilityRequest, "users": User, "connections": Connection, "workers": Worker, "legs": CallLeg,
    "blocks": Block, "contacts": Contact, "quiet": DoNotDisturb, "favourites": Favourite,
}  # fmt: skip
_DUE = Statement(f"{_FREE} AND request.told_at IS NULL LIMIT 200", **_TABLES)
_TOLD = Statement(f"{_FREE} AND request.told_at IS NOT NULL AND request.person_id = %s", **_TABLES)


def due_requests() -> list[tuple[int, int, int]]:
    """The id, the person who asked, and the one who is free: those that were not told yet."""
    return [(request, person, awaited) for request, person, awaited in _DUE.fetch()]


def free_people(person: int) -> list[User]:
    """Of whom the person was told lately, and has not acted on it. They are free still."""
    free = [awaited for _request, _person, awaited in _TOLD.fetch(person)]
    return list(User.objects.filter(pk__in=free).order_by("username")) if free else []
