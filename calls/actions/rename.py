"""Tells the devices of a renamed person, and all pages that show the name."""

from django.contrib.auth import get_user_model

from calls.groups import presence_group, user_group
from calls.notifications import Notification
from calls.presence.connections import online_connections


def rename_notifications(user_id: int, former: str) -> list[Notification]:
    user = get_user_model().objects.get(pk=user_id)
    message = {"type": "renamed", "former": former, "name": user.username}
    return [Notification(group, message) for group in [user_group(user_id), *groups_that_show(user_id)]]


def groups_that_show(user_id: int) -> list[str]:
    """Pages that list the person, and everybody with a call of theirs, live or in the history."""
    others = online_connections().filter(user__legs__call__legs__user=user_id).exclude(user=user_id)
    return [presence_group(user_id), *(user_group(other) for other in others.values_list("user", flat=True).distinct())]
