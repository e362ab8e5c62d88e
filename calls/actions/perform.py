"""What people do with calls: decide by the record, write by compare-and-swap, return what is to be told to whom."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from calls.lifecycle import WAITING
from calls.models import CallLeg, Connection
from calls.notifications import Live, Notice
from calls.presence import connections
from calls.presence.directory import status_notice
from calls.protocol import messages

from .accept import accept, confirm_ringing
from .end import come_back, go, leave, vouch
from .hand_over import hand_over, take
from .place import place
from .queries import Actor, Outcome, call_seconds, live_leg, memory, seconds_left, takes_part


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

    Raises TooManyTabs and NoAccount (presence.connections).
    """
    facts = connections.arrival_facts(actor.user.pk, actor.party)
    row = connections.connect(actor.user, connection, worker, actor.party, device, facts)
    found = truth(actor) if facts.in_call else Truth(None, None, facts.missed)
    if found.live and found.live.active:
        come_back(actor)
    return row, found, [status_notice(actor.user, "busy" if found.call else "online")]


def depart(actor: Actor, connection: UUID) -> list[Notice]:
    """A socket of the actor's has gone. Nothing to tell while she is here on another one."""
    connections.disconnect(connection)
    if connections.is_online(actor.user.pk):
        return []
    return [status_notice(actor.user, "offline")]


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
