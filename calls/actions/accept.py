"""Answering a call: devices ring, and the first one that accepts takes the call."""

from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, OuterRef, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from calls import lifecycle
from calls.cached_call import CachedCall
from calls.groups import party_group, user_group
from calls.lifecycle import ANSWERED_ELSEWHERE, WAITING, Event, State
from calls.models import Call, CallLeg
from calls.notifications import Notification
from calls.protocol.errors import Refused

from .absence.grace import has_leaving_party
from .contacts.pair import become_contacts, contact_notifications
from .other_devices import active_elsewhere
from .outcome import Actor, Outcome
from .queries import cached_call, find_live_leg, leave_notice, over_or_not_found


def confirm_ringing(actor: Actor, call_id: UUID) -> Outcome:
    """A device of the callee rings.

    The caller is told each time, since an earlier message may have been lost.
    """
    leg = find_live_leg(actor.user, call_id)
    if leg is None or leg.call.callee_id != actor.user.pk or leg.call.state not in WAITING:
        raise over_or_not_found(actor, call_id)
    call = leg.call
    Call.objects.filter(pk=call.pk, state=State.CALLING).update(state=State.RINGING)
    caller = call.legs.get(user=call.caller_id)
    message = {"type": "ringing", "call": str(call.pk)}
    return Outcome(cached_call(call, actor), [], [Notification(party_group(str(caller.party)), message)])


def accept(actor: Actor, call_id: UUID | None, *, needs_offer: bool = False, connection: UUID | None = None) -> Outcome:
    """Take the call on this device; accepting again changes nothing.

    Raises Refused: not-found, too-late.
    """
    with transaction.atomic():
        leg = find_live_leg(actor.user, call_id)
        if leg is None or leg.call.callee_id != actor.user.pk:
            raise over_or_not_found(actor, call_id)
        call = leg.call
        caller, _callee = call.people()
        won, new_contacts = _compare_and_swap(call), False
        if won:
            CallLeg.objects.filter(pk=leg.pk).update(party=actor.party, going=False)
            new_contacts = become_contacts(caller.pk, actor.user.pk)
        elif str(leg.party) != actor.party:
            sentence = _("The call was answered on another device.")
            raise Refused("too-late", sentence, call.pk, lifecycle.ANSWERED_ELSEWHERE)
        call.refresh_from_db(fields=["state", "answered_at"])
    caller_party = str(call.legs.get(user=call.caller_id).party)
    reply = {"type": "accepted", "call": str(call.pk), "needs_offer": False, "video": call.video}
    cached = CachedCall(str(call.pk), "callee", caller.pk, caller.username, caller_party, active=True)
    to_caller = {"needs_offer": needs_offer} | ({"connection": str(connection)} if connection else {})
    notifications = [_to_caller(call, actor, caller_party, reply | to_caller)]
    if won:
        notifications += _to_other_devices(call, actor, caller_party)
        notifications += contact_notifications(actor.user, caller) if new_contacts else []
    return Outcome(cached, [reply | {"name": caller.username}], notifications)


def _compare_and_swap(call: Call) -> bool:
    """False if another device accepted first, or the call has ended."""
    [((state, _reason), sources)] = lifecycle.sources(Event.ACCEPT).items()
    waiting = Call.objects.filter(pk=call.pk, state__in=sources)
    # A caller who is leaving is waited for no longer than before.
    deadline = Case(When(has_leaving_party(user=OuterRef("caller")), then=F("deadline")), default=None)
    return waiting.update(state=state, answered_at=Now(), deadline=deadline) == 1


def _to_caller(call: Call, callee: Actor, caller_party: str, message: dict[str, object]) -> Notification:
    return Notification(
        party_group(caller_party),
        message | {"name": callee.user.username},
        sets_call=CachedCall(str(call.pk), "caller", callee.user.pk, callee.user.username, callee.party, active=True),
        may_be_stale=True,
    )


def _to_other_devices(call: Call, callee: Actor, caller_party: str) -> list[Notification]:
    """The callee's other devices stop ringing. Those of both may offer to continue the call."""
    caller, _callee = call.people()
    message = leave_notice(call, caller, ANSWERED_ELSEWHERE)
    return [
        Notification(
            user_group(callee.user.pk),
            message,
            clears_call=call.pk,
            exclude_party=callee.party,
            may_be_stale=True,
        ),
        active_elsewhere(call, callee.user, caller, callee.party),
        active_elsewhere(call, caller, callee.user, caller_party),
    ]
