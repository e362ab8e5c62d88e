"""Each person's status, online, busy or offline, and what pages that show them are told of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth import get_user_model

from calls.groups import presence_group
from calls.models import CallLeg, Connection, DoNotDisturb, User, Worker
from calls.notifications import DoNotDisturbState, Notification, PersonStatus
from videochat.database.statement import Statement

from . import do_not_disturb
from .connections import online_sql, who_is_online

#: Remaining times that differ by less are the same.
CLOCK_SECONDS = 5.0


def statuses(users: Iterable[int]) -> dict[int, str]:
    """online, busy or offline, by user id."""
    users = list(users)
    online = who_is_online(users)
    busy = set(CallLeg.objects.filter(user__in=online, live=True).values_list("user", flat=True))
    return {user: "busy" if user in busy else "online" if user in online else "offline" for user in users}


def people_in_calls() -> list[int]:
    """Ids of the people with a live call on any device, ringing ones included."""
    return list(CallLeg.objects.filter(live=True).values_list("user", flat=True))


def status_notification(
    user: User, status: str, allowed_callers: str = "", quiet: DoNotDisturbState | None = None
) -> Notification:
    """`allowed_callers` is the present setting. Somebody who is offline looks so to everybody, and needs none."""
    return Notification(
        presence_group(user.pk),
        presence_message(user.username, {"status": status}),
        status=PersonStatus(user.pk, user.username, status, allowed_callers, quiet),
    )


def presence_message(name: str, shown: Mapping[str, Any]) -> dict[str, Any]:
    """`shown` is that of a Sight."""
    return {"type": "presence", "people": [{"name": name, **shown}]}


def presence_notifications(users: Iterable[int]) -> list[Notification]:
    """Their present status, for the pages that show them."""
    shown = get_user_model().objects.filter(pk__in=set(users)).only("username", "allowed_callers")
    found = statuses(user.pk for user in shown)
    quiet = do_not_disturb.states(found)
    return [status_notification(user, found[user.pk], user.allowed_callers, quiet.get(user.pk)) for user in shown]


def corrections(published: Iterable[PersonStatus]) -> list[Notification]:
    """The present statuses of those whose published status, one each, is not true, or no longer."""
    said = {status.user: status for status in published}
    present = presence_notifications(_doubtful(said)) if said else []
    return [each for each in present if each.status and _differs(said[each.status.user], each.status)]


def _doubtful(said: Mapping[int, PersonStatus]) -> list[int]:
    """Those of whom one query does not say that it is true. Thousands are asked about if thousands come back."""
    return [
        user
        for user, is_online, is_busy, allowed, is_quiet in _PRESENT.fetch(list(said))
        for status in [said[user]]
        if status.status != (("busy" if is_busy else "online") if is_online else "offline")
        or (is_online and (status.allowed_callers not in ("", allowed) or is_quiet or status.do_not_disturb))
    ]


_PRESENT = Statement(
    f"""
    SELECT
        person.id,
        {online_sql("person.id")},
        EXISTS (SELECT 1 FROM {{legs}} leg WHERE leg.user_id = person.id AND leg.live),
        person.allowed_callers,
        EXISTS (SELECT 1 FROM {{quiet}} quiet WHERE quiet.user_id = person.id AND {do_not_disturb.IN_FORCE})
    FROM {{users}} person
    WHERE person.id {{in_list}}
    """,  # noqa: S608  (nothing in it comes from outside)
    connections=Connection, workers=Worker, legs=CallLeg, users=User, quiet=DoNotDisturb,
)  # fmt: skip


def _differs(said: PersonStatus, present: PersonStatus) -> bool:
    if said.status != present.status:
        return True
    if present.status == "offline":  # it says nothing else
        return False
    return said.allowed_callers not in ("", present.allowed_callers) or _quiet_differs(
        said.do_not_disturb, present.do_not_disturb
    )


def _quiet_differs(said: DoNotDisturbState | None, present: DoNotDisturbState | None) -> bool:
    """`left` may be a little different: it is counted down by several clocks."""
    if said is None or present is None:
        known = said or present
        return known is not None and (known.left is None or known.left > CLOCK_SECONDS)
    if said.note != present.note or set(said.lets_through) != set(present.lets_through):
        return True
    if said.left is None or present.left is None:
        return said.left != present.left
    return abs(said.left - present.left) > CLOCK_SECONDS
