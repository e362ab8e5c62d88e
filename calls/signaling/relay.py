"""Passes messages between the two parties of a call, without a query."""

from typing import Any, TypeGuard
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from calls.cached_call import CachedCall
from calls.groups import party_group
from calls.notifications import relay_event
from calls.protocol.errors import Refused
from calls.protocol.fields import read_candidate
from calls.protocol.json_frames import decode, encode
from calls.protocol.messages import Answer, Candidate, Early, Json, Media, Message, Offer, Rejoin

#: In characters of the frame. A page's has two hundred. A longer one takes the slow way.
MAX_CANDIDATE_LENGTH = 4 * 1024
#: Connections that a caller's socket remembers: a device whose network has changed asks for another one.
MAX_RINGING = 16

Relayed = Offer | Answer | Candidate | Early | Media | Rejoin


def is_relayed(message: Message, cached: CachedCall | None) -> TypeGuard[Relayed]:
    """Whether the message changes nothing in the database, and so goes straight to the peer."""
    match message:
        case Candidate() | Early() | Media() | Rejoin():
            return True
        case Answer():
            return cached is not None and (cached.active or cached.role == "caller")
        case Offer() if cached is not None and cached.active:
            # An offer for another call is an action: this call may have ended meanwhile.
            return str(message.call or cached.call) == cached.call and message.name == cached.peer_name
    return False


def relay(me: str, party: str, cached: CachedCall | None, message: Relayed) -> tuple[str, dict[str, Any]]:
    """The group and the event that bring the message to the peer. Raises Refused: not-found."""
    call: UUID | None = message.call
    if cached is None or (call and str(call) != cached.call) or not is_for_peer(me, cached, message):
        raise Refused("not-found", _("There is no such call."), call)
    return cached.peer_group, relay_event(cached.call, party, encode(_as_frame(me, cached.call, message)))


def relay_candidate(party: str, cached: CachedCall, text: str) -> dict[str, Any] | None:
    """The event of `relay` for a candidate, in a third of the time; None for all else, and for what is refused."""
    if len(text) > MAX_CANDIDATE_LENGTH:
        return None
    try:
        frame = decode(text)
        relayed = encode({"type": "candidate", "candidate": read_candidate(frame), "call": cached.call})
    except Refused:
        return None
    if frame.get("type") != "candidate" or frame.get("call", cached.call) != cached.call:
        return None
    if frame.get("name", cached.peer_name) != cached.peer_name:
        return None
    return relay_event(cached.call, party, relayed)


class RingingDevices:
    """What a caller's socket knows of the callee's devices: who has which connection while the call rings.

    So the caller's page needs no name for them, and what it sends to one goes to no other.
    """

    def __init__(self) -> None:
        self._parties: dict[tuple[str, str], str] = {}

    def frame(self, event: Json) -> str | None:
        """What the caller's page gets of a device's signal; None if the connection is another device's.

        A device has one connection at a time. If it asks for another one, `replaces` names the one before: its page may
        have been reloaded, or may have said on a socket that broke that it closes it.
        """
        call, connection, device = event["call"], event["connection"], event["by"]
        is_new = (call, connection) not in self._parties
        if self._parties.setdefault((call, connection), device) != device:
            return None
        ask = {"type": "early", "call": call, "connection": connection}
        replaced = self._previous(call, connection, device) if is_new and event["text"] == encode(ask) else None
        if len(self._parties) > MAX_RINGING:
            del self._parties[next(iter(self._parties))]
        return encode(ask | {"replaces": replaced}) if replaced else event["text"]

    def _previous(self, call: str, connection: str, device: str) -> str | None:
        for (of, known), party in reversed(self._parties.items()):
            if (of, party) == (call, device) and known != connection:
                return known
        return None

    def party(self, call: str, connection: UUID) -> str | None:
        return self._parties.get((call, str(connection)))


def relay_early(
    party: str, cached: CachedCall | None, devices: RingingDevices, message: Early
) -> tuple[str, dict[str, Any]]:
    """As `relay`, between the caller and one device of the callee, until one of them has accepted."""
    peer = None
    if cached and not cached.active and (message.call is None or str(message.call) == cached.call):
        peer = cached.peer_party if cached.role == "callee" else devices.party(cached.call, message.connection)
    if cached is None or not peer:
        raise Refused("not-found", _("There is no such call."), message.call)
    event = relay_event(cached.call, party, encode(_as_frame("", cached.call, message)))
    # A worker of the version before reads no other fields.
    return party_group(peer), event | {"connection": str(message.connection)}


def is_from_current_peer(cached: CachedCall | None, event: Json) -> bool:
    """Whether the event is for this party.

    A late one from a device that has handed the call over is not.
    """
    return cached is not None and cached.call == event["call"] and cached.peer_party in ("", event["by"])


def is_for_peer(me: str, cached: CachedCall, message: Relayed) -> bool:
    """Whether the name in the message, if any, is the peer's."""
    name = getattr(message, "name", None)
    # In an answer, some clients of the five-message protocol name themselves.
    return name in (None, cached.peer_name) or (isinstance(message, Answer) and name == me)


def _as_frame(me: str, call: str, message: Relayed) -> dict[str, Any]:
    match message:
        case Candidate():
            return {"type": "candidate", "candidate": message.candidate, "call": call}
        case Early():
            signal = {"description": message.description, "candidate": message.candidate}
            given = {field: value for field, value in signal.items() if value is not None}
            closed = {"closed": True} if message.closed else {}
            return {"type": "early", "call": call, "connection": str(message.connection), **given, **closed}
        case Offer():
            return {"type": "offer", "name": me, "offer": message.offer, "call": call}
        case Answer():
            return {"type": "answer", "answer": message.answer, "call": call}
        case Media():
            frame = {
                "type": "media",
                "call": call,
                "microphone": message.microphone,
                "camera": message.camera,
                "screen": message.screen,
            }
            return frame if message.network is None else frame | {"network": message.network}
        case Rejoin():
            return {"type": "rejoin", "call": call}
