"""What happens to a person's call when a socket closes."""

from datetime import datetime
from enum import Enum, auto

from calls.actions.end import end_call
from calls.actions.outcome import Actor
from calls.actions.queries import cached_call, find_live_leg
from calls.lifecycle import WAITING, Event
from calls.models import CallLeg
from calls.notifications import Notification
from calls.presence.connections import is_online, online_connections

from .grace import mark_returned, shorten


class DisconnectReason(Enum):
    """Why a socket is closed."""

    #: Without a close frame from the client, or to be replaced: its party is expected back.
    LOST = auto()
    #: The client has closed it: its page is closed or reloaded.
    CLOSED = auto()
    SIGNED_OUT = auto()


def find_leaving_leg(actor: Actor) -> CallLeg | None:
    """The leg that this socket belongs to: as its party or, while it rings, as one of the devices."""
    leg = find_live_leg(actor.user)
    return leg if leg and (leg.party is None or str(leg.party) == actor.party) else None


def handle_socket_closed(actor: Actor, leg: CallLeg, reason: DisconnectReason, since: datetime) -> list[Notification]:
    """The socket's row, which began at `since`, has been removed."""
    if _is_back(actor, leg, since):
        return []
    if reason is DisconnectReason.SIGNED_OUT:
        return _end(leg)
    shorten(leg)
    if _is_back(actor, leg, since):  # it returned on another worker in the meantime
        mark_returned(actor)
        return []
    if leg.call.state in WAITING:
        return []
    # The peer may still receive media: then only the connection to the server was closed.
    cached = cached_call(leg.call, actor)
    return [Notification(cached.peer_group, {"type": "away", "call": cached.call})]


def _is_back(actor: Actor, leg: CallLeg, since: datetime) -> bool:
    """Whether the party has a newer socket or, while it rings, the callee any other."""
    if leg.party is None:
        return is_online(actor.user.pk)
    return online_connections().filter(party=actor.party, since__gt=since).exists()


def end_signed_out(actor: Actor) -> list[Notification]:
    """The actor's device has been signed out: its call ends as if the actor had left it."""
    leg = find_live_leg(actor.user)
    if leg is None or str(leg.party) != actor.party:
        return []
    return _end(leg)


def _end(leg: CallLeg) -> list[Notification]:
    if leg.party is None:
        return end_call(leg.call, Event.GO_OFFLINE)
    return end_call(leg.call, Event.CANCEL if leg.call.state in WAITING else Event.HANG_UP)
