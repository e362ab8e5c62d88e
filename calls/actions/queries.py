"""What the actions share: queries about a person's calls, and refusals."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from calls.cached_call import CachedCall
from calls.lifecycle import WAITING, State
from calls.models import DELETED_ACCOUNT, Call, CallLeg, User
from calls.presence.visibility import reach
from calls.protocol.errors import Refused
from calls.protocol.messages import Json

from .outcome import Actor


def find_live_leg(user: User, call_id: UUID | None = None) -> CallLeg | None:
    """The user's leg in that call, or in the one live call, with the database's time as `now`. Only if it is live."""
    legs = CallLeg.objects.select_related("call__caller", "call__callee").annotate(now=Now())
    return (legs.filter(call=call_id) if call_id else legs).filter(user=user, live=True).first()


def has_live_call(actor: Actor) -> bool:
    """Whether this device of the actor takes part in a live call."""
    return CallLeg.objects.filter(user=actor.user, party=actor.party, live=True).exists()


def get_own_active_leg(actor: Actor, call_id: UUID | None) -> CallLeg:
    """The party's leg in an accepted call. Raises Refused: not-found."""
    leg = find_live_leg(actor.user, call_id)
    if leg is None or str(leg.party) != actor.party or leg.call.state != State.ACTIVE:
        raise call_not_found(call_id)
    return leg


def is_participant(leg: CallLeg, actor: Actor) -> bool:
    """Whether the actor's device is the one in the call, or one of those that ring."""
    return str(leg.party) == actor.party or (leg.party is None and leg.call.state in WAITING)


def present_names(user: User) -> Json:
    """The names of a socket's user, who may have changed the display name or the picture since it opened."""
    present = User.objects.filter(pk=user.pk).only("display_name", "picture_hash").first() or User()
    present.username = user.username
    return present.wire_names()


def connects_directly(call: Call) -> bool:
    """Whether its parties may learn each other's addresses while it rings. See Reach."""
    caller, callee = call.people()
    return reach(callee.pk, caller.pk).connects_directly


def role_in(call: Call, user: User) -> str:
    return "caller" if call.caller_id == user.pk else "callee"


def peer_in(call: Call, user: User) -> User:
    """Of a live call."""
    caller, callee = call.people()
    return callee if caller.pk == user.pk else caller


def cached_call(call: Call, actor: Actor) -> CachedCall:
    """What the actor's socket caches of a live call that this party takes part in."""
    peer = peer_in(call, actor.user)
    party = call.legs.get(user=peer).party
    return CachedCall(
        str(call.pk),
        role_in(call, actor.user),
        peer.pk,
        peer.username,
        str(party) if party else "",
        active=call.state == State.ACTIVE,
    )


def reload_cached_call(actor: Actor) -> CachedCall | None:
    leg = find_live_leg(actor.user)
    return cached_call(leg.call, actor) if leg and is_participant(leg, actor) else None


def ended_calls(calls: Iterable[UUID]) -> dict[UUID, str]:
    """The calls that have ended, with the reason: "" if the call was deleted with an account."""
    asked = set(calls)
    reasons = dict(Call.objects.filter(pk__in=asked).values_list("pk", "reason"))
    return {call: reasons.get(call, "") for call in asked if reasons.get(call, "") or call not in reasons}


def database_time(call: Call) -> datetime:
    """The database's clock; its times are compared with no other."""
    return Call.objects.annotate(now=Now()).values_list("now", flat=True).get(pk=call.pk)


def ring_seconds_left(call: Call) -> float:
    """At most the time of a ring, even if the database's clock was set back."""
    if not call.deadline:
        return 0.0
    left = round((call.deadline - database_time(call)).total_seconds(), 3)
    return min(max(0.0, left), float(settings.RING_SECONDS))


def call_age(call: Call, now: datetime | None = None) -> float:
    """Seconds since it was accepted or, before that, placed. `now`: the database's time, if it is known."""
    since = call.answered_at or call.placed_at
    return max(0.0, round(((now or database_time(call)) - since).total_seconds(), 3))


def leave_notice(call: Call, peer: User | None, reason: str) -> dict[str, Any]:
    """`peer` is None if the account was deleted."""
    name = peer.username if peer else str(DELETED_ACCOUNT)
    return {"type": "leave", "call": str(call.pk), "name": name, "reason": reason}


def call_not_found(call_id: UUID | None) -> Refused:
    """The same for somebody else's call and for one that does not exist."""
    return Refused("not-found", _("There is no such call."), call_id)


def over_or_not_found(actor: Actor, call_id: UUID | None) -> Refused:
    """For a call without a live leg that would allow the action.

    The caller's own live call gives not-found: it is not over, but a caller cannot accept it.
    """
    legs = CallLeg.objects.filter(call=call_id, user=actor.user)
    if call_id and legs.exclude(live=True, call__caller=actor.user).exists():
        return Refused("too-late", _("The call is over."), call_id)
    return call_not_found(call_id)
