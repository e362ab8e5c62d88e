"""What people do with calls: decide by the record, write by compare-and-swap, return what is to be told to whom."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from . import messages, presence
from .answering import accept, confirm_ringing
from .elsewhere import no_longer
from .ending import come_back, drop_out, end_by_staff, expire, go, leave, over, spare_calls, vouch, watch_over
from .handing_over import hand_over, other_devices, take
from .lifecycle import WAITING
from .models import CallLeg, Connection
from .notices import Live, Notice
from .placing import place
from .record import Actor, Outcome, call_seconds, live_leg, memory, recall, seconds_left, takes_part

__all__ = [
    "Actor",
    "Outcome",
    "Truth",
    "accept",
    "arrive",
    "confirm_ringing",
    "depart",
    "drop_out",
    "end_by_staff",
    "expire",
    "go",
    "hand_over",
    "leave",
    "no_longer",
    "other_devices",
    "over",
    "perform",
    "place",
    "recall",
    "spare_calls",
    "take",
    "truth",
    "vouch",
    "watch_over",
]


def perform(actor: Actor, message: messages.Message) -> Outcome:
    """What a message asks of the record. Raises Refused."""
    match message:
        case messages.Offer():
            return place(actor, message.name, message.offer, message.call, video=message.video)
        case messages.Accept():
            return accept(actor, message.call, needs_offer=message.needs_offer)
        case messages.Answer():
            return accept(actor, message.call)
        case messages.Leave():
            return leave(actor, message.call, message.reason)
        case messages.Going():
            return go(actor, message.call)
        case messages.Flowing():
            return vouch(actor, message.call)
        case messages.Take():
            return take(actor, message.call, message.device)
        case messages.Handover():
            return hand_over(actor, message.device, message.call)
        case messages.Ringing():
            return confirm_ringing(actor, message.call)
    raise TypeError(message)


@dataclass(frozen=True)
class Truth:
    """For the greeting: this party's live call, the person's live call as the wire shows it, unseen missed calls."""

    live: Live | None
    call: dict[str, Any] | None
    missed: int


def arrive(actor: Actor, connection: UUID, worker: UUID, device: str) -> tuple[Connection, Truth, list[Notice]]:
    """A socket of the actor's has come: its row, the truth for its greeting, and what the others are to be told.

    Raises presence.TooManyTabs, and presence.NoAccount where it has just been deleted.
    """
    standing = presence.standing(actor.user.pk, actor.party)
    row = presence.connect(actor.user, connection, worker, actor.party, device, standing)
    found = truth(actor) if standing.engaged else Truth(None, None, standing.missed)
    if found.live and found.live.active:
        come_back(actor)
    return row, found, [presence.status_notice(actor.user, "busy" if found.call else "online")]


def depart(actor: Actor, connection: UUID) -> list[Notice]:
    """A socket of the actor's has gone. Nothing to tell while she is here on another one."""
    presence.disconnect(connection)
    if presence.is_online(actor.user.pk):
        return []
    return [presence.status_notice(actor.user, "offline")]


def truth(actor: Actor) -> Truth:
    missed = CallLeg.objects.filter(user=actor.user, seen=False).count()
    leg = live_leg(actor.user)
    if leg is None:
        return Truth(None, None, missed)
    call = leg.call
    peer = call.callee if call.caller_id == actor.user.pk else call.caller
    here = takes_part(leg, actor)
    shown = {
        "call": str(call.pk),
        "name": peer.username,
        "role": "caller" if call.caller_id == actor.user.pk else "callee",
        "state": call.state,
        "video": call.video,
        "here": here,
        "age": call_seconds(call),
        "left": seconds_left(call) if call.state in WAITING else None,
        "device": str(leg.party) if leg.party else None,
    }
    return Truth(memory(call, actor) if here else None, shown, missed)
