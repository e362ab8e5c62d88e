"""Tells the devices of a renamed person, and all pages that show the name."""

from django.contrib.auth import get_user_model

from calls.groups import user_group
from calls.notifications import Notification
from calls.presence.shown_names import groups_that_show


def rename_notifications(user_id: int, former: str) -> list[Notification]:
    user = get_user_model().objects.get(pk=user_id)
    # Those who see the person as offline are told, too. Otherwise a call by the old name would reach the next
    # person who gets it. Only staff rename people, so this does not show that the person is online.
    message = {"type": "renamed", "former": former, "name": user.username}
    return [
        Notification(group, message, renames=user_id) for group in [user_group(user_id), *groups_that_show(user_id)]
    ]
