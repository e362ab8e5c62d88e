"""Ending a call: by one of the two people, by its deadline, or by staff.

It ends once, with one reason.
"""

import logging
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import Now

from calls import lifecycle
from calls.groups import party_group, user_group
from calls.lifecycle import MISSED, WAITING, Event, Reason, State
from calls.models import Call, CallLeg
from calls.notifications import Notification
from calls.presence.connections import mark_unable
from calls.presence.status import presence_notifications

from .absence.grace import has_leaving_party, is_callee_online, is_party_missing
from .other_devices import ended_elsewhere
from .outcome import Actor, Outcome
from .queries import call_not_found, find_live_leg, leave_notice, over_or_not_found, reload_cached_call

logger = logging.getLogger(__name__)


def leave(actor: Actor, call_id: UUID | None, why: str | None = None) -> Outcome:
    """Cancel, decline or hang up, depending on the call's state.

    Raises Refused: not-found, too-late.
    """
    for _attempt in range(3):
        leg = find_live_leg(actor.user, call_id)
        if leg is None:
            raise over_or_not_found(actor, call_id)
        waiting, by = leg.call.state in WAITING, actor.party
        if not (waiting and leg.party is None) and str(leg.party) != actor.party:
            raise call_not_found(call_id)
        if waiting:
            event = _event_while_waiting(leg, actor, why)
            if event is Event.FAIL:
                if mark_unable(actor.user.pk, actor.party):
                    return Outcome(reload_cached_call(actor))  # it rings on, on the other devices
                by = ""  # this device has not known whether it is the last one
        else:
            event = {"lost": Event.LOSE, "failed": Event.FAIL}.get(why or "", Event.HANG_UP)
        notifications = end_call(leg.call, event, by=by)
        if notifications:
            return Outcome(None, [], notifications)
        # The call has just changed, for example been accepted. The actor wants it to end.
    raise over_or_not_found(actor, call_id)


def _event_while_waiting(leg: CallLeg, actor: Actor, why: str | None) -> Event:
    if leg.call.caller_id == actor.user.pk:
        return Event.CANCEL
    return Event.FAIL if why == "failed" else Event.DECLINE


def due_calls() -> QuerySet[Call]:
    """The calls whose deadline has passed, by the database's clock."""
    return Call.objects.exclude(state=State.ENDED).filter(deadline__lte=Now())


def expire_calls() -> list[Notification]:
    """End the calls that are due."""
    due = (
        due_calls()
        .select_related("caller", "callee")
        .annotate(
            has_leaving_party=has_leaving_party(),
            caller_is_leaving=has_leaving_party(user=OuterRef("caller")),
            party_is_missing=is_party_missing(),
            callee_is_online=is_callee_online(),
        )
    )
    notifications: list[Notification] = []
    for call in due[:200]:
        try:
            notifications += end_call(call, _due_event(call), due=True)
        except DatabaseError:
            raise
        except Exception:  # the others must still end
            logger.exception("The call %s could not be ended", call.pk)
    return notifications


def _due_event(call: Any) -> Event:
    """`call` has the annotations of `expire_calls`."""
    if call.state not in WAITING:
        return Event.HANG_UP if call.has_leaving_party else Event.EXPIRE
    if call.caller_is_leaving or call.party_is_missing:
        return Event.CANCEL
    return Event.EXPIRE if call.callee_is_online else Event.GO_OFFLINE


def end_by_staff(calls: Iterable[UUID]) -> list[Notification]:
    found = Call.objects.select_related("caller", "callee").filter(pk__in=list(calls)).exclude(state=State.ENDED)
    return [notification for call in found for notification in end_call(call, Event.ABORT)]


def end_call(call: Call, event: Event, by: str = "", *, due: bool = False) -> list[Notification]:
    """Apply an event that ends the call.

    Empty if another event was first or, with `due`, the deadline has moved.
    """
    with transaction.atomic():
        reason = _compare_and_swap(call, event, due=due)
        if reason is None:
            return []
        call.legs.filter(live=True).update(live=False)
        if reason in MISSED:
            call.legs.filter(user=call.callee_id).update(seen=False)
    return _end_notifications(call, reason, by) + presence_notifications(user.pk for user in call.people())


def _compare_and_swap(call: Call, event: Event, *, due: bool) -> Reason | None:
    for (state, reason), sources in lifecycle.sources(event).items():
        rows = Call.objects.filter(pk=call.pk, state__in=sources)
        if due:
            rows = rows.filter(deadline__lte=Now())
        if rows.update(state=state, reason=reason, ended_at=Now(), deadline=None):
            return reason
    return None


def _end_notifications(call: Call, reason: Reason, by: str) -> list[Notification]:
    parties = {leg.user_id: leg.party for leg in call.legs.all()}
    notifications = []
    caller, callee = call.people()
    for user, peer in ((caller, callee), (callee, caller)):
        party = parties[user.pk]
        group = party_group(str(party)) if party else user_group(user.pk)
        message = leave_notice(call, peer, reason.value)
        notifications.append(Notification(group, message, clears_call=call.pk, exclude_party=by))
        if all(parties.values()):  # it was accepted, so the person's other devices know of it
            notifications.append(ended_elsewhere(user.pk, str(call.pk), peer.username, exclude_party=str(party)))
    return notifications
