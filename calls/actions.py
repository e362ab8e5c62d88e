"""What people do with calls: decide by the record, write by compare-and-swap, return what is to be told to whom."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from . import lifecycle, presence, protocol
from .lifecycle import ANSWERED_ELSEWHERE, MISSED, WAITING, Event, Reason, State
from .models import Call, CallLeg
from .notices import Live, Notice, party_group, user_group
from .protocol import Json, Refused

#: How long an accepted call outlives the sockets of both its parties. While one is connected, browsers alone decide.
GRACE = timedelta(seconds=60)


@dataclass(frozen=True)
class Actor:
    """Who acts: a person, on one of her devices."""

    user: User
    party: str


@dataclass(frozen=True)
class Outcome:
    """`live`: the acting party's call from now on; `replies`: to the acting socket; `notices`: to others."""

    live: Live | None
    replies: list[Json] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


def perform(actor: Actor, message: protocol.Message) -> Outcome:
    """What a message asks of the record. Raises Refused."""
    match message:
        case protocol.Offer():
            return place(actor, message.name, message.offer, message.call)
        case protocol.Accept():
            return accept(actor, message.call, needs_offer=message.needs_offer)
        case protocol.Answer():
            return accept(actor, message.call)
        case protocol.Leave():
            return leave(actor, message.call, message.reason)
        case protocol.Ringing():
            return confirm_ringing(actor, message.call)
    raise TypeError(message)


def place(actor: Actor, name: str, offer: Json, call_id: UUID | None) -> Outcome:
    """Call `name`. Raises Refused: self-call, in-call, not-found (another's call id)."""
    if name == actor.user.username:
        raise Refused("self-call", _("You cannot call yourself."))
    call_id = call_id or uuid4()
    callee = get_user_model().objects.filter(username=name, is_active=True).first()
    known = Call.objects.select_related("caller", "callee").filter(pk=call_id).first()
    if known and known.caller_id != actor.user.pk:
        raise _not_found(call_id)
    if known and known.state == State.ENDED:
        return Outcome(None, [_leave(known, known.callee, known.reason)])
    for _attempt in range(3):
        mine = _live_leg(actor.user)
        if mine:
            return _offer_within(actor, mine, name, offer)
        if callee is None or not presence.is_online(callee.pk):
            return _unreachable(actor, name, callee, call_id, Reason.OFFLINE)
        try:
            call = _create(call_id, actor, callee)
        except IntegrityError:
            # Somebody was quicker. If it was our callee who calls us, the next round accepts that call (glare).
            if _live_leg(callee) and not _live_leg(actor.user):
                return _unreachable(actor, name, callee, call_id, Reason.BUSY)
            continue
        ring = _ring(call, actor, offer, settings.RING_SECONDS)
        return Outcome(
            Live(str(call.pk), "caller", callee.pk, callee.username),
            [{"type": "calling", "call": str(call.pk), "name": name, "left": settings.RING_SECONDS}],
            [ring, *presence.presence_notices([actor.user.pk, callee.pk])],
        )
    raise Refused("unavailable", _("That did not work just now. Please try again in a moment."), call_id)


def _create(call_id: UUID, actor: Actor, callee: User) -> Call:
    deadline = Now() + timedelta(seconds=settings.RING_SECONDS)
    with transaction.atomic():
        call = Call.objects.create(pk=call_id, caller=actor.user, callee=callee, placed_at=Now(), deadline=deadline)
        legs = [
            CallLeg(call=call, user=actor.user, party=actor.party),
            CallLeg(call=call, user=callee, party=None),
        ]
        # In the order of the users' ids, so that two who call each other meet at the same row and cannot deadlock.
        for leg in sorted(legs, key=lambda leg: leg.user_id):
            leg.save(force_insert=True)
    return call


def _unreachable(actor: Actor, name: str, callee: User | None, call_id: UUID, reason: Reason) -> Outcome:
    """Record a call that never rang; the same words whether the callee is away or does not exist."""
    notices = []
    if callee:
        with transaction.atomic():
            call = Call.objects.create(
                pk=call_id, caller=actor.user, callee=callee,
                state=State.ENDED, reason=reason, placed_at=Now(), ended_at=Now(),
            )  # fmt: skip
            CallLeg.objects.create(call=call, user=actor.user, party=actor.party, live=False)
            CallLeg.objects.create(call=call, user=callee, live=False, seen=False)
        missed = {"type": "missed", "call": str(call_id), "name": actor.user.username, "reason": reason.value}
        notices = [Notice(user_group(callee.pk), missed)]
    return Outcome(None, [{"type": "leave", "call": str(call_id), "name": name, "reason": reason.value}], notices)


