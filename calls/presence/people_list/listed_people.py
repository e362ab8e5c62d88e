"""The people on one page of the list as one person sees them: their status, and what they are to that person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from sys import intern
from typing import Any

from calls.models import (
    AvailabilityRequest,
    Block,
    CallLeg,
    Connection,
    Contact,
    ContactRequest,
    DoNotDisturb,
    Favourite,
    User,
    Worker,
)
from calls.presence.connections import online_sql
from calls.presence.do_not_disturb import COLUMNS, JOIN, quiet_from_row
from calls.presence.visibility import Sight
from videochat.database.statement import Statement

from .directory import PAGE_SIZE
from .own_list import Section


@dataclass(frozen=True)
class Relation:
    """What somebody is to the viewer."""

    contact: bool = False
    #: The viewer has asked them to become a contact.
    asked: bool = False
    asks: bool = False
    #: The viewer has blocked them.
    blocked: bool = False
    favourite: bool = False
    #: The viewer is to be told when they are free.
    notify: bool = False

    def as_message(self) -> dict[str, Any]:
        """As an entry of a message has it."""
        known = "contact" if self.contact else "asks" if self.asks else "asked" if self.asked else ""
        relation = "blocked" if self.blocked else known
        about: dict[str, Any] = {"relation": relation} if relation else {}
        about |= {"favourite": True} if self.favourite else {}
        return about | ({"notify": True} if self.notify else {})


def entries(
    viewer: int, users: Sequence[User], sections: Mapping[int, Section] | None = None
) -> tuple[list[dict[str, Any]], dict[int, Sight]]:
    """A page of people, at most PAGE_SIZE, as a `people` message lists them; and the sights by their ids."""
    sections = sections or {}
    if not users:
        return [], {}
    listed = [user.pk for user in users]
    padding = [0] * (PAGE_SIZE - len(listed))  # a statement has a fixed number of values
    rows = {row[0]: row[1:] for row in _DETAILS.fetch(*[viewer] * 8, *listed, *padding)}
    sights: dict[int, Sight] = {}
    found = []
    for user in users:
        # Nothing: the account has just been deleted.
        row = rows.get(user.pk, (*[False] * 10, *[None] * 5))
        is_online, busy, allowed, contact, blocked, asked, asks, blocks, favourite, notify, *quiet = row
        status = ("busy" if busy else "online") if is_online else "offline"
        seen = Sight(status, allowed or "", bool(contact), bool(blocked), quiet_from_row(*quiet), intern(user.username))
        sights[user.pk] = seen
        relation = Relation(*map(bool, (contact, asked, asks, blocks, favourite, notify)))
        section = {"section": sections[user.pk].value} if user.pk in sections else {}
        found.append(user.wire_names() | seen.shown | relation.as_message() | section)
    return found, sights


_DETAILS = Statement(
    f"SELECT person.id, {online_sql('person.id')},"  # noqa: S608  (nothing in it comes from outside)
    """
        EXISTS (SELECT 1 FROM {legs} leg WHERE leg.user_id = person.id AND leg.live),
        person.allowed_callers,
        EXISTS (SELECT 1 FROM {contacts} known WHERE known.contact_id = person.id AND known.person_id = %s),
        EXISTS (SELECT 1 FROM {blocks} known WHERE known.person_id = person.id AND known.blocked_id = %s),
        EXISTS (
            SELECT 1 FROM {requests} request
            WHERE request.receiver_id = person.id AND request.sender_id = %s AND NOT request.withdrawn
        ),
        EXISTS (
            SELECT 1 FROM {requests} request
            WHERE request.sender_id = person.id AND request.receiver_id = %s
                AND NOT request.withdrawn AND NOT request.declined
        ),
        EXISTS (SELECT 1 FROM {blocks} known WHERE known.blocked_id = person.id AND known.person_id = %s),
        EXISTS (SELECT 1 FROM {favourites} known WHERE known.favourite_id = person.id AND known.person_id = %s),
        EXISTS (
            SELECT 1 FROM {awaited} request
            WHERE request.awaited_id = person.id AND request.person_id = %s
                AND request.told_at IS NULL AND request.expires_at > {now}
        ),
    """
    + f"{COLUMNS} FROM {{users}} person {JOIN}"
    + " WHERE person.id IN ("
    + ", ".join(["%s"] * PAGE_SIZE)
    + ")",
    connections=Connection, workers=Worker, legs=CallLeg, contacts=Contact, blocks=Block, requests=ContactRequest,
    favourites=Favourite, users=User, quiet=DoNotDisturb, awaited=AvailabilityRequest,
)  # fmt: skip
