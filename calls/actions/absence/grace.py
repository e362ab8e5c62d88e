"""How long a call waits for a party that is not connected, or whose page is leaving.

The call's deadline says until when.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from calls.actions.outcome import Actor, Outcome
from calls.actions.queries import cached_call, get_own_active_leg
from calls.lifecycle import WAITING, State
from calls.models import Call, CallLeg, User
from calls.notifications import Notification
from calls.presence.connections import has_newer_connection, online_connections
from videochat.database.statement import Statement

from .page_loads import forget_page_load, is_page_loading

#: For a party of an accepted call whose socket has disappeared. The peer's page may give the call
#: up before that, or report that media still arrive, which extends the time.
GRACE = timedelta(seconds=60)
#: For a party, or all devices of a callee, whose socket has disappeared while the call rings.
RING_GRACE = timedelta(seconds=20)
#: For a party whose page has said that it is being closed or reloaded, or that has closed its
#: socket: long enough for a reload.
RELOAD_GRACE = timedelta(seconds=8)
#: For the same party if its person has just requested a page: then it is a reload, which may be
#: slow. The new page itself asks for more time later.
LOAD_GRACE = timedelta(seconds=30)
#: The media of a closed page stop within this time. If they still arrive later, it is not closed.
MEDIA_TAIL = timedelta(seconds=3)


def mark_leaving(actor: Actor, call_id: UUID | None) -> Outcome:
    """The actor's page is being closed or reloaded, which look the same.

    If it does not return in time, it has hung up.
    """
    leg = get_own_active_leg(actor, call_id)
    cached = cached_call(leg.call, actor)
    if has_newer_connection(actor.party, actor.connection):
        return Outcome(cached)  # a slow worker reads this only after the page has returned on another one
    shorten(leg, LOAD_GRACE if is_page_loading(actor.user.pk) else RELOAD_GRACE)
    return Outcome(cached, [], [Notification(cached.peer_group, {"type": "going", "call": cached.call})])


def extend_reload_grace(user: User) -> None:
    """Give the calls of a person whose page is still loading more time."""
    calls = Call.objects.filter(state=State.ACTIVE, deadline__lt=Now() + RELOAD_GRACE)
    calls.filter(has_leaving_party(user=user, live=True)).update(deadline=Now() + RELOAD_GRACE)


def shorten(leg: CallLeg, grace: timedelta = RELOAD_GRACE) -> None:
    """The leg's party is leaving: the call waits for `grace`, or for what is left if that is less."""
    if leg.going:
        return
    CallLeg.objects.filter(pk=leg.pk, party=leg.party, live=True).update(going=True)
    # Another device of the person may have taken the call just now: then nobody is leaving.
    call = Call.objects.filter(has_leaving_party(pk=leg.pk), pk=leg.call_id, state=leg.call.state)
    call.filter(Q(deadline=None) | Q(deadline__gt=Now() + grace)).update(deadline=Now() + grace)


def mark_returned(actor: Actor) -> None:
    """The actor's page is connected again. The call may still wait for a peer who is leaving."""
    forget_page_load(actor.user.pk)
    # Hundreds may come back at once, so only what may have to be updated is.
    for leg, call, going, state in _OWN_LEGS.fetch(actor.user.pk, UUID(actor.party)):
        own = CallLeg.objects.filter(Q(party=actor.party) | Q(party=None), pk=leg, live=True, going=True)
        has_left = going and own.update(going=False)
        waiting = Call.objects.filter(~has_leaving_party(), pk=call)
        if state == State.ACTIVE:
            active = waiting.filter(state=State.ACTIVE, deadline__isnull=False)
            (active if has_left else active.filter(~is_party_missing())).update(deadline=None)
        else:
            _restore_ring(waiting)


# A party's, in calls that may wait for it or for its peer. A callee has no party before the call is accepted: any
# device will do.
_OWN_LEGS = Statement(
    """
    SELECT leg.id, call.id, leg.going, call.state
    FROM {legs} leg JOIN {calls} call ON call.id = leg.call_id
    WHERE leg.user_id = %s AND leg.live AND (leg.party = %s OR leg.party IS NULL)
        AND (leg.going OR call.deadline IS NOT NULL)
    """,
    legs=CallLeg, calls=Call,
)  # fmt: skip


def confirm_media(actor: Actor, call_id: UUID | None) -> Outcome:
    """The peer's media still arrive at the actor.

    If the peer's socket has disappeared, its grace starts again. If the peer was leaving, it has
    stayed.
    """
    leg = get_own_active_leg(actor, call_id)
    waiting = Call.objects.filter(pk=leg.call_id, state=State.ACTIVE, deadline__isnull=False)
    if not leg.going:
        has_stayed = Q(deadline__lte=Now() + (RELOAD_GRACE - MEDIA_TAIL))
        if waiting.filter(~has_leaving_party() | has_stayed).update(deadline=Now() + GRACE):
            CallLeg.objects.filter(call=leg.call_id, going=True).update(going=False)
    return Outcome(cached_call(leg.call, actor))


def update_grace_deadlines() -> None:
    """Give calls that miss a party a deadline, and take it from those that do not."""
    active = Call.objects.filter(state=State.ACTIVE)
    active.filter(is_party_missing(), deadline=None).update(deadline=Now() + GRACE)
    active.filter(~is_party_missing(), ~has_leaving_party()).exclude(deadline=None).update(deadline=None)
    waiting = Call.objects.filter(state__in=WAITING)
    in_vain = waiting.filter(is_party_missing() | ~is_callee_online(), deadline__gt=Now() + RING_GRACE)
    in_vain.update(deadline=Now() + RING_GRACE)
    _restore_ring(Call.objects.filter(~is_party_missing(), is_callee_online(), ~has_leaving_party()))
    # The database's clock may have been set back.
    ring = timedelta(seconds=settings.RING_SECONDS)
    waiting.filter(deadline__gt=Now() + ring).update(deadline=Now() + ring)
    active.filter(deadline__gt=Now() + GRACE).update(deadline=Now() + GRACE)


def renew_grace() -> None:
    """Nobody could reconnect while no worker ran, so the grace of accepted calls starts again."""
    Call.objects.filter(state=State.ACTIVE).exclude(deadline=None).update(deadline=Now() + GRACE)


def has_leaving_party(**leg: Any) -> Exists:
    return Exists(CallLeg.objects.filter(call=OuterRef("pk"), going=True, **leg))


def is_party_missing() -> Exists:
    """Whether a device that is in the call is not connected."""
    legs = CallLeg.objects.filter(call=OuterRef("pk"), live=True, party__isnull=False)
    # Not `party__in`: PostgreSQL would look at all connections.
    return Exists(legs.filter(~Exists(online_connections().filter(party=OuterRef("party")))))


def is_callee_online() -> Exists:
    return Exists(online_connections().filter(user=OuterRef("callee")))


def _restore_ring(calls: QuerySet[Call]) -> None:
    """Give a ring that was shortened its usual time back."""
    ring_end = F("placed_at") + timedelta(seconds=settings.RING_SECONDS)
    calls.filter(state__in=WAITING, deadline__lt=ring_end, placed_at__lte=Now()).update(deadline=ring_end)