def _offer_within(actor: Actor, leg: CallLeg, name: str, offer: Json) -> Outcome:
    """An offer by somebody who is in a call: the same offer again, a renegotiation, glare, or one call too many."""
    call = leg.call
    peer = call.callee if call.caller_id == actor.user.pk else call.caller
    if peer.username != name:
        raise Refused("in-call", _("You are in a call already."), call.pk)
    if call.callee_id == actor.user.pk and call.state in WAITING:
        return accept(actor, call.pk)
    if str(leg.party) != actor.party:
        raise Refused("in-call", _("You are in a call already, on another device."), call.pk)
    if call.state in WAITING:
        left = _left(call)
        again = {"type": "calling", "call": str(call.pk), "name": name, "left": left}
        return Outcome(_live(call, actor), [again], [_ring(call, actor, offer, left)])
    live = _live(call, actor)
    return Outcome(
        live,
        [],
        [Notice(live.peer_group, {"type": "offer", "name": actor.user.username, "offer": offer, "call": str(call.pk)})],
    )


def _ring(call: Call, actor: Actor, offer: Json, left: float) -> Notice:
    message = {"type": "offer", "name": actor.user.username, "offer": offer, "call": str(call.pk), "left": left}
    live = Live(str(call.pk), "callee", actor.user.pk, actor.user.username, actor.party)
    return Notice(user_group(call.callee_id), message, remember=live)


def confirm_ringing(actor: Actor, call_id: UUID) -> Outcome:
    """A device of the callee says that it rings. The caller is told each time: the first word may have been lost."""
    call = _ringing_call(actor, call_id)
    Call.objects.filter(pk=call.pk, state=State.CALLING).update(state=State.RINGING)
    caller = call.legs.get(user=call.caller_id)
    return Outcome(
        _live(call, actor), [], [Notice(party_group(str(caller.party)), {"type": "ringing", "call": str(call.pk)})]
    )


def accept(actor: Actor, call_id: UUID | None, *, needs_offer: bool = False) -> Outcome:
    """The callee takes the call on this device. Raises Refused: not-found, too-late. Twice by one device is once."""
    with transaction.atomic():
        leg = _live_leg(actor.user, call_id)
        if leg is None or leg.call.callee_id != actor.user.pk:
            raise _gone(actor, call_id)
        call = leg.call
        for (state, _reason), sources in lifecycle.sources(Event.ACCEPT).items():
            won = Call.objects.filter(pk=call.pk, state__in=sources).update(
                state=state, answered_at=Now(), deadline=None
            )
        if won:
            CallLeg.objects.filter(pk=leg.pk).update(party=actor.party)
        elif str(leg.party) != actor.party:
            raise Refused("too-late", _("The call was answered on another device."), call.pk)
        call.refresh_from_db(fields=["state"])
    caller = call.legs.get(user=call.caller_id)
    accepted = {"type": "accepted", "call": str(call.pk), "needs_offer": needs_offer}
    told = Notice(
        party_group(str(caller.party)),
        accepted | {"name": actor.user.username},
        remember=Live(str(call.pk), "caller", actor.user.pk, actor.user.username, actor.party, active=True),
    )
    elsewhere = Notice(
        user_group(actor.user.pk), _leave(call, call.caller, ANSWERED_ELSEWHERE), forget=call.pk, skip=actor.party
    )
    live = Live(str(call.pk), "callee", call.caller_id, call.caller.username, str(caller.party), active=True)
    return Outcome(
        live, [accepted | {"name": call.caller.username, "needs_offer": False}], [told, elsewhere] if won else [told]
    )


def leave(actor: Actor, call_id: UUID | None, why: str | None = None) -> Outcome:
    """Cancel, decline or hang up, by the call's state. Raises Refused: not-found, too-late."""
    for _attempt in range(3):
        leg = _live_leg(actor.user, call_id)
        if leg is None:
            raise _gone(actor, call_id)
        waiting = leg.call.state in WAITING
        if not (waiting and leg.party is None) and str(leg.party) != actor.party:
            raise _not_found(call_id)
        if waiting:
            event = Event.CANCEL if leg.call.caller_id == actor.user.pk else Event.DECLINE
        else:
            event = {"lost": Event.LOSE, "failed": Event.FAIL}.get(why or "", Event.HANG_UP)
        notices = _end(leg.call, event, by=actor.party)
        if notices:
            return Outcome(None, [], notices)
        # The call has moved on meanwhile (accepted, say): what he wants is that it ends, so look again.
    raise _gone(actor, call_id)


