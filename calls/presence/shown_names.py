"""The pages that show a person's name, and what they are told of another display name."""

from calls.groups import presence_group, user_group
from calls.models import User
from calls.notifications import Notification

from .connections import online_connections


def groups_that_show(user_id: int) -> list[str]:
    """Pages that list the person, and everybody with a call of theirs, live or in the history."""
    others = online_connections().filter(user__legs__call__legs__user=user_id).exclude(user=user_id)
    return [presence_group(user_id), *(user_group(other) for other in others.values_list("user", flat=True).distinct())]


def display_name_notifications(user: User) -> list[Notification]:
    display = {"display": user.display_name} if user.display_name else {}
    message = {"type": "display", "name": user.username, **display}
    return [Notification(group, message) for group in [user_group(user.pk), *groups_that_show(user.pk)]]
