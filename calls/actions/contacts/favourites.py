"""A person's favourites, who come first in their list. Nobody else is told."""

from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from calls.actions.outcome import Actor
from calls.groups import user_group
from calls.models import DoNotDisturb, Favourite
from calls.notifications import Notification
from calls.presence.status import presence_notifications
from calls.presence.usernames import find_person
from calls.protocol.errors import Refused
from calls.protocol.messages import Json


def set_favourite(actor: Actor, name: str, *, favourite: bool) -> tuple[list[Json], list[Notification]]:
    """The reply to the actor's socket, and the notification to the person's other devices.

    While favourites may ring through, the pages that list the person decide again what they show.

    Raises Refused: not-found, too-many.
    """
    other = find_person(name)
    if other is None or other == actor.user:
        raise Refused("not-found", _("There is nobody with that name."))
    own = Favourite.objects.filter(person=actor.user)
    if not favourite:
        own.filter(favourite=other).delete()
    elif own.exclude(favourite=other).count() >= Favourite.MAX:
        sentence = _("You have %(most)d favourites already. Remove one of them first.")
        raise Refused("too-many", sentence % {"most": Favourite.MAX})
    else:
        row = Favourite(person=actor.user, favourite=other, since=Now())
        Favourite.objects.bulk_create([row], ignore_conflicts=True)
    message: Json = {"type": "favourite", "name": other.username, "favourite": favourite}
    told = Notification(user_group(actor.user.pk), message, exclude_party=actor.party)
    lets_through = DoNotDisturb.objects.in_force().filter(user=actor.user, favourites=True).exists()
    return [message], [told, *(presence_notifications([actor.user.pk]) if lets_through else [])]
