"""A person does not want to be disturbed, until they turn it off or its time is over."""

from datetime import timedelta

from django.db.models import QuerySet
from django.db.models.functions import Now

from calls.actions.outcome import Actor
from calls.groups import user_group
from calls.models import DoNotDisturb
from calls.notifications import Notification
from calls.presence.do_not_disturb import own_choice
from calls.presence.status import presence_notifications
from calls.protocol.messages import DoNotDisturb as Choice
from calls.protocol.messages import Json


def set_do_not_disturb(actor: Actor, choice: Choice) -> tuple[list[Json], list[Notification]]:
    """The reply to the actor's socket; and what the person's other devices and the pages that list them are told.

    A call that rings or is on goes on.
    """
    me = actor.user
    until = Now() + timedelta(seconds=choice.seconds) if choice.on and choice.seconds is not None else None
    row = DoNotDisturb(user=me, is_on=choice.on, until=until, note=choice.note if choice.on else "")
    fields = ["is_on", "until", "note"]
    if choice.favourites is not None:
        row.favourites = choice.favourites
        fields.append("favourites")
    DoNotDisturb.objects.bulk_create([row], update_conflicts=True, unique_fields=["user"], update_fields=fields)
    message = _message(me.pk)
    own = Notification(user_group(me.pk), message, exclude_party=actor.party)
    return [message], [own, *presence_notifications([me.pk])]


def due_do_not_disturb() -> QuerySet[DoNotDisturb]:
    """Those whose time is over, by the database's clock."""
    return DoNotDisturb.objects.filter(is_on=True, until__lte=Now())


def end_due() -> list[Notification]:
    """Tell open pages that it is over, once. Anybody who reads the row sees that by the clock."""
    due = due_do_not_disturb()
    ended = [
        user for user in due.values_list("pk", flat=True)[:200] if due.filter(pk=user).update(is_on=False, note="")
    ]
    if not ended:
        return []
    return [Notification(user_group(user), _message(user)) for user in ended] + presence_notifications(ended)


def _message(user: int) -> Json:
    return {"type": "do-not-disturb", **own_choice(user)}
