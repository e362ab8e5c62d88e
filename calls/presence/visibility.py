"""Who sees whether a person is online. It is the same people who may call: to all others the person looks offline."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from calls.models import Block, CallLeg, Connection, Contact, DoNotDisturb, Favourite, User, Worker
from videochat.database.statement import Statement

from .connections import online_sql
from .do_not_disturb import COLUMNS, JOIN, Quiet, quiet_from_row

Allowed = User.AllowedCallers
Withheld = CallLeg.Withheld


@dataclass(frozen=True, slots=True)
class Sight:
    """What decides how one person sees another."""

    #: The other person's: online, busy or offline.
    status: str
    #: A value of User.AllowedCallers.
    allowed_callers: str
    is_contact: bool
    #: By the other person.
    is_blocked: bool
    #: Whether the other person does not want to be disturbed.
    quiet: Quiet | None = None
    #: The other person's username, as the one person's client knows it.
    name: str = ""

    @property
    def may_call(self) -> bool:
        allowed = self.allowed_callers == Allowed.EVERYBODY
        return not self.is_blocked and (allowed or (self.allowed_callers == Allowed.CONTACTS and self.is_contact))

    @property
    def looks_offline(self) -> bool:
        return self.status == "offline" or not self.may_call

    @property
    def shown(self) -> dict[str, Any]:
        """As an entry of a message has it. Somebody whose calls do not ring sees a person who is busy."""
        if self.looks_offline:
            return {"status": "offline"}
        if self.quiet is None:
            return {"status": self.status}
        status = self.status if self.quiet.rings else "busy"
        return {"status": status, "do_not_disturb": self.quiet.as_message()}


def may_call_sql(person: str, viewer: str = "%s") -> str:
    """`Sight.may_call` in a hand-written query: whether `viewer`, a column or a value, may call the account `person`.

    A value stands in it twice.
    """
    return f"""(
        NOT EXISTS (SELECT 1 FROM {{blocks}} known WHERE known.person_id = {person}.id AND known.blocked_id = {viewer})
        AND (
            {person}.allowed_callers = 'everybody'
            OR (
                {person}.allowed_callers = 'contacts'
                AND EXISTS (
                    SELECT 1 FROM {{contacts}} known
                    WHERE known.person_id = {person}.id AND known.contact_id = {viewer}
                )
            )
        )
    )"""  # noqa: S608  (nothing in it comes from outside)


def callers_of(user: User) -> Q:
    """The accounts that may call `user`."""
    may = {
        Allowed.EVERYBODY: Q(),
        Allowed.CONTACTS: Q(pk__in=Contact.objects.filter(person=user).values("contact")),
        Allowed.NOBODY: Q(pk__in=[]),
    }
    return ~Q(pk__in=Block.objects.filter(person=user).values("blocked")) & may[Allowed(user.allowed_callers)]


@dataclass(frozen=True)
class Reach:
    """Whether a call can ring, before it is placed."""

    is_online: bool = False
    #: Why it is not put through, even if the callee is online; "" if it is.
    withheld: str = ""
    #: The caller has blocked the callee.
    blocks: bool = False
    #: The callee does not want to be disturbed.
    quiet: Quiet | None = None
    #: The two are contacts, and both connect with theirs directly while it rings.
    connects_directly: bool = False

    @property
    def is_quiet(self) -> bool:
        """Whether the call does not ring because of that."""
        return self.quiet is not None and not self.quiet.rings


def reach(callee: int, caller: int) -> Reach:
    """One query, which costs the same whatever it finds: a caller must not notice a block by the time."""
    for is_online, allowed, directly, contact, blocked, blocks, *quiet in _REACH.fetch(*[caller] * 5, callee):
        sight = Sight("", allowed, bool(contact), bool(blocked))
        withheld = Withheld.BLOCKED if blocked else "" if sight.may_call else Withheld.NOT_ALLOWED
        connects_directly = bool(directly and contact) and not (withheld or blocks)
        return Reach(bool(is_online), withheld, bool(blocks), quiet_from_row(*quiet), connects_directly)
    return Reach()  # the account has just been deleted


_REACH = Statement(
    f"""
    SELECT
        {online_sql("person.id")},
        person.allowed_callers,
        person.connects_directly
            AND EXISTS (SELECT 1 FROM {{users}} viewer WHERE viewer.id = %s AND viewer.connects_directly),
        EXISTS (SELECT 1 FROM {{contacts}} known WHERE known.person_id = person.id AND known.contact_id = %s),
        EXISTS (SELECT 1 FROM {{blocks}} known WHERE known.person_id = person.id AND known.blocked_id = %s),
        EXISTS (SELECT 1 FROM {{blocks}} known WHERE known.blocked_id = person.id AND known.person_id = %s),
        {COLUMNS}
    FROM {{users}} person {JOIN}
    WHERE person.id = %s
    """,  # noqa: S608  (nothing in it comes from outside)
    connections=Connection, workers=Worker, contacts=Contact, blocks=Block, users=User,
    quiet=DoNotDisturb, favourites=Favourite,
)  # fmt: skip
