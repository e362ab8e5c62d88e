"""Tells the devices of a renamed person, and all pages that show the name."""

from django.contrib.auth import get_user_model

from calls.groups import user_group
from calls.notifications import Notification
from calls.presence.shown_names import groups_that_show


def rename_notifications(user_id: int, former: str) -> list[Notification]:
    user = get_user_model().objects.get(pk=user_id)
    # Also to those who see the person offline: by the old name, their pages would call whoever gets it next. Only staff
    # give somebody another name, so it does not say that the person is there.
    message = {"type": "renamed", "former": former, "name": user.username}
    return [Notification(group, message) for group in [user_group(user_id), *groups_that_show(user_id)]]
