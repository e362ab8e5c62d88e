"""The pages that show a person's name, and what they are told of another one, or of another picture."""

from calls.groups import presence_group, user_group
from calls.models import CallLeg, User
from calls.notifications import Notification
from calls.protocol.messages import Json

from .connections import online_connections
from .visibility import callers_of


def groups_that_show(user_id: int) -> list[str]:
    """Pages that list the person, and everybody with a call of theirs, live or in the history."""
    return [presence_group(user_id), *map(user_group, _online_peers(user_id))]


def display_name_notifications(user: User) -> list[Notification]:
    display = {"display": user.display_name} if user.display_name else {}
    return _to_viewers(user, {"type": "display", "name": user.username, **display})


def picture_notifications(user: User) -> list[Notification]:
    address = {"picture": user.picture_address} if user.picture_hash else {}
    return _to_viewers(user, {"type": "picture", "name": user.username, **address})


def _to_viewers(user: User, message: Json) -> list[Notification]:
    """To those who may call the person, and a peer in a call: to all others the person looks offline."""
    peers = _online_peers(user.pk)
    told = set(User.objects.filter(callers_of(user), pk__in=peers).values_list("pk", flat=True))
    told |= set(CallLeg.objects.filter(user__in=peers, live=True, call__legs__user=user).values_list("user", flat=True))
    groups = [user_group(pk) for pk in (user.pk, *sorted(told))]
    listed = Notification(presence_group(user.pk), message, for_callers_of=user.pk)
    return [*(Notification(group, message) for group in groups), listed]


def _online_peers(user_id: int) -> list[int]:
    others = online_connections().filter(user__legs__call__legs__user=user_id).exclude(user=user_id)
    return list(others.values_list("user", flat=True).distinct())
