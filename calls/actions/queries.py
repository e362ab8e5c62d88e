"""How the record is read: who is in which call, on which device, for how long; and the words for what is not there."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from calls.lifecycle import WAITING, State
from calls.models import Call, CallLeg
from calls.notifications import Live, Notice
from calls.protocol.messages import Json
from calls.protocol.wire import Refused


@dataclass(frozen=True)
class Actor:
    """Who acts: a person, on one of her devices."""

    user: User
    party: str
    #: By which socket; None where none has to do with it.
    connection: UUID | None = None


@dataclass(frozen=True)
class Outcome:
    """`live`: the acting party's call from now on; `replies`: to the acting socket; `notices`: to others."""

    live: Live | None
    replies: list[Json] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


def live_leg(user: User, call_id: UUID | None = None) -> CallLeg | None:
    legs = CallLeg.objects.select_related("call__caller", "call__callee").annotate(now=Now())
    return (legs.filter(call=call_id) if call_id else legs).filter(user=user, live=True).first()


def takes_part(leg: CallLeg, actor: Actor) -> bool:
    """Whether this party is the one in the call, or one of those that ring."""
    return str(leg.party) == actor.party or (leg.party is None and leg.call.state in WAITING)


def memory(call: Call, actor: Actor) -> Live:
    """What the actor's consumer is to remember of a live call that this party takes part in."""
    caller = call.caller_id == actor.user.pk
    peer = call.callee if caller else call.caller
    party = call.legs.get(user=peer).party
    return Live(
        str(call.pk), "caller" if caller else "callee", peer.pk, peer.username,
        str(party) if party else "", active=call.state == State.ACTIVE,
    )  # fmt: skip


def recall(actor: Actor) -> Live | None:
    """What the actor's consumer is to remember, as the record is now."""
    leg = live_leg(actor.user)
    return memory(leg.call, actor) if leg and takes_part(leg, actor) else None


def database_time(call: Call) -> datetime:
    """The database's clock: no other one is compared with its times."""
    return Call.objects.annotate(now=Now()).values_list("now", flat=True).get(pk=call.pk)


def seconds_left(call: Call) -> float:
    return max(0.0, round((call.deadline - database_time(call)).total_seconds(), 3)) if call.deadline else 0.0


def call_seconds(call: Call) -> float:
    """Since it was accepted, or else placed."""
    return round((database_time(call) - (call.answered_at or call.placed_at)).total_seconds(), 3)


def leave_message(call: Call, peer: User, reason: str) -> dict[str, Any]:
    return {"type": "leave", "call": str(call.pk), "name": peer.username, "reason": reason}


def not_found(call_id: UUID | None) -> Refused:
    """A stranger's call and a missing call are the same."""
    return Refused("not-found", _("There is no such call."), call_id)


def gone(actor: Actor, call_id: UUID | None) -> Refused:
    """Of a call that the actor has placed and that still goes on, "over" would be a lie: it is not his to accept."""
    legs = CallLeg.objects.filter(call=call_id, user=actor.user)
    if call_id and legs.exclude(live=True, call__caller=actor.user).exists():
        return Refused("too-late", _("The call is over."), call_id)
    return not_found(call_id)