def expire() -> list[Notice]:
    """End the calls whose deadline has passed, by the database's clock."""
    due = Call.objects.select_related("caller", "callee").exclude(state=State.ENDED).filter(deadline__lte=Now())
    return [notice for call in due[:200] for notice in _end(call, Event.EXPIRE)]


def end_by_staff(calls: Iterable[UUID]) -> list[Notice]:
    found = Call.objects.select_related("caller", "callee").filter(pk__in=list(calls)).exclude(state=State.ENDED)
    return [notice for call in found for notice in _end(call, Event.ABORT)]


def watch_over() -> None:
    """Give accepted calls that both parties have vanished from a deadline; take it away where one came back."""
    connected = Exists(
        CallLeg.objects.filter(call=OuterRef("pk"), live=True, party__in=presence.online_connections().values("party"))
    )
    active = Call.objects.filter(state=State.ACTIVE)
    active.filter(~connected, deadline=None).update(deadline=Now() + GRACE)
    active.filter(connected).exclude(deadline=None).update(deadline=None)


def spare_calls() -> None:
    """After a time without any worker: nobody could come back, so begin the grace of accepted calls anew."""
    Call.objects.filter(state=State.ACTIVE).exclude(deadline=None).update(deadline=Now() + GRACE)


def truth(actor: Actor) -> tuple[Live | None, dict[str, Any] | None, int]:
    """For the greeting: this party's live call, the person's live call as the wire shows it, unseen missed calls."""
    missed = CallLeg.objects.filter(user=actor.user, seen=False).count()
    leg = _live_leg(actor.user)
    if leg is None:
        return None, None, missed
    call = leg.call
    peer = call.callee if call.caller_id == actor.user.pk else call.caller
    here = str(leg.party) == actor.party or (leg.party is None and call.state in WAITING)
    shown = {
        "call": str(call.pk),
        "name": peer.username,
        "role": "caller" if call.caller_id == actor.user.pk else "callee",
        "state": call.state,
        "here": here,
        "age": round((_now(call) - (call.answered_at or call.placed_at)).total_seconds(), 3),
        "left": _left(call) if call.state in WAITING else None,
    }
    return (_live(call, actor) if here else None), shown, missed


def _end(call: Call, event: Event, by: str = "") -> list[Notice]:
    """Compare-and-swap to the end. Empty where the event does not fit the state any more."""
    reason: Reason | None = None
    with transaction.atomic():
        for (state, why), sources in lifecycle.sources(event).items():
            moved = Call.objects.filter(pk=call.pk, state__in=sources)
            if event is Event.EXPIRE:  # it may have been accepted since we looked
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
        notices.append(Notice(to, _leave(call, peer, reason.value), forget=call.pk, skip=by))
    return notices + presence.presence_notices([call.caller_id, call.callee_id])


def _live_leg(user: User, call_id: UUID | None = None) -> CallLeg | None:
    legs = CallLeg.objects.select_related("call__caller", "call__callee").annotate(now=Now())
    return (legs.filter(call=call_id) if call_id else legs).filter(user=user, live=True).first()


def _live(call: Call, actor: Actor) -> Live:
    """What the actor's consumer is to remember of a live call that this party takes part in."""
    caller = call.caller_id == actor.user.pk
    peer = call.callee if caller else call.caller
    party = call.legs.get(user=peer).party
    return Live(
        str(call.pk), "caller" if caller else "callee", peer.pk, peer.username,
        str(party) if party else "", active=call.state == State.ACTIVE,
    )  # fmt: skip


def _ringing_call(actor: Actor, call_id: UUID) -> Call:
    leg = _live_leg(actor.user, call_id)
    if leg is None or leg.call.callee_id != actor.user.pk or leg.call.state not in WAITING:
        raise _gone(actor, call_id)
    return leg.call


def _now(call: Call) -> datetime:
    """The database's clock: no other one is compared with its times."""
    return Call.objects.annotate(now=Now()).values_list("now", flat=True).get(pk=call.pk)


def _left(call: Call) -> float:
    return max(0.0, round((call.deadline - _now(call)).total_seconds(), 3)) if call.deadline else 0.0


def _leave(call: Call, peer: User, reason: str) -> dict[str, Any]:
    return {"type": "leave", "call": str(call.pk), "name": peer.username, "reason": reason}


def _not_found(call_id: UUID | None) -> Refused:
    """A stranger's call and a missing call are the same."""
    return Refused("not-found", _("There is no such call."), call_id)


def _gone(actor: Actor, call_id: UUID | None) -> Refused:
    if call_id and CallLeg.objects.filter(call=call_id, user=actor.user).exists():
        return Refused("too-late", _("The call is over."), call_id)
    return _not_found(call_id)
