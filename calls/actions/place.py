"""Placing a call. The unique index on live legs decides who is busy, and glare."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from calls.cached_call import CachedCall
from calls.groups import NOBODY, user_group
from calls.lifecycle import WAITING, Reason, State
from calls.models import Call, CallLeg, User
from calls.notifications import Notification
from calls.presence.do_not_disturb import Quiet
from calls.presence.status import presence_notifications
from calls.presence.usernames import find_person, is_name_of
from calls.presence.visibility import Reach, reach
from calls.protocol.errors import Refused
from calls.protocol.messages import Json

from .accept import accept
from .outcome import Actor, Outcome
from .queries import (
    cached_call,
    call_not_found,
    connects_directly,
    find_live_leg,
    leave_notice,
    peer_in,
    present_names,
    reload_cached_call,
    ring_seconds_left,
)


def place(actor: Actor, name: str, offer: Json, call_id: UUID | None, *, video: bool = True) -> Outcome:
    """Call `name`; without `video`, a voice call.

    Raises Refused: self-call, in-call, too-many, blocked (by the caller), and not-found if `call_id`
    is somebody else's call.
    """
    callee = find_person(name)
    if callee == actor.user:
        raise Refused("self-call", _("You cannot call yourself."))
    requested, call_id = call_id, call_id or uuid4()
    if outcome := _already_ended(actor, call_id):
        return outcome
    for _attempt in range(3):
        if leg := find_live_leg(actor.user):
            return _offer_in_call(actor, leg, name, offer, requested)
        _check_call_rate(actor)
        found = reach(callee.pk, actor.user.pk) if callee else Reach()
        if found.blocks:
            raise Refused("blocked", _("You have blocked this person. Unblock them first."))
        if callee is None or found.withheld or not found.is_online:
            offline = Call(pk=call_id, video=video, reason=Reason.OFFLINE)
            return _end_at_once(actor, name, callee, offline, found.withheld)
        if found.is_quiet:
            busy = Call(pk=call_id, video=video, reason=Reason.BUSY)
            return _end_at_once(actor, name, callee, busy, quiet=found.quiet)
        try:
            call = _create(Call(pk=call_id, video=video), actor, callee)
        except IntegrityError:
            # Another call was first. If the callee is calling the actor, accept it next (glare).
            if find_live_leg(callee) and not find_live_leg(actor.user):
                return _end_at_once(actor, name, callee, Call(pk=call_id, video=video, reason=Reason.BUSY))
            continue
        return _placed(call, actor, offer, direct=found.connects_directly)
    raise Refused("unavailable", _("That did not work. Please try again in a moment."), call_id)


def _already_ended(actor: Actor, call_id: UUID) -> Outcome | None:
    """A late offer for a call that has ended. Raises Refused: not-found."""
    known = Call.objects.select_related("caller", "callee").filter(pk=call_id).first()
    if known and known.caller_id != actor.user.pk:
        raise call_not_found(call_id)
    if known and known.state == State.ENDED:
        # The person may be in another call by now, which the socket must not forget.
        notice = leave_notice(known, known.callee, known.reason) | _still_quiet(known)
        return Outcome(reload_cached_call(actor), [notice])
    return None


def _still_quiet(call: Call) -> dict[str, Any]:
    """What the caller may not have heard of why the call did not ring."""
    if call.reason != Reason.BUSY or not (call.caller_id and call.callee_id):
        return {}
    found = reach(call.callee_id, call.caller_id)
    if found.withheld or not found.is_online or not found.is_quiet:
        return {}
    return {"do_not_disturb": found.quiet.as_message()} if found.quiet else {}


def _check_call_rate(actor: Actor) -> None:
    """Too many calls would hide what others have missed. Raises Refused: too-many."""
    recent = Call.objects.filter(caller=actor.user, placed_at__range=(Now() - timedelta(minutes=1), Now()))
    if settings.CALLS_PER_MINUTE and recent.count() >= settings.CALLS_PER_MINUTE:
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
        # In the order of the users' ids, so that two people who call each other cannot deadlock.
        for leg in sorted(legs, key=lambda leg: leg.user_id):
            leg.save(force_insert=True)
    return call


def _placed(call: Call, actor: Actor, offer: Json, *, direct: bool) -> Outcome:
    _caller, callee = call.people()
    return Outcome(
        CachedCall(str(call.pk), "caller", callee.pk, callee.username),
        [_calling_message(call, settings.RING_SECONDS, direct=direct)],
        [
            _ring(call, actor, offer, settings.RING_SECONDS, direct=direct),
            *presence_notifications([actor.user.pk, callee.pk]),
        ],
    )


def _end_at_once(
    actor: Actor, name: str, callee: User | None, call: Call, withheld: str = "", quiet: Quiet | None = None
) -> Outcome:
    """A call that never rings.

    The caller gets the same message, after the same statements, whether the callee is offline or takes
    no calls from them. The message is also the same if there is no such person.
    """
    notifications = []
    if callee:
        with transaction.atomic():
            call.caller, call.callee, call.state = actor.user, callee, State.ENDED
            call.placed_at = call.ended_at = Now()
            call.save(force_insert=True)
            both: Json = {"call": call, "live": False, "do_not_disturb": quiet is not None}
            CallLeg.objects.create(user=actor.user, party=actor.party, **both)
            seen = withheld == CallLeg.Withheld.BLOCKED
            CallLeg.objects.create(user=callee, seen=seen, withheld=withheld, **both)
        missed = {"type": "missed", "call": str(call.pk), "name": actor.user.username, "reason": call.reason}
        missed |= {"do_not_disturb": True} if quiet else {}
        # The history has a call that was withheld, and nothing pops up.
        notifications = [Notification(user_group(NOBODY if withheld else callee.pk), missed)]
    message: dict[str, Any] = {"type": "leave", "call": str(call.pk), "name": name, "reason": call.reason}
    message |= {"do_not_disturb": quiet.as_message()} if quiet else {}
    return Outcome(None, [message], notifications)


def _offer_in_call(actor: Actor, leg: CallLeg, name: str, offer: Json, requested: UUID | None) -> Outcome:
    """In a live call, an offer is a repetition, a renegotiation, glare, or a second call."""
    call = leg.call
    if not is_name_of(peer_in(call, actor.user).pk, name):
        raise Refused("in-call", _("You are already in a call."), call.pk)
    if call.callee_id == actor.user.pk and call.state in WAITING:
        return accept(actor, call.pk)
    if str(leg.party) != actor.party:
        raise Refused("in-call", _("You are already in a call, on another device."), call.pk)
    if requested not in (None, call.pk):
        # A new call to the same person: the page has not heard that the previous one goes on.
        raise Refused("in-call", _("You are already in a call."), call.pk)
    cached = cached_call(call, actor)
    if call.state in WAITING:
        seconds_left, direct = ring_seconds_left(call), connects_directly(call)
        return Outcome(
            cached,
            [_calling_message(call, seconds_left, direct=direct)],
            [_ring(call, actor, offer, seconds_left, direct=direct)],
        )
    message = {"type": "offer", "name": actor.user.username, "offer": offer, "call": str(call.pk)}
    return Outcome(cached, [], [Notification(cached.peer_group, message)])


def _calling_message(call: Call, seconds_left: float, *, direct: bool) -> Json:
    message = {"type": "calling", "call": str(call.pk), **call.people()[1].wire_names(), "left": seconds_left}
    return message | ({"direct": True} if direct else {})


def _ring(call: Call, actor: Actor, offer: Json, seconds_left: float, *, direct: bool) -> Notification:
    message = {
        "type": "offer",
        **present_names(actor.user),
        "offer": offer,
        "call": str(call.pk),
        "left": seconds_left,
        "video": call.video,
    } | ({"direct": True} if direct else {})
    cached = CachedCall(str(call.pk), "callee", actor.user.pk, actor.user.username, actor.party)
    return Notification(user_group(call.people()[1].pk), message, sets_call=cached)
