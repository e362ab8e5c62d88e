"""Each person's status, online, busy or offline, and what pages that show them are told of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth import get_user_model

from calls.groups import presence_group
from calls.models import CallLeg, User
from calls.notifications import DoNotDisturbState, Notification, PersonStatus

from . import do_not_disturb
from .connections import who_is_online


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
    shown = get_user_model().objects.filter(pk__in=set(users))
    found = statuses(user.pk for user in shown)
    quiet = do_not_disturb.states(found)
    return [status_notification(user, found[user.pk], user.allowed_callers, quiet.get(user.pk)) for user in shown]


def corrections(published: Mapping[int, str]) -> list[Notification]:
    """The present statuses of those whose published status, by user id, is not true, or no longer."""
    found = statuses(published)
    return presence_notifications(user for user, status in published.items() if found[user] != status)
