"""What two people are to each other, and what their devices are told of it."""

from dataclasses import dataclass
from enum import StrEnum

from calls.groups import NOBODY, user_group
from calls.models import Block, Contact, ContactRequest, User
from calls.notifications import Notification, RelationNotification
from calls.protocol.messages import Json
from videochat.database.statement import Statement


class Relation(StrEnum):
    """What somebody is to a person, as messages say it."""

    NONE = "none"
    CONTACT = "contact"
    ASKED = "asked"  # the person has asked them
    ASKS = "asks"  # they ask the person
    BLOCKED = "blocked"  # by the person


@dataclass(frozen=True)
class Request:
    """One row, or none."""

    #: Neither withdrawn nor missing. A declined request is active for its sender.
    is_active: bool
    is_declined: bool


@dataclass(frozen=True)
class Pair:
    """Both people's rows about each other."""

    me: User
    other: User
    are_contacts: bool
    sent: Request
    received: Request
    #: I have blocked the other person.
    blocks: bool
    is_blocked: bool

    @property
    def relation(self) -> Relation:
        """What the other person is to me."""
        if self.blocks:
            return Relation.BLOCKED
        if self.are_contacts:
            return Relation.CONTACT
        if self.received.is_active and not self.received.is_declined:
            return Relation.ASKS
        return Relation.ASKED if self.sent.is_active else Relation.NONE

    @property
    def flipped(self) -> "Pair":
        return Pair(
            self.other, self.me, self.are_contacts, self.received, self.sent, self.is_blocked, self.blocks
        )  # fmt: skip

    def message(self) -> Json:
        return {"type": "contact", **self.other.wire_names(), "relation": self.relation.value}

    def to_me(self, exclude_party: str = "") -> Notification:
        """To my devices."""
        return Notification(user_group(self.me.pk), self.message(), exclude_party=exclude_party)

    def to_other(self, *, is_told: bool = True) -> Notification:
        """To the other person's devices. It is published even if it is for nobody, which takes as long."""
        is_told = is_told and not self.is_blocked
        return Notification(user_group(self.other.pk if is_told else NOBODY), self.flipped.message())

    def sights(self, *, is_contact: bool) -> list[Notification]:
        """To the devices of both, whose lists may show another status now."""
        return [
            RelationNotification(user_group(me.pk), {}, user=other.pk, name=other.username, is_contact=is_contact)
            for me, other in ((self.me, self.other), (self.other, self.me))
        ]


def contact_notifications(one: User, other: User) -> list[Notification]:
    """They have become contacts."""
    pair = read_pair(one, other)
    return [pair.to_me(), pair.to_other(), *pair.sights(is_contact=True)]


def read_pair(me: User, other: User) -> Pair:
    [row] = _PAIR.fetch(*[me.pk, other.pk] * 4, *[other.pk, me.pk] * 3)
    contacts, sent, sent_declined, blocks, received, received_declined, is_blocked = map(bool, row)
    return Pair(
        me, other, contacts, Request(sent, sent_declined), Request(received, received_declined), blocks, is_blocked
    )  # fmt: skip


def become_contacts(one: int, other: int) -> bool:
    """False if they are contacts already."""
    first, second = sorted((one, other))  # two transactions insert in one order, and cannot deadlock
    return _BECOME_CONTACTS.execute(first, second, second, first) > 0


_BECOME_CONTACTS = Statement(
    "INSERT INTO {contacts} (person_id, contact_id, since) VALUES (%s, %s, {now}), (%s, %s, {now})"
    " ON CONFLICT DO NOTHING",
    contacts=Contact,
)
_SENT = "EXISTS (SELECT 1 FROM {requests} request WHERE request.sender_id = %s AND request.receiver_id = %s AND "
_PAIR = Statement(
    "SELECT"  # noqa: S608  (nothing in it comes from outside)
    " EXISTS (SELECT 1 FROM {contacts} known WHERE known.person_id = %s AND known.contact_id = %s),"
    f" {_SENT} NOT request.withdrawn), {_SENT} request.declined),"
    " EXISTS (SELECT 1 FROM {blocks} known WHERE known.person_id = %s AND known.blocked_id = %s),"
    f" {_SENT} NOT request.withdrawn), {_SENT} request.declined),"
    " EXISTS (SELECT 1 FROM {blocks} known WHERE known.person_id = %s AND known.blocked_id = %s)",
    contacts=Contact, requests=ContactRequest, blocks=Block,
)  # fmt: skip
