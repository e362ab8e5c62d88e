"""Who comes first in a person's list: their favourites, and the people of their latest calls."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from calls.models import Block, Call, CallLeg, Favourite, User
from videochat.database.statement import Statement

#: People with recent calls, in the list.
MAX_RECENT = 8
#: Calls in each direction that are looked at, so that a long history costs nothing.
RECENT_CALLS = 50


class Section(StrEnum):
    """A part of the list that somebody is in whether or not they are online, as messages say it."""

    FAVOURITE = "favourite"
    RECENT = "recent"


@dataclass(frozen=True)
class OwnPeople:
    """What a person's list has that others' have not."""

    #: By their ids. Recent ones are in their order, the latest first.
    sections: Mapping[int, Section]
    #: How many active accounts the person has blocked.
    blocked: int


def own_people(me: int) -> OwnPeople:
    """One statement: thousands of pages may ask one after the other."""
    rows = _OWN_PEOPLE.fetch(*[me] * 5)
    recent = [(called_at, user) for kind, user, called_at in rows if kind == "recent"]
    sections = dict.fromkeys([user for _, user in sorted(recent, reverse=True)], Section.RECENT)
    sections |= {user: Section.FAVOURITE for kind, user, _ in rows if kind == "favourite"}
    return OwnPeople(sections, sum(number for kind, number, _ in rows if kind == "blocked"))


# The recent ones first, since PostgreSQL takes the types of the columns from them. A call that was not put through does
# not bring its caller into the list of the callee.
_OWN_PEOPLE = Statement(
    f"""
    SELECT 'recent', latest.peer, latest.placed_at
    FROM (
        SELECT call.peer AS peer, MAX(call.placed_at) AS placed_at
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
    ) AS latest
    UNION ALL
    SELECT 'favourite', own.favourite_id, NULL
    FROM (SELECT favourite_id FROM {{favourites}} WHERE person_id = %s LIMIT {Favourite.MAX}) AS own
    UNION ALL
    SELECT 'blocked', COUNT(*), NULL
    FROM {{blocks}} known JOIN {{users}} person ON person.id = known.blocked_id
    WHERE known.person_id = %s AND person.is_active
    """,  # noqa: S608  (nothing in it comes from outside)
    calls=Call, legs=CallLeg, favourites=Favourite, blocks=Block, users=User,
)  # fmt: skip
