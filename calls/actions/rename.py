"""A person has a new username: their devices are told, and all that show the name."""

from django.contrib.auth import get_user_model

from calls.groups import presence_group, user_group
from calls.notifications import Notification

from .queries import find_live_leg, peer_in


def rename_notifications(user_id: int, former: str) -> list[Notification]:
    user = get_user_model().objects.get(pk=user_id)
    leg = find_live_leg(user)
    groups = [user_group(user_id), presence_group(user_id)]
    if leg:
        groups.append(user_group(peer_in(leg.call, user).pk))
    message = {"type": "renamed", "former": former, "name": user.username}
    return [Notification(group, message) for group in groups]
