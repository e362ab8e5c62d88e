"""Ending a call: by one of the two, by its deadline, or by staff; always once, with one reason."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from calls import lifecycle
from calls.groups import party_group, user_group
from calls.lifecycle import MISSED, WAITING, Event, Reason, State
from calls.models import Call, CallLeg
from calls.notifications import Notice
from calls.presence.connections import has_newer_connection, online_connections
from calls.presence.directory import presence_notices

from .other_devices import ended_elsewhere
from .queries import Actor, Outcome, gone, leave_message, live_leg, memory, not_found

#: How long an accepted call waits for a party whose socket is gone. Its peer's browser may give it up before, or vouch
#: for it for as long as its media arrive.
GRACE = timedelta(seconds=60)
#: How long it waits for a party whose page has said that it goes: long enough for a reload.
RETURN = timedelta(seconds=8)


def leave(actor: Actor, call_id: UUID | None, why: str | None = None) -> Outcome:
    """Cancel, decline or hang up, by the call's state. Raises Refused: not-found, too-late."""
    for _attempt in range(3):
        leg = live_leg(actor.user, call_id)
        if leg is None:
            raise gone(actor, call_id)
        waiting = leg.call.state in WAITING
        if not (waiting and leg.party is None) and str(leg.party) != actor.party:
            raise not_found(call_id)
        if waiting:
            event = Event.CANCEL if leg.call.caller_id == actor.user.pk else Event.DECLINE
        else:
            event = {"lost": Event.LOSE, "failed": Event.FAIL}.get(why or "", Event.HANG_UP)
        notices = end(leg.call, event, by=actor.party)
        if notices:
            return Outcome(None, [], notices)
        # The call has moved on meanwhile (accepted, say): what he wants is that it ends, so look again.
    raise gone(actor, call_id)


def go(actor: Actor, call_id: UUID | None) -> Outcome:
    """The actor's page is closed or reloaded, which looks the same: unless it is back in time, it has hung up."""
    leg = _active_leg(actor, call_id)
    live = memory(leg.call, actor)
    if has_newer_connection(actor.party, actor.connection):
        return Outcome(live)  # its word comes late: a worker that is behind has served the page's new socket before
    CallLeg.objects.filter(pk=leg.pk).update(going=True)
    Call.objects.filter(pk=leg.call_id, state=State.ACTIVE).update(deadline=Now() + RETURN)
    return Outcome(live, [], [Notice(live.peer_group, {"type": "going", "call": live.call})])


def vouch(actor: Actor, call_id: UUID | None) -> Outcome:
    """Media of the actor's peer still arrive: where the peer's socket has vanished, its time begins anew."""
    leg = _active_leg(actor, call_id)
    going = Exists(CallLeg.objects.filter(call=OuterRef("pk"), going=True))
    waited_for = Call.objects.filter(~going, pk=leg.call_id, state=State.ACTIVE, deadline__isnull=False)
    waited_for.update(deadline=Now() + GRACE)
    return Outcome(memory(leg.call, actor))


def _active_leg(actor: Actor, call_id: UUID | None) -> CallLeg:
    """The party's own part in an accepted call. Raises Refused: not-found."""
    leg = live_leg(actor.user, call_id)
    if leg is None or str(leg.party) != actor.party or leg.call.state != State.ACTIVE:
        raise not_found(call_id)
    return leg


def come_back(actor: Actor) -> None:
    """The actor's page is there again; the call may still wait for a peer whose page goes."""
    legs = CallLeg.objects.filter(user=actor.user, party=actor.party, live=True)
    if legs.filter(going=True).update(going=False):
        peer_goes = Exists(CallLeg.objects.filter(call=OuterRef("pk"), going=True))
        Call.objects.filter(~peer_goes, legs__in=legs, state=State.ACTIVE).update(deadline=None)


def drop_out(actor: Actor) -> list[Notice]:
    """The actor's device has been signed out and cannot come back: the call that it is in ends as if he had left it."""
    leg = live_leg(actor.user)
    if leg is None or str(leg.party) != actor.party:
        return []
    return end(leg.call, Event.CANCEL if leg.call.state in WAITING else Event.HANG_UP)


def over(calls: Iterable[UUID]) -> dict[UUID, str]:
    """Which of these calls are over, and why; "" for a call that has been deleted, as it is with either account."""
    asked = set(calls)
    reasons = dict(Call.objects.filter(pk__in=asked).values_list("pk", "reason"))
    return {call: reasons.get(call, "") for call in asked if reasons.get(call, "") or call not in reasons}


def expire() -> list[Notice]:
    """End the calls whose deadline has passed, by the database's clock."""
    due = Call.objects.select_related("caller", "callee").exclude(state=State.ENDED).filter(deadline__lte=Now())
    due = due.annotate(left=Exists(CallLeg.objects.filter(call=OuterRef("pk"), going=True)))
    return [
        notice for call in due[:200] for notice in end(call, Event.HANG_UP if call.left else Event.EXPIRE, due=True)
    ]


def end_by_staff(calls: Iterable[UUID]) -> list[Notice]:
    found = Call.objects.select_related("caller", "callee").filter(pk__in=list(calls)).exclude(state=State.ENDED)
    return [notice for call in found for notice in end(call, Event.ABORT)]


def watch_over() -> None:
    """Give accepted calls that a party has vanished from a deadline; take it away where everybody is back."""
    there = online_connections().values("party")
    legs = CallLeg.objects.filter(call=OuterRef("pk"), live=True)
    absent, going = Exists(legs.exclude(party__in=there)), Exists(legs.filter(going=True))
    active = Call.objects.filter(state=State.ACTIVE)
    active.filter(absent, deadline=None).update(deadline=Now() + GRACE)
    active.filter(~absent, ~going).exclude(deadline=None).update(deadline=None)


def spare_calls() -> None:
    """After a time without any worker: nobody could come back, so begin the grace of accepted calls anew."""
    Call.objects.filter(state=State.ACTIVE).exclude(deadline=None).update(deadline=Now() + GRACE)


def end(call: Call, event: Event, by: str = "", *, due: bool = False) -> list[Notice]:
    """Compare-and-swap to the end. Empty where the event fits no more, or (`due`) the deadline has moved."""
    reason: Reason | None = None
    with transaction.atomic():
        for (state, why), sources in lifecycle.sources(event).items():
            moved = Call.objects.filter(pk=call.pk, state__in=sources)
            if due:
                moved = moved.filter(deadline__lte=Now())
            if moved.update(state=state, reason=why, ended_at=Now(), deadline=None):
                reason = why
                break
        if reason is None:
            return []
        call.legs.filter(live=True).update(live=False)
        if reason in MISSED:
            call.legs.filter(user=call.callee_id).update(seen=False)
    parties = {leg.user_id: leg.party for leg in call.legs.all()}
    notices = []
    for user, peer in ((call.caller, call.callee), (call.callee, call.caller)):
        party = parties[user.pk]
        to = party_group(str(party)) if party else user_group(user.pk)
        notices.append(Notice(to, leave_message(call, peer, reason.value), forget=call.pk, skip=by))
        if all(parties.values()):  # it was accepted, and the person's other devices know of it
            notices.append(ended_elsewhere(user.pk, str(call.pk), peer.username, but=str(party)))
    return notices + presence_notices([call.caller_id, call.callee_id])
