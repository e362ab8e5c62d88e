"""Placing a call: who may call whom, busy, offline, and both at once; decided by the record's unique live leg."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from calls.groups import user_group
from calls.lifecycle import WAITING, Reason, State
from calls.models import Call, CallLeg
from calls.notifications import Live, Notice
from calls.presence.connections import is_online
from calls.presence.directory import presence_notices
from calls.protocol.messages import Json
from calls.protocol.wire import Refused

from .accept import accept
from .queries import Actor, Outcome, leave_message, live_leg, memory, not_found, recall, seconds_left


def place(actor: Actor, name: str, offer: Json, call_id: UUID | None, *, video: bool = True) -> Outcome:
    """Call `name`, by voice alone without `video`. Raises Refused: self-call, in-call, too-many, not-found.

    Not found is a call of somebody else's.
    """
    if name == actor.user.username:
        raise Refused("self-call", _("You cannot call yourself."))
    named, call_id = call_id, call_id or uuid4()
    callee = get_user_model().objects.filter(username=name, is_active=True).first()
    known = Call.objects.select_related("caller", "callee").filter(pk=call_id).first()
    if known and known.caller_id != actor.user.pk:
        raise not_found(call_id)
    if known and known.state == State.ENDED:
        # It may be in the next call already, which this late word must not make it forget.
        return Outcome(recall(actor), [leave_message(known, known.callee, known.reason)])
    for _attempt in range(3):
        mine = live_leg(actor.user)
        if mine:
            return _offer_within(actor, mine, name, offer, named)
        _refuse_haste(actor)
        if callee is None or not is_online(callee.pk):
            return _unreachable(actor, name, callee, Call(pk=call_id, video=video, reason=Reason.OFFLINE))
        try:
            call = _create(Call(pk=call_id, video=video), actor, callee)
        except IntegrityError:
            # Somebody was quicker. If it was our callee who calls us, the next round accepts that call (glare).
            if live_leg(callee) and not live_leg(actor.user):
                return _unreachable(actor, name, callee, Call(pk=call_id, video=video, reason=Reason.BUSY))
            continue
        ring = _ring(call, actor, offer, settings.RING_SECONDS)
        return Outcome(
            Live(str(call.pk), "caller", callee.pk, callee.username),
            [{"type": "calling", "call": str(call.pk), "name": name, "left": settings.RING_SECONDS}],
            [ring, *presence_notices([actor.user.pk, callee.pk])],
        )
    raise Refused("unavailable", _("That did not work. Please try again in a moment."), call_id)


def _refuse_haste(actor: Actor) -> None:
    """Nobody who means to talk calls so often: it would bury what others have missed. Raises Refused: too-many."""
    just_now = Call.objects.filter(caller=actor.user, placed_at__gt=Now() - timedelta(minutes=1))
    if settings.CALLS_PER_MINUTE and just_now.count() >= settings.CALLS_PER_MINUTE:
        raise Refused("too-many", _("You have made too many calls. Please wait a minute."))


def _create(call: Call, actor: Actor, callee: User) -> Call:
    deadline = Now() + timedelta(seconds=settings.RING_SECONDS)
    with transaction.atomic():
        call.caller, call.callee, call.placed_at, call.deadline = actor.user, callee, Now(), deadline
        call.save(force_insert=True)
        legs = [
            CallLeg(call=call, user=actor.user, party=actor.party),
            CallLeg(call=call, user=callee, party=None),
        ]
        # In the order of the users' ids, so that two who call each other meet at the same row and cannot deadlock.
        for leg in sorted(legs, key=lambda leg: leg.user_id):
            leg.save(force_insert=True)
    return call


def _unreachable(actor: Actor, name: str, callee: User | None, call: Call) -> Outcome:
    """Record a call that never rang; the same words whether the callee is away or does not exist."""
    notices = []
    if callee:
        with transaction.atomic():
            call.caller, call.callee, call.state, call.placed_at, call.ended_at = (
                actor.user, callee, State.ENDED, Now(), Now(),
            )  # fmt: skip
            call.save(force_insert=True)
            CallLeg.objects.create(call=call, user=actor.user, party=actor.party, live=False)
            CallLeg.objects.create(call=call, user=callee, live=False, seen=False)
        missed = {"type": "missed", "call": str(call.pk), "name": actor.user.username, "reason": call.reason}
        notices = [Notice(user_group(callee.pk), missed)]
    return Outcome(None, [{"type": "leave", "call": str(call.pk), "name": name, "reason": call.reason}], notices)


def _offer_within(actor: Actor, leg: CallLeg, name: str, offer: Json, named: UUID | None) -> Outcome:
    """An offer by somebody who is in a call: the same offer again, a renegotiation, glare, or one call too many."""
    call = leg.call
    peer = call.callee if call.caller_id == actor.user.pk else call.caller
    if peer.username != name:
        raise Refused("in-call", _("You are already in a call."), call.pk)
    if call.callee_id == actor.user.pk and call.state in WAITING:
        return accept(actor, call.pk)
    if str(leg.party) != actor.party:
        raise Refused("in-call", _("You are already in a call, on another device."), call.pk)
    if named not in (None, call.pk):
        # A new call to the same person, whose page has not heard that the one before goes on.
        raise Refused("in-call", _("You are already in a call."), call.pk)
    if call.state in WAITING:
        left = seconds_left(call)
        again = {"type": "calling", "call": str(call.pk), "name": name, "left": left}
        return Outcome(memory(call, actor), [again], [_ring(call, actor, offer, left)])
    live = memory(call, actor)
    return Outcome(
        live,
        [],
        [Notice(live.peer_group, {"type": "offer", "name": actor.user.username, "offer": offer, "call": str(call.pk)})],
    )


def _ring(call: Call, actor: Actor, offer: Json, left: float) -> Notice:
    message = {
        "type": "offer", "name": actor.user.username, "offer": offer,
        "call": str(call.pk), "left": left, "video": call.video,
    }  # fmt: skip
    live = Live(str(call.pk), "callee", actor.user.pk, actor.user.username, actor.party)
    return Notice(user_group(call.callee_id), message, remember=live)
