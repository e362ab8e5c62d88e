"""An action's input and output: the actor, and what the action has decided."""

from dataclasses import dataclass, field
from uuid import UUID

from calls.cached_call import CachedCall
from calls.models import User
from calls.notifications import Notification
from calls.protocol.messages import Json


@dataclass(frozen=True)
class Actor:
    """The person who acts, and the device."""

    user: User
    party: str
    #: The socket; None if the action comes from none.
    connection: UUID | None = None


@dataclass(frozen=True)
class Outcome:
    """What an action has decided."""

    #: The acting party's call from now on.
    call: CachedCall | None
    #: To the acting socket.
    replies: list[Json] = field(default_factory=list)
    #: To others.
    notifications: list[Notification] = field(default_factory=list)
