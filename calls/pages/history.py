"""The call history of a person: with whom, for how long, how it ended, and whether it was seen."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calls.lifecycle import MISSED, Reason, State
from calls.models import DELETED_ACCOUNT, Block, Call, CallLeg, User

PLACED_ENDINGS: dict[str, Promise] = {
    Reason.HUNG_UP: gettext_lazy("Ended"),
    Reason.DECLINED: gettext_lazy("Declined"),
    Reason.CANCELLED: gettext_lazy("You cancelled"),
    Reason.NO_ANSWER: gettext_lazy("No answer"),
    Reason.BUSY: gettext_lazy("Was in another call"),
    Reason.OFFLINE: gettext_lazy("Was offline"),
    Reason.LOST: gettext_lazy("Connection lost"),
    Reason.FAILED: gettext_lazy("Could not connect"),
    Reason.ENDED_BY_STAFF: gettext_lazy("Ended by staff"),
}
RECEIVED_ENDINGS: dict[str, Promise] = PLACED_ENDINGS | {
    Reason.DECLINED: gettext_lazy("You declined"),
    Reason.CANCELLED: gettext_lazy("Missed"),
    Reason.NO_ANSWER: gettext_lazy("Missed"),
    Reason.BUSY: gettext_lazy("Missed while you were in a call"),
    Reason.OFFLINE: gettext_lazy("Missed while you were offline"),
}

#: Of a call that did not ring because of that, to the caller and to the person called.
PLACED_IN_QUIET = gettext_lazy("Did not want to be disturbed")
RECEIVED_IN_QUIET = gettext_lazy("Missed while you did not want to be disturbed")
#: To the person called.
WITHHELD_ENDINGS: dict[str, Promise] = {
    CallLeg.Withheld.BLOCKED: gettext_lazy("Blocked call"),
    CallLeg.Withheld.NOT_ALLOWED: gettext_lazy("Missed, not put through"),
}


@dataclass(frozen=True)
class Entry:
    name: str
    #: Empty for somebody without one.
    display: str
    #: The address; empty without one.
    picture: str
    placed: bool
    #: False: a voice call.
    video: bool
    placed_at: datetime
    ending: str
    duration: str
    missed: bool
    unseen: bool
    #: Whether the page offers a call: nobody can call an account that is closed or deleted.
    can_call: bool
    #: Whether the name opens the person's card.
    has_card: bool
    #: Whether the person has blocked the other one, whom they can unblock here.
    blocked: bool


def legs_of(user: User) -> QuerySet[CallLeg]:
    """A person's calls, latest first, with all that an Entry needs, in one query."""
    legs = CallLeg.objects.filter(user=user).select_related("call__caller", "call__callee")
    return legs.order_by("-call__placed_at", "-pk")


def blocked_peers(legs: Iterable[CallLeg], user: User) -> set[int]:
    """The ids of those whom the person has blocked."""
    peers = {peer.pk for leg in legs if (peer := _peer(leg))}
    return set(Block.objects.filter(person=user, blocked__in=peers).values_list("blocked", flat=True))


def _peer(leg: CallLeg) -> User | None:
    return leg.call.callee if leg.call.caller_id == leg.user_id else leg.call.caller


def entry(leg: CallLeg, blocked_peers: Container[int] = ()) -> Entry:
    call, peer = leg.call, _peer(leg)
    placed = call.caller_id == leg.user_id
    blocked = peer is not None and peer.pk in blocked_peers
    return Entry(
        name=peer.get_username() if peer else str(DELETED_ACCOUNT),
        display=peer.display_name if peer else "",
        picture=peer.picture_address if peer else "",
        placed=placed,
        video=call.video,
        placed_at=call.placed_at,
        ending=leg_ending(leg),
        duration=duration(call),
        missed=not placed and call.reason in MISSED and leg.withheld != CallLeg.Withheld.BLOCKED,
        unseen=not leg.seen,
        can_call=peer is not None and peer.is_active and call.state == State.ENDED and not blocked,
        has_card=peer is not None and peer.is_active,
        blocked=blocked,
    )


def leg_ending(leg: CallLeg) -> str:
    placed = leg.call.caller_id == leg.user_id
    if leg.withheld:
        return str(WITHHELD_ENDINGS[leg.withheld])
    if leg.do_not_disturb:
        return str(PLACED_IN_QUIET if placed else RECEIVED_IN_QUIET)
    return ending(leg.call, placed=placed)


def ending(call: Call, *, placed: bool) -> str:
    if call.state != State.ENDED:
        return _("In progress") if call.state == State.ACTIVE else _("Ringing")
    return str((PLACED_ENDINGS if placed else RECEIVED_ENDINGS)[call.reason])


def duration(call: Call) -> str:
    """How long the call lasted, in the two largest units. Empty without an answer or an end."""
    if not (call.answered_at and call.ended_at):
        return ""
    minutes, seconds = divmod(max(0, round((call.ended_at - call.answered_at).total_seconds())), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    if minutes:
        return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": seconds}
    return _("%(seconds)d s") % {"seconds": seconds}


def mark_seen(shown: Iterable[CallLeg]) -> None:
    unseen = [leg.pk for leg in shown if not leg.seen]
    if unseen:
        CallLeg.objects.filter(pk__in=unseen).update(seen=True)
