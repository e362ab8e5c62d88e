"""People who have just come online, as each of those sees them whose page they come onto.

A few queries about those who come, and none for each page: thousands may show them.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db.models import QuerySet
from django.db.models.functions import Now

from calls.models import AvailabilityRequest, Block, Contact, ContactRequest, Favourite, User
from calls.notifications import PersonStatus
from calls.presence.do_not_disturb import quiet_from_state
from calls.presence.visibility import Sight

from .listed_accounts import contacts_only
from .listed_people import Relation
from .search_words import exact_key

OFFLINE = PersonStatus(0, "", "offline", "")
#: The ids of somebody who comes, and of somebody else.
Pairs: TypeAlias = frozenset[tuple[int, int]]


@dataclass(frozen=True)
class Arrival:
    user: User
    #: What the list sorts by.
    key: str
    #: Of all who have come at the same time.
    relations: "Relations"
    #: What is known in this process of everybody who is online, and goes on changing.
    latest: Mapping[int, PersonStatus]
    #: When the queries about them began, in seconds of time.monotonic.
    asked_at: float

    def seen_by(self, viewer: int) -> Sight:
        status = self.latest.get(self.user.pk, OFFLINE)
        return Sight(
            status.status,
            status.allowed_callers,
            (self.user.pk, viewer) in self.relations.contacts,
            (self.user.pk, viewer) in self.relations.blocked,
            quiet_from_state(status.do_not_disturb, viewer),
            self.user.username,
        )

    def relation_to(self, viewer: int) -> Relation:
        pair, all_of = (self.user.pk, viewer), self.relations
        return Relation(
            contact=pair in all_of.contacts,
            asked=pair in all_of.asked,
            asks=pair in all_of.asking,
            blocked=pair in all_of.blocking,
            favourite=pair in all_of.favourite_of,
            notify=pair in all_of.awaited_by,
        )

    def is_listed_for(self, viewer: int, query: str) -> bool:
        """Whether the list of `viewer` has them, with that search."""
        relation = self.relation_to(viewer)
        if relation.blocked:
            return False
        if not contacts_only() or relation.contact or relation.favourite:
            return True
        return bool(query) and self.user.username_key == exact_key(query)


@dataclass(frozen=True)
class Relations:
    """Between those who come and everybody else."""

    contacts: Pairs
    #: Whom they have blocked, and who has blocked them.
    blocked: Pairs
    blocking: Pairs
    #: Who has asked them to become a contact, and whom they have asked.
    asked: Pairs
    asking: Pairs
    favourite_of: Pairs
    awaited_by: Pairs


def find_arrivals(users: Iterable[int], latest: Mapping[int, PersonStatus]) -> list[Arrival]:
    """In the order of their keys."""
    users, asked_at = list(users), time.monotonic()
    listed = User.objects.filter(pk__in=users, is_active=True).exclude(directory_entry=None)
    found = listed.select_related("directory_entry").only(
        "username", "username_key", "display_name", "picture_hash", "directory_entry__folded"
    )
    relations = _relations(users)
    arrivals = (Arrival(user, user.directory_entry.folded, relations, latest, asked_at) for user in found)
    return sorted(arrivals, key=lambda arrival: arrival.key)


def _relations(users: list[int]) -> Relations:
    requests = ContactRequest.objects.filter(withdrawn=False)
    awaiting = AvailabilityRequest.objects.filter(awaited__in=users, told_at=None, expires_at__gt=Now())
    return Relations(
        contacts=_pairs(Contact.objects.filter(person__in=users), "person", "contact"),
        blocked=_pairs(Block.objects.filter(person__in=users), "person", "blocked"),
        blocking=_pairs(Block.objects.filter(blocked__in=users), "blocked", "person"),
        asked=_pairs(requests.filter(receiver__in=users), "receiver", "sender"),
        asking=_pairs(requests.filter(sender__in=users, declined=False), "sender", "receiver"),
        favourite_of=_pairs(Favourite.objects.filter(favourite__in=users), "favourite", "person"),
        awaited_by=_pairs(awaiting, "awaited", "person"),
    )


def _pairs(rows: QuerySet[Any], user: str, other: str) -> Pairs:
    return frozenset(rows.values_list(user, other))
