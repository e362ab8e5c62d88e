"""Answering a call: a device rings, a device takes it; the first one wins, by compare-and-swap."""

from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from calls import lifecycle
from calls.groups import party_group, user_group
from calls.lifecycle import ANSWERED_ELSEWHERE, WAITING, Event, State
from calls.models import Call, CallLeg
from calls.notifications import Live, Notice
from calls.protocol.wire import Refused

from .other_devices import active_elsewhere
from .queries import Actor, Outcome, gone, leave_message, live_leg, memory


def confirm_ringing(actor: Actor, call_id: UUID) -> Outcome:
    """A device of the callee says that it rings. The caller is told each time: the first word may have been lost."""
    call = _ringing_call(actor, call_id)
    Call.objects.filter(pk=call.pk, state=State.CALLING).update(state=State.RINGING)
    caller = call.legs.get(user=call.caller_id)
    return Outcome(
        memory(call, actor), [], [Notice(party_group(str(caller.party)), {"type": "ringing", "call": str(call.pk)})]
    )


def accept(actor: Actor, call_id: UUID | None, *, needs_offer: bool = False) -> Outcome:
    """The callee takes the call on this device. Raises Refused: not-found, too-late. Twice by one device is once."""
    with transaction.atomic():
        leg = live_leg(actor.user, call_id)
        if leg is None or leg.call.callee_id != actor.user.pk:
            raise gone(actor, call_id)
        call = leg.call
        for (state, _reason), sources in lifecycle.sources(Event.ACCEPT).items():
            won = Call.objects.filter(pk=call.pk, state__in=sources).update(
                state=state, answered_at=Now(), deadline=None
            )
        if won:
            CallLeg.objects.filter(pk=leg.pk).update(party=actor.party)
        elif str(leg.party) != actor.party:
            raise Refused("too-late", _("The call was answered on another device."), call.pk)
        call.refresh_from_db(fields=["state", "answered_at"])
    caller = call.legs.get(user=call.caller_id)
    accepted = {"type": "accepted", "call": str(call.pk), "needs_offer": needs_offer, "video": call.video}
    told = Notice(
        party_group(str(caller.party)),
        accepted | {"name": actor.user.username},
        remember=Live(str(call.pk), "caller", actor.user.pk, actor.user.username, actor.party, active=True),
        doubtful=True,
    )
    live = Live(str(call.pk), "callee", call.caller_id, call.caller.username, str(caller.party), active=True)
    others = _to_other_devices(call, actor, str(caller.party)) if won else []
    return Outcome(live, [accepted | {"name": call.caller.username, "needs_offer": False}], [told, *others])


def _to_other_devices(call: Call, callee: Actor, caller_party: str) -> list[Notice]:
    """Those of the callee fall silent, and both people's may offer to go on with the call."""
    over = leave_message(call, call.caller, ANSWERED_ELSEWHERE)
    return [
        Notice(user_group(callee.user.pk), over, forget=call.pk, skip=callee.party, doubtful=True),
        active_elsewhere(call, callee.user, call.caller, callee.party),
        active_elsewhere(call, call.caller, callee.user, caller_party),
    ]


def _ringing_call(actor: Actor, call_id: UUID) -> Call:
    leg = live_leg(actor.user, call_id)
    if leg is None or leg.call.callee_id != actor.user.pk or leg.call.state not in WAITING:
        raise gone(actor, call_id)
    return leg.call
