"""What a person's card shows: who they are to somebody, and the latest calls of the two."""

from typing import Any

from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from calls.lifecycle import State
from calls.models import Call, CallLeg, User
from calls.presence.people_list.listed_people import entries
from calls.presence.usernames import find_person
from calls.presence.visibility import Sight
from calls.protocol.errors import Refused
from calls.protocol.messages import Json

#: The latest ones.
CALLS = 5


def person_card(me: User, name: str) -> tuple[Json, int, Sight]:
    """The message, the person's id, and what decides how their status is seen. Raises Refused: not-found."""
    other = find_person(name)
    if other is None or other == me:
        raise Refused("not-found", _("There is nobody with that name."))
    (entry,), sights = entries(me.pk, [other])
    return {"type": "person", **entry, "calls": _calls_with(me, other)}, other.pk, sights[other.pk]


def _calls_with(me: User, other: User) -> list[dict[str, Any]]:
    between = Q(caller=me, callee=other) | Q(caller=other, callee=me)
    ended = Call.objects.filter(between, state=State.ENDED).annotate(now=Now()).order_by("-placed_at", "-pk")[:CALLS]
    calls = list(ended)
    legs = CallLeg.objects.filter(user=me, call__in=[call.pk for call in calls])
    facts = {call: facts for call, *facts in legs.values_list("call", "withheld", "do_not_disturb")}
    return [_call(call, me, *facts.get(call.pk, ("", False))) for call in calls]


def _call(call: Any, me: User, withheld: str, do_not_disturb: bool) -> dict[str, Any]:
    """`call` has the database's time as `now`. Times are in seconds."""
    lasted = (call.ended_at - call.answered_at).total_seconds() if call.answered_at and call.ended_at else None
    about = ({"withheld": withheld} if withheld else {}) | ({"do_not_disturb": True} if do_not_disturb else {})
    return {
        "role": "caller" if call.caller_id == me.pk else "callee",
        "video": call.video,
        "reason": call.reason,
        "ago": max(0.0, round((call.now - call.placed_at).total_seconds(), 3)),
        "lasted": None if lasted is None else max(0.0, round(lasted, 3)),
    } | about
