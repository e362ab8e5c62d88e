"""Notifications: what an action tells other sockets through the channel layer.

Do not change the events' types and keys: during a rolling restart, workers of two versions read
each other's events.
"""

import asyncio
from collections.abc import Coroutine, Iterable
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.dispatch import Signal

from calls.protocol.messages import Json
from videochat.outage import OUTAGE_ERRORS

from .cached_call import CachedCall
from .groups import user_group
from .protocol.json_frames import encode

#: A layer that hangs must not delay a page for longer.
PUBLISH_SECONDS = 5
#: `deliver` is about to publish `status`, a PersonStatus. A receiver must not wait for anything.
status_published = Signal()


@dataclass(frozen=True)
class DoNotDisturbState:
    """Somebody does not want to be disturbed now."""

    #: Seconds; None: until the person turns it off.
    left: float | None
    note: str
    #: The ids of those whose calls ring all the same.
    lets_through: tuple[int, ...] = ()


@dataclass(frozen=True)
class PersonStatus:
    """A status as it is, and who may know it. Each socket decides whether its client does (presence.visibility)."""

    user: int
    name: str
    #: online, busy or offline
    status: str
    #: A value of User.AllowedCallers; "" if it is as before.
    allowed_callers: str
    #: None for somebody who is offline, too.
    do_not_disturb: DoNotDisturbState | None = None


@dataclass(frozen=True)
class Notification:
    """A message to one group. It may also change what the receiving sockets cache of their call."""

    group: str
    message: Json
    #: The receivers' call from now on.
    sets_call: CachedCall | None = None
    #: The call that the receivers are no longer in.
    clears_call: UUID | None = None
    #: The party that is not told, since it caused this or has been told already.
    exclude_party: str = ""
    #: The call may have changed again before this arrives. A receiver that does not expect it asks
    #: the database what its call is now, and ignores a notification that the database contradicts.
    may_be_stale: bool = False
    #: What the message says, if it is about a person's status.
    status: PersonStatus | None = None
    #: The id of a person. Of the pages that list them, only those get it whose person may call them. 0: all.
    for_callers_of: int = 0
    #: The id of the person whose new username the message says.
    renames: int = 0

    def as_event(self) -> dict[str, Any]:
        """For the channel layer.

        The event's type selects the consumer's method, so it never comes from a client.
        """
        event: dict[str, Any] = {"type": "calls.notice", "text": encode(self.message), "skip": self.exclude_party}
        if self.sets_call:
            event["remember"] = asdict(self.sets_call)
        if self.clears_call:
            event["forget"] = str(self.clears_call)
        if self.may_be_stale:
            event["doubtful"] = True
        if self.status:
            event["status"] = vars(self.status).copy()
            # A worker of the previous version takes no other fields there.
            quiet = event["status"].pop("do_not_disturb")
            event["do_not_disturb"] = quiet and asdict(quiet)
        if self.for_callers_of:
            event["for_callers_of"] = self.for_callers_of
        if self.renames:
            event["renames"] = {"user": self.renames, "name": self.message["name"]}
        return event


@dataclass(frozen=True)
class RelationNotification(Notification):
    """What a person's sockets need to know of somebody in their list. It is no message to their clients."""

    user: int = 0
    name: str = ""
    #: None: as before.
    is_contact: bool | None = None
    #: Whether `user` has blocked the person. None: as before.
    is_blocked: bool | None = None

    def as_event(self) -> dict[str, Any]:
        changes = {"is_contact": self.is_contact, "is_blocked": self.is_blocked}
        known = {field: value for field, value in changes.items() if value is not None}
        return {"type": "calls.relation", "user": self.user, "name": self.name, "changes": known}


@dataclass(frozen=True)
class ReceivedNotification:
    """A notification as a socket gets it: the message is the text of a frame already."""

    text: str
    exclude_party: str = ""
    sets_call: CachedCall | None = None
    clears_call: str | None = None
    may_be_stale: bool = False
    status: PersonStatus | None = None
    for_callers_of: int = 0
    #: The id and the new username of somebody who was renamed.
    renames: Json | None = None

    @property
    def only_says_status(self) -> bool:
        """Whether it changes no call, and every receiver is told by what it knows of the person."""
        return self.status is not None and not (
            self.sets_call or self.clears_call or self.may_be_stale or self.exclude_party or self.renames
        )

    @classmethod
    def from_event(cls, event: Json) -> "ReceivedNotification":
        call, status, quiet = event.get("remember"), event.get("status"), event.get("do_not_disturb")
        return cls(
            event["text"],
            event["skip"],
            CachedCall(**call) if call else None,
            event.get("forget"),
            event.get("doubtful", False),
            PersonStatus(**status, do_not_disturb=DoNotDisturbState(**quiet) if quiet else None) if status else None,
            event.get("for_callers_of", 0),
            event.get("renames"),
        )


class LastReceived:
    """Reads an event once for the thousands of sockets that get it one after the other."""

    def __init__(self) -> None:
        self._event: Json | None = None
        self._received = ReceivedNotification("")

    def read(self, event: Json) -> ReceivedNotification:
        if event is not self._event:
            self._received, self._event = ReceivedNotification.from_event(event), event
        return self._received


def relay_event(call: str, party: str, text: str) -> dict[str, Any]:
    """A party's frame in one call, unchanged.

    A receiver drops it unless it is in this call with this party.
    """
    return {"type": "calls.relay", "call": call, "by": party, "text": text}


def sign_out_event() -> dict[str, Any]:
    """Ends the session of the receiving sockets and closes them with 4401."""
    return {"type": "calls.sign_out"}


def check_session_event() -> dict[str, Any]:
    """The receiving sockets' workers check at once whether these sockets are still signed in.

    To a worker of the previous version it is a `superseded_event` that is older than any socket.
    """
    return {"type": "calls.superseded", "since": 0, "check_session": True}


def superseded_event(since: float) -> dict[str, Any]:
    """The party has reconnected: its older sockets close with 4409.

    `since` is in seconds, by the database's clock.
    """
    return {"type": "calls.superseded", "since": since}


async def sign_out(user: int) -> None:
    """Sign out all devices of a person that are online. Raises what the layer raises."""
    await get_channel_layer().group_send(user_group(user), sign_out_event())


async def check_sessions(user: int) -> None:
    """Close the sockets of the person's sessions that have ended now. Raises what the layer raises."""
    await get_channel_layer().group_send(user_group(user), check_session_event())


async def deliver(notifications: Iterable[Notification]) -> None:
    """Publish in order. Raises what the layer raises."""
    layer = get_channel_layer()
    for notification in notifications:
        if notification.status:
            status_published.send(sender=Notification, status=notification.status)
        await layer.group_send(notification.group, notification.as_event())


def publish(sending: Coroutine[Any, Any, None]) -> bool:
    """Run `sending` to its end from a request. False if the message layer cannot be reached."""

    async def send() -> None:
        async with asyncio.timeout(PUBLISH_SECONDS):
            await sending

    try:
        async_to_sync(send)()
    except OUTAGE_ERRORS:
        return False
    return True
