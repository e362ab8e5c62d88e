"""What a person does about another one: ask, withdraw, accept, decline, remove, block and unblock.

Each changes nothing if it has been done already.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from calls.actions.end import end_call
from calls.actions.outcome import Actor
from calls.actions.queries import find_live_leg
from calls.groups import user_group
from calls.lifecycle import WAITING, Event
from calls.models import Block, Contact, ContactRequest, User
from calls.notifications import Notification, RelationNotification
from calls.presence.usernames import find_person
from calls.protocol.errors import Refused
from calls.protocol.messages import Json

from .pair import Pair, Relation, become_contacts, read_pair

#: Requests of one person that nobody has answered.
MAX_ASKED = 100


@dataclass(frozen=True)
class Change:
    """What the other person was to me before, and the two people after it."""

    before: Relation
    pair: Pair
    notifications: list[Notification]


def change_contact(actor: Actor, name: str, action: str) -> tuple[list[Json], list[Notification]]:
    """The reply to the actor's socket, and the notifications. `action` is a key of ACTIONS.

    Raises Refused: not-found, blocked, too-many.
    """
    other = find_person(name)
    if other is None or other == actor.user:
        raise Refused("not-found", _("There is nobody with that name."))
    done = change(actor.user, other, action, exclude_party=actor.party)
    return [done.pair.message()], done.notifications


def change(me: User, other: User, action: str, exclude_party: str = "") -> Change:
    """`action` is a key of ACTIONS. Raises Refused: blocked, too-many."""
    before = read_pair(me, other)
    if before.blocks and action in ("ask", "accept"):
        raise Refused("blocked", _("You have blocked this person. Unblock them first."))
    ACTIONS[action](before)
    after = read_pair(me, other)
    return Change(before.relation, after, _notifications(before, after, action, exclude_party))


def _notifications(before: Pair, after: Pair, action: str, exclude_party: str) -> list[Notification]:
    notifications = [after.to_me(exclude_party)]
    if action == "block":
        return notifications + _hide(after)
    if action == "unblock":
        return [*notifications, _sight(after)]
    if after.are_contacts != before.are_contacts:
        notifications += after.sights(is_contact=after.are_contacts)
    # Somebody who has declined hears of the request no more. The sender does not learn that it was declined.
    is_told = after.are_contacts or not (action == "decline" or after.sent.is_declined)
    changed = after.relation != before.relation
    return [*notifications, after.to_other(is_told=is_told)] if changed else notifications


def unanswered_requests(sender: User) -> QuerySet[ContactRequest]:
    """As the sender sees it: a declined request, or one to somebody who has blocked the sender, is one of them."""
    active = ContactRequest.objects.filter(sender=sender, withdrawn=False, receiver__is_active=True)
    return active.exclude(receiver__in=Contact.objects.filter(person=sender).values("contact"))


def _ask(pair: Pair) -> None:
    """To ask somebody who asks is to accept."""
    if pair.received.is_active or pair.are_contacts:
        return _accept(pair)
    if unanswered_requests(pair.me).count() >= MAX_ASKED and not pair.sent.is_active:
        raise Refused("too-many", _("You have asked very many people. Wait until some of them answer."))
    ContactRequest.objects.bulk_create(
        [ContactRequest(sender=pair.me, receiver=pair.other, asked_at=Now())],
        update_conflicts=True,
        unique_fields=["sender", "receiver"],
        update_fields=["asked_at", "withdrawn"],
    )


def _withdraw(pair: Pair) -> None:
    ContactRequest.objects.filter(sender=pair.me, receiver=pair.other).update(withdrawn=True)


def _accept(pair: Pair) -> None:
    if pair.received.is_active:
        become_contacts(pair.me.pk, pair.other.pk)


def _decline(pair: Pair) -> None:
    ContactRequest.objects.filter(sender=pair.other, receiver=pair.me).update(declined=True)


def _remove(pair: Pair) -> None:
    """For both. Requests of before count no more."""
    one, other = pair.me, pair.other
    Contact.objects.filter(Q(person=one, contact=other) | Q(person=other, contact=one)).delete()
    ContactRequest.objects.filter(Q(sender=one, receiver=other) | Q(sender=other, receiver=one)).delete()


def _block(pair: Pair) -> None:
    Block.objects.bulk_create([Block(person=pair.me, blocked=pair.other, since=Now())], ignore_conflicts=True)


def _unblock(pair: Pair) -> None:
    Block.objects.filter(person=pair.me, blocked=pair.other).delete()


ACTIONS: dict[str, Callable[[Pair], None]] = {
    "ask": _ask,
    "withdraw": _withdraw,
    "accept": _accept,
    "decline": _decline,
    "remove": _remove,
    "block": _block,
    "unblock": _unblock,
}


def _hide(pair: Pair) -> list[Notification]:
    """A call of the two ends as if the person had ended it, and then gone offline."""
    ended = _end_call_with(pair)
    return [each for each in ended if not each.status] + [_sight(pair)] + [each for each in ended if each.status]


def _sight(pair: Pair) -> Notification:
    """To the other person's sockets."""
    return RelationNotification(
        user_group(pair.other.pk), {}, user=pair.me.pk, name=pair.me.username, is_blocked=pair.blocks
    )


def _end_call_with(pair: Pair) -> list[Notification]:
    leg = find_live_leg(pair.me)
    if leg is None or pair.other.pk not in (leg.call.caller_id, leg.call.callee_id):
        return []
    if leg.call.state not in WAITING:
        return end_call(leg.call, Event.HANG_UP)
    return end_call(leg.call, Event.CANCEL if leg.call.caller_id == pair.me.pk else Event.DECLINE)
