"""What passes between the two parties of a live call; touches no database: the consumer remembers the call."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from calls.notifications import CachedCall, relay_event
from calls.protocol import wire
from calls.protocol.messages import Answer, Candidate, Json, Media, Message, Offer, Rejoin
from calls.protocol.wire import Refused

Relayed = Offer | Answer | Candidate | Media | Rejoin


def is_relayed(cached: CachedCall | None, message: Message) -> bool:
    """Whether the message changes nothing in the record: then it goes straight to the peer."""
    match message:
        case Candidate() | Media() | Rejoin():
            return True
        case Answer():
            return cached is not None and (cached.active or cached.role == "caller")
        case Offer():
            # Another call's offer is for the record: the word that this call is over may still be on its way to us.
            ours = cached is not None and (message.call is None or str(message.call) == cached.call)
            return cached is not None and ours and cached.active and cached.peer_name == message.name
    return False


def relay(me: str, party: str, cached: CachedCall | None, message: Relayed) -> tuple[str, dict[str, Any]]:
    """(group, layer event) that carries the message to the peer. Raises Refused: not-found if the call is not his."""
    call: UUID | None = message.call
    if cached is None or (call and str(call) != cached.call) or not _names_us(me, cached, message):
        raise Refused("not-found", _("There is no such call."), call)
    return cached.peer_group, relay_event(cached.call, party, wire.encode(_wire(me, cached.call, message)))


def is_meant(cached: CachedCall | None, event: Json) -> bool:
    """Whether such an event is for this party: what comes late from a device that has handed the call over is not."""
    return cached is not None and cached.call == event["call"] and cached.peer_party in ("", event["by"])


def _names_us(me: str, cached: CachedCall, message: Relayed) -> bool:
    name = getattr(message, "name", None)
    # In the five-message protocol some clients name themselves in an answer, others the peer.
    return name in (None, cached.peer_name) or (isinstance(message, Answer) and name == me)


def _wire(me: str, call: str, message: Relayed) -> dict[str, Any]:
    match message:
        case Candidate():
            return {"type": "candidate", "candidate": message.candidate, "call": call}
        case Offer():
            return {"type": "offer", "name": me, "offer": message.offer, "call": call}
        case Answer():
            return {"type": "answer", "answer": message.answer, "call": call}
        case Media():
            return {
                "type": "media",
                "call": call,
                "microphone": message.microphone,
                "camera": message.camera,
                "screen": message.screen,
            }
        case Rejoin():
            return {"type": "rejoin", "call": call}
