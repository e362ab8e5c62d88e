"""Who comes first in a person's list: their favourites, and the people of their latest calls."""

from enum import StrEnum

from calls.models import Call, CallLeg, Favourite
from videochat.database.statement import Statement

#: People with recent calls, in the list.
MAX_RECENT = 8
#: Calls in each direction that are looked at, so that a long history costs nothing.
RECENT_CALLS = 50


class Section(StrEnum):
    """A part of the list that somebody is in whether or not they are online, as messages say it."""

    FAVOURITE = "favourite"
    RECENT = "recent"


def first_people(me: int) -> dict[int, Section]:
    """By their ids. Recent ones are in their order, the latest first."""
    favourites = [user for (user,) in _FAVOURITES.fetch(me)]
    recent = [user for (user,) in _RECENT.fetch(me, me, me)]
    return dict.fromkeys(recent, Section.RECENT) | dict.fromkeys(favourites, Section.FAVOURITE)


_FAVOURITES = Statement(
    f"SELECT favourite_id FROM {{favourites}} WHERE person_id = %s LIMIT {Favourite.MAX}",  # noqa: S608
    favourites=Favourite,
)
# A call that was not put through does not bring its caller into the list of the callee.
_RECENT = Statement(
    f"""
    SELECT call.peer
    FROM (
        SELECT * FROM (
            SELECT placed.callee_id AS peer, placed.placed_at AS placed_at
            FROM {{calls}} placed
            WHERE placed.caller_id = %s
            ORDER BY placed.placed_at DESC
            LIMIT {RECENT_CALLS}
        ) AS outgoing
        UNION ALL
        SELECT * FROM (
            SELECT received.caller_id AS peer, received.placed_at AS placed_at
            FROM {{calls}} received JOIN {{legs}} leg ON leg.call_id = received.id AND leg.user_id = %s
            WHERE received.callee_id = %s AND leg.withheld = ''
            ORDER BY received.placed_at DESC
            LIMIT {RECENT_CALLS}
        ) AS incoming
    ) AS call
    WHERE call.peer IS NOT NULL
    GROUP BY call.peer
    ORDER BY MAX(call.placed_at) DESC
    LIMIT {MAX_RECENT}
    """,  # noqa: S608  (nothing in it comes from outside)
    calls=Call, legs=CallLeg,
)  # fmt: skip
