"""The messages of a client (docs/protocol.md).

If `call` is None, they are about the person's live call.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

CONTACT_ACTIONS = ("ask", "withdraw", "accept", "decline", "remove", "block", "unblock")

Json: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Login:
    name: str


@dataclass(frozen=True, slots=True)
class Offer:
    name: str
    offer: Json
    call: UUID | None
    video: bool


@dataclass(frozen=True, slots=True)
class Accept:
    call: UUID | None
    needs_offer: bool
    #: The connection that was made while the call rang, and is used from now on (see Early).
    connection: UUID | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    answer: Json
    call: UUID | None
    name: str | None


@dataclass(frozen=True, slots=True)
class Candidate:
    candidate: Json | None
    call: UUID | None
    name: str | None


@dataclass(frozen=True, slots=True)
class Early:
    """A signal of a connection that is made while the call rings. Without one, the sender asks for an offer."""

    call: UUID | None
    #: Chosen by the device of the callee that rings.
    connection: UUID
    description: Json | None
    candidate: Json | None
    #: Whether the sender has closed it.
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Leave:
    call: UUID | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Going:
    call: UUID | None


@dataclass(frozen=True, slots=True)
class Flowing:
    call: UUID | None


@dataclass(frozen=True, slots=True)
class Ringing:
    call: UUID


@dataclass(frozen=True, slots=True)
class Rejoin:
    call: UUID | None


@dataclass(frozen=True, slots=True)
class Take:
    call: UUID | None
    #: The party to take the call from.
    device: UUID | None


@dataclass(frozen=True, slots=True)
class Handover:
    device: UUID
    call: UUID | None


@dataclass(frozen=True, slots=True)
class Devices:
    pass


@dataclass(frozen=True, slots=True)
class Media:
    microphone: bool
    camera: bool
    screen: bool
    call: UUID | None
    #: What is wrong with the sender's network while the call does not connect.
    network: str | None


@dataclass(frozen=True, slots=True)
class People:
    query: str
    page: int
    #: Whether `presence` also tells who comes onto the page.
    live: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    name: str
    #: One of CONTACT_ACTIONS.
    action: str


@dataclass(frozen=True, slots=True)
class Favourite:
    name: str
    favourite: bool


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    #: False: the card was closed.
    open: bool


@dataclass(frozen=True, slots=True)
class DoNotDisturb:
    on: bool
    #: None: until it is turned off.
    seconds: int | None
    note: str
    #: Whether the calls of favourites ring all the same; None: as before.
    favourites: bool | None


@dataclass(frozen=True, slots=True)
class Notify:
    name: str
    notify: bool


@dataclass(frozen=True, slots=True)
class Requests:
    pass


@dataclass(frozen=True, slots=True)
class Sync:
    pass


@dataclass(frozen=True, slots=True)
class Ping:
    #: Whether the page is hidden: browsers then let it ping less often.
    hidden: bool


Message: TypeAlias = (
    Login
    | Offer
    | Accept
    | Answer
    | Candidate
    | Early
    | Leave
    | Going
    | Flowing
    | Ringing
    | Rejoin
    | Take
    | Handover
    | Devices
    | Media
    | People
    | Contact
    | Favourite
    | Person
    | DoNotDisturb
    | Notify
    | Requests
    | Sync
    | Ping
)
