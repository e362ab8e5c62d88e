"""Handing a call over: the same person goes on with it on another of his devices, by compare-and-swap on his leg."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, When
from django.utils.translation import gettext_lazy as _

from calls.groups import party_group
from calls.lifecycle import HANDED_OVER, State
from calls.models import Call, CallLeg
from calls.notifications import Live, Notice
from calls.presence.connections import online_devices
from calls.protocol.wire import Refused

from .other_devices import active_elsewhere
from .queries import Actor, Outcome, call_seconds, gone, leave_message, live_leg, memory, not_found


def take(actor: Actor, call_id: UUID | None, device: UUID | None = None) -> Outcome:
    """Go on here with the person's accepted call. Raises Refused: not-found, too-late. Said twice it is once.

    `device`: where the call was when the person decided. Of two that take it from there, one wins.
    """
    with transaction.atomic():
        leg = live_leg(actor.user, call_id)
        if leg is None:
            raise gone(actor, call_id)
        call, old = leg.call, leg.party
        if call.state != State.ACTIVE:
            raise not_found(call.pk)
        moved = str(old) != actor.party
        if moved and not (device in (None, old) and _hold(leg) and _move(leg, actor)):
            raise Refused("too-late", _("The call is over, or continues on another device."), call.pk)
    peer = call.callee if call.caller_id == actor.user.pk else call.caller
    live = memory(call, actor)
    notices = [_follow(live, actor)]
    if moved:
        left = leave_message(call, peer, HANDED_OVER)
        notices.append(Notice(party_group(str(old)), left, forget=call.pk, doubtful=True))
        notices.append(active_elsewhere(call, actor.user, peer, actor.party))
    return Outcome(live, [_said("taken", call, live)], notices)


def _hold(leg: CallLeg) -> bool:
    """The call waits for the old device no longer, for a peer whose page goes as before. False where it is over.

    The call's row before the leg's, as those who end a call take them: they would lock each other out otherwise.
    """
    peer_goes = Exists(CallLeg.objects.filter(call=OuterRef("pk"), going=True).exclude(pk=leg.pk))
    call = Call.objects.filter(pk=leg.call_id, state=State.ACTIVE)
    return call.update(deadline=Case(When(peer_goes, then=F("deadline")), default=None)) == 1


def _move(leg: CallLeg, actor: Actor) -> bool:
    """False where another device was quicker."""
    mine = CallLeg.objects.filter(pk=leg.pk, live=True, party=leg.party)
    return mine.update(party=actor.party, going=False) == 1


def _follow(live: Live, actor: Actor) -> Notice:
    """The peer's device makes a connection to the new device, and keeps the old one until it is there."""
    theirs = Live(
        live.call, "callee" if live.role == "caller" else "caller",
        actor.user.pk, actor.user.username, actor.party, active=True,
    )  # fmt: skip
    message = {"type": "rejoin", "call": live.call, "handover": True}
    return Notice(live.peer_group, message, remember=theirs, doubtful=True)


def _said(kind: str, call: Call, live: Live) -> dict[str, Any]:
    age, video = call_seconds(call), call.video
    return {"type": kind, "call": live.call, "name": live.peer_name, "role": live.role, "age": age, "video": video}


def hand_over(actor: Actor, device: UUID, call_id: UUID | None) -> Outcome:
    """Ask another of the person's devices whether the call goes on there. Raises Refused: not-found."""
    leg = live_leg(actor.user, call_id)
    if leg is None or str(leg.party) != actor.party or leg.call.state != State.ACTIVE:
        raise not_found(call_id)
    live = memory(leg.call, actor)
    if str(device) == actor.party or not online_devices(actor.user).filter(party=device).exists():
        raise Refused("not-found", _("That device is no longer online."), leg.call.pk)
    asked = _said("handover", leg.call, live) | {"device": actor.party}
    return Outcome(live, [], [Notice(party_group(str(device)), asked)])
