"""What an action wants told, to whom, and how it gets there: a group per person, per party, per watched person."""

import logging
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from channels.layers import get_channel_layer

from calls.protocol.messages import Json

from .groups import party_group, user_group
from .protocol import wire

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Live:
    """What a consumer remembers of its party's live call, so that the relay touches no database.

    `peer_party` is empty while the callee's device is not decided: then the peer is all of that person's devices.
    """

    call: str
    role: str  # "caller" or "callee"
    peer: int
    peer_name: str
    peer_party: str = ""
    active: bool = False

    @property
    def peer_group(self) -> str:
        return party_group(self.peer_party) if self.peer_party else user_group(self.peer)


@dataclass(frozen=True)
class Notice:
    """One message to one group; it may change what the receiving consumers remember of their call."""

    to: str
    message: Json
    #: The call that the receivers are in from now on.
    remember: Live | None = None
    #: The call that the receivers are no longer in.
    forget: UUID | None = None
    #: The party that is not told: it did this, or it is the one that the others lost to.
    skip: str = ""
    #: The call may have moved on again by the time this arrives. Where it does not fit what they remember, the
    #: receivers ask the record what to remember, and drop what it does not bear out.
    doubtful: bool = False

    def as_event(self) -> dict[str, Any]:
        """For the channel layer. The type picks the consumer's handler, so it is ours, never the client's."""
        event: dict[str, Any] = {"type": "calls.notice", "text": wire.encode(self.message), "skip": self.skip}
        if self.remember:
            event["remember"] = asdict(self.remember)
        if self.forget:
            event["forget"] = str(self.forget)
        if self.doubtful:
            event["doubtful"] = True
        return event


def relay_event(call: str, party: str, text: str) -> dict[str, Any]:
    """A party's frame of one call as it is; a receiver that is not in this call, or not with this party, drops it."""
    return {"type": "calls.relay", "call": call, "by": party, "text": text}


def sign_out_event() -> dict[str, Any]:
    """Ends the session of the receiving sockets and closes them with 4401."""
    return {"type": "calls.sign_out"}


def superseded_event(since: float) -> dict[str, Any]:
    """The party has come back: its sockets from before (seconds, by the database's clock) close with 4409."""
    return {"type": "calls.superseded", "since": since}


async def deliver(notices: Iterable[Notice]) -> None:
    """Publish in order. Raises what the layer raises: the caller says "try again"."""
    layer = get_channel_layer()
    for notice in notices:
        await layer.group_send(notice.to, notice.as_event())
