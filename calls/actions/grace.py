"""How long an accepted call waits for a party that is not connected.

The call's deadline says until when.
"""

from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from calls.lifecycle import State
from calls.models import Call, CallLeg
from calls.notifications import Notification
from calls.presence.connections import has_newer_connection, online_connections

from .outcome import Actor, Outcome
from .queries import cached_call, get_own_active_leg

#: For a party whose socket has disappeared. The peer's page may give the call up before that, or
#: report that media still arrive, which extends the time.
GRACE = timedelta(seconds=60)
#: For a party whose page has said that it is being closed or reloaded: long enough for a reload.
RELOAD_GRACE = timedelta(seconds=8)


def mark_leaving(actor: Actor, call_id: UUID | None) -> Outcome:
    """The actor's page is being closed or reloaded, which look the same.

    If it does not return in time, it has hung up.
    """
    leg = get_own_active_leg(actor, call_id)
    cached = cached_call(leg.call, actor)
    if has_newer_connection(actor.party, actor.connection):
        return Outcome(cached)  # a slow worker reads this only after the page has returned on another one
    CallLeg.objects.filter(pk=leg.pk).update(going=True)
    Call.objects.filter(pk=leg.call_id, state=State.ACTIVE).update(deadline=Now() + RELOAD_GRACE)
    return Outcome(cached, [], [Notification(cached.peer_group, {"type": "going", "call": cached.call})])


def mark_returned(actor: Actor) -> None:
    """The actor's page is connected again. The call may still wait for a peer who is leaving."""
    legs = CallLeg.objects.filter(user=actor.user, party=actor.party, live=True)
    if legs.filter(going=True).update(going=False):
        Call.objects.filter(~_is_somebody_leaving(), legs__in=legs, state=State.ACTIVE).update(deadline=None)


def confirm_media(actor: Actor, call_id: UUID | None) -> Outcome:
    """The peer's media still arrive at the actor.

    If the peer's socket has disappeared, its grace starts again.
    """
    leg = get_own_active_leg(actor, call_id)
    waiting = Call.objects.filter(~_is_somebody_leaving(), pk=leg.call_id, state=State.ACTIVE, deadline__isnull=False)
    waiting.update(deadline=Now() + GRACE)
    return Outcome(cached_call(leg.call, actor))


def update_grace_deadlines() -> None:
    """Give accepted calls that miss a party a deadline, and take it from those that do not."""
    online = online_connections().values("party")
    is_party_missing = Exists(CallLeg.objects.filter(call=OuterRef("pk"), live=True).exclude(party__in=online))
    active = Call.objects.filter(state=State.ACTIVE)
    active.filter(is_party_missing, deadline=None).update(deadline=Now() + GRACE)
    active.filter(~is_party_missing, ~_is_somebody_leaving()).exclude(deadline=None).update(deadline=None)


def renew_grace() -> None:
    """Nobody could reconnect while no worker ran, so the grace of accepted calls starts again."""
    Call.objects.filter(state=State.ACTIVE).exclude(deadline=None).update(deadline=Now() + GRACE)


def _is_somebody_leaving() -> Exists:
    return Exists(CallLeg.objects.filter(call=OuterRef("pk"), going=True))
