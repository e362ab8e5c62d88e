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

from calls.protocol.messages import Json
from videochat.outage import OUTAGE_ERRORS

from .cached_call import CachedCall
from .groups import user_group
from .protocol.json_frames import encode

#: A layer that hangs must not delay a page for longer.
PUBLISH_SECONDS = 5


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
        return event


@dataclass(frozen=True)
class ReceivedNotification:
    """A notification as a socket gets it: the message is the text of a frame already."""

    text: str
    exclude_party: str = ""
    sets_call: CachedCall | None = None
    clears_call: str | None = None
    may_be_stale: bool = False

    @classmethod
    def from_event(cls, event: Json) -> "ReceivedNotification":
        call = event.get("remember")
        return cls(
            event["text"],
            event["skip"],
            CachedCall(**call) if call else None,
            event.get("forget"),
            event.get("doubtful", False),
        )


def relay_event(call: str, party: str, text: str) -> dict[str, Any]:
    """A party's frame in one call, unchanged.

    A receiver drops it unless it is in this call with this party.
    """
    return {"type": "calls.relay", "call": call, "by": party, "text": text}


def sign_out_event() -> dict[str, Any]:
    """Ends the session of the receiving sockets and closes them with 4401."""
    return {"type": "calls.sign_out"}


def superseded_event(since: float) -> dict[str, Any]:
    """The party has reconnected: its older sockets close with 4409.

    `since` is in seconds, by the database's clock.
    """
    return {"type": "calls.superseded", "since": since}


async def sign_out(user: int) -> None:
    """Sign out all devices of a person that are online. Raises what the layer raises."""
    await get_channel_layer().group_send(user_group(user), sign_out_event())


async def deliver(notifications: Iterable[Notification]) -> None:
    """Publish in order. Raises what the layer raises."""
    layer = get_channel_layer()
    for notification in notifications:
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
