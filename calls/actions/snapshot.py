"""The state of a person's calls, for the `hello` that every socket begins with."""

from dataclasses import dataclass, field
from typing import Any

from calls.cached_call import CachedCall
from calls.lifecycle import WAITING
from calls.models import CallLeg
from calls.presence.availability import free_people
from calls.presence.do_not_disturb import no_choice, own_choice
from calls.protocol.messages import Json

from .contacts.requests import waiting_requests
from .outcome import Actor
from .queries import (
    cached_call,
    call_age,
    connects_directly,
    find_live_leg,
    is_participant,
    peer_in,
    ring_seconds_left,
    role_in,
)


@dataclass(frozen=True)
class CallSnapshot:
    #: The live call, if this party takes part in it.
    cached: CachedCall | None
    #: The person's live call on whichever device, as `hello` has it.
    call: dict[str, Any] | None
    #: Missed calls that the person has not seen.
    missed: int
    #: Of people who would like to become a contact.
    requests: int
    #: See own_choice.
    do_not_disturb: Json = field(default_factory=no_choice)
    #: The names of those whom the person waited for and was told of.
    available: list[Json] = field(default_factory=list)


def take_snapshot(actor: Actor) -> CallSnapshot:
    missed = CallLeg.objects.filter(user=actor.user, seen=False).count()
    return snapshot_with_call(actor, missed, waiting_requests(actor.user.pk).count())


def snapshot_with_call(
    actor: Actor, missed: int, requests: int, *, has_do_not_disturb: bool = True, was_told: bool = True
) -> CallSnapshot:
    """The last two: False if it is known that there is nothing to ask for (see ConnectFacts)."""
    quiet = own_choice(actor.user.pk) if has_do_not_disturb else no_choice()
    available: list[Json] = [user.wire_names() for user in free_people(actor.user.pk)] if was_told else []
    leg = find_live_leg(actor.user)
    if leg is None:
        return CallSnapshot(None, None, missed, requests, quiet, available)
    here = is_participant(leg, actor)
    cached = cached_call(leg.call, actor) if here else None
    return CallSnapshot(cached, _as_message(leg, actor, here=here), missed, requests, quiet, available)


def _as_message(leg: CallLeg, actor: Actor, *, here: bool) -> dict[str, Any]:
    call = leg.call
    rings = call.state in WAITING
    return {
        "call": str(call.pk),
        **peer_in(call, actor.user).wire_names(),
        "role": role_in(call, actor.user),
        "state": call.state,
        "video": call.video,
        "here": here,
        "age": call_age(call, leg.now),  # type: ignore[attr-defined]
        "left": ring_seconds_left(call) if rings else None,
        "device": str(leg.party) if leg.party else None,
        **({"direct": True} if rings and connects_directly(call) else {}),
    }
