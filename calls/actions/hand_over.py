"""Handover: a person continues the call on another device."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, When
from django.utils.translation import gettext_lazy as _

from calls.cached_call import CachedCall
from calls.groups import party_group
from calls.lifecycle import HANDED_OVER, State
from calls.models import Call, CallLeg
from calls.notifications import Notification
from calls.presence.connections import online_devices
from calls.protocol.errors import Refused

from .other_devices import active_elsewhere
from .outcome import Actor, Outcome
from .queries import (
    cached_call,
    call_age,
    call_not_found,
    find_live_leg,
    get_own_active_leg,
    leave_notice,
    over_or_not_found,
    peer_in,
)


def take(actor: Actor, call_id: UUID | None, device: UUID | None = None) -> Outcome:
    """Continue the person's accepted call on this device. Taking it again changes nothing.

    `device` is the party that had the call when the person decided. If two devices take it from
    there, one wins.

    Raises Refused: not-found, too-late.
    """
    with transaction.atomic():
        leg = find_live_leg(actor.user, call_id)
        if leg is None:
            raise over_or_not_found(actor, call_id)
        call, old_party = leg.call, leg.party
        if call.state != State.ACTIVE:
            raise call_not_found(call.pk)
        moves = str(old_party) != actor.party
        if moves and not (device in (None, old_party) and _clear_deadline(leg) and _move(leg, actor)):
            raise Refused("too-late", _("The call is over, or continues on another device."), call.pk)
    cached = cached_call(call, actor)
    notifications = [_to_peer(cached, actor)]
    if moves:
        peer = peer_in(call, actor.user)
        message = leave_notice(call, peer, HANDED_OVER)
        notifications += [
            Notification(party_group(str(old_party)), message, clears_call=call.pk, may_be_stale=True),
            active_elsewhere(call, actor.user, peer, actor.party),
        ]
    return Outcome(cached, [_call_message("taken", call, cached)], notifications)


def _clear_deadline(leg: CallLeg) -> bool:
    """The call no longer waits for the old device, but still for a peer who is leaving.

    False if the call is over.

    The call's row is updated before the leg's, as in `end_call`: otherwise they could deadlock.
    """
    peer_is_leaving = Exists(CallLeg.objects.filter(call=OuterRef("pk"), going=True).exclude(pk=leg.pk))
    call = Call.objects.filter(pk=leg.call_id, state=State.ACTIVE)
    return call.update(deadline=Case(When(peer_is_leaving, then=F("deadline")), default=None)) == 1


def _move(leg: CallLeg, actor: Actor) -> bool:
    """False if another device was first."""
    unmoved = CallLeg.objects.filter(pk=leg.pk, live=True, party=leg.party)
    return unmoved.update(party=actor.party, going=False) == 1


def _to_peer(cached: CachedCall, actor: Actor) -> Notification:
    """The peer's page keeps the old connection until the one to the new device works."""
    peer_role = "callee" if cached.role == "caller" else "caller"
    return Notification(
        cached.peer_group,
        {"type": "rejoin", "call": cached.call, "handover": True},
        sets_call=CachedCall(cached.call, peer_role, actor.user.pk, actor.user.username, actor.party, active=True),
        may_be_stale=True,
    )


def _call_message(kind: str, call: Call, cached: CachedCall) -> dict[str, Any]:
    about = {"call": cached.call, "name": cached.peer_name, "role": cached.role}
    return {"type": kind, **about, "age": call_age(call), "video": call.video}


def hand_over(actor: Actor, device: UUID, call_id: UUID | None) -> Outcome:
    """Ask another device of the person to take the call. Raises Refused: not-found."""
    leg = get_own_active_leg(actor, call_id)
    if str(device) == actor.party or not online_devices(actor.user).filter(party=device).exists():
        raise Refused("not-found", _("That device is no longer online."), leg.call.pk)
    cached = cached_call(leg.call, actor)
    message = _call_message("handover", leg.call, cached) | {"device": actor.party}
    return Outcome(cached, [], [Notification(party_group(str(device)), message)])
