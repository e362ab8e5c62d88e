"""A person asks to be told once when somebody is free.

What is asked of somebody who may not be seen is answered in the same way, and never told.
"""

from datetime import timedelta

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from calls.actions.outcome import Actor
from calls.groups import user_group
from calls.models import AvailabilityRequest, User
from calls.notifications import Notification
from calls.presence.availability import due_requests
from calls.presence.usernames import find_person
from calls.protocol.errors import Refused
from calls.protocol.messages import Json

#: Requests of one person that wait.
MAX_WAITING = 20
LIFETIME = timedelta(days=1)
#: For so long after it was told, pages that load show it again, until the person acts on it.
SHOWN = timedelta(minutes=5)


def set_notify(actor: Actor, name: str, *, notify: bool) -> tuple[list[Json], list[Notification]]:
    """The reply to the actor's socket, and the notification to the person's other devices.

    Raises Refused: not-found, too-many.
    """
    other = find_person(name)
    if other is None or other == actor.user:
        raise Refused("not-found", _("There is nobody with that name."))
    if not notify:
        AvailabilityRequest.objects.filter(person=actor.user, awaited=other).delete()
    elif open_requests().filter(person=actor.user).exclude(awaited=other).count() >= MAX_WAITING:
        sentence = _("You wait for %(most)d people already. Cancel one of those first.")
        raise Refused("too-many", sentence % {"most": MAX_WAITING})
    else:
        row = AvailabilityRequest(
            person=actor.user, awaited=other, asked_at=Now(), expires_at=Now() + LIFETIME, told_at=None
        )
        AvailabilityRequest.objects.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["person", "awaited"],
            update_fields=["asked_at", "expires_at", "told_at"],
        )
    message: Json = {"type": "notify", "name": other.username, "notify": notify}
    return [message], [Notification(user_group(actor.user.pk), message, exclude_party=actor.party)]


def open_requests() -> QuerySet[AvailabilityRequest]:
    """Those that wait."""
    return AvailabilityRequest.objects.filter(told_at=None, expires_at__gt=Now())


def tell_due() -> list[Notification]:
    """Whom to tell now that somebody is free. Each request is told by one worker, once."""
    due = due_requests()
    users = User.objects.in_bulk({awaited for _request, _person, awaited in due}) if due else {}
    notifications = []
    for request, person, awaited in due:
        untold = AvailabilityRequest.objects.filter(pk=request, told_at=None)
        if awaited in users and untold.update(told_at=Now(), expires_at=Now() + SHOWN):
            message = {"type": "available", **users[awaited].wire_names()}
            notifications.append(Notification(user_group(person), message))
    return notifications


def delete_expired() -> None:
    AvailabilityRequest.objects.filter(expires_at__lte=Now()).delete()
