"""The channel layer's groups: all devices of a person, one party, and the pages that show a person.

The names are part of what workers of different versions say to each other during a rolling restart.
"""

import asyncio
import logging
from collections.abc import Awaitable, Iterable
from typing import Any

from videochat.outage import OUTAGE

logger = logging.getLogger(__name__)


def user_group(user: int) -> str:
    """All devices of a person."""
    return f"user.{user}"


def party_group(party: str) -> str:
    """One device. The group outlives the device's socket and its worker."""
    return f"party.{party}"


def presence_group(user: int) -> str:
    """The pages that show this person in their people list."""
    return f"watch.{user}"


class GroupMembership:
    """The groups that one channel has joined."""

    def __init__(self, layer: Any, channel: str) -> None:
        self.groups: set[str] = set()
        self._layer, self._channel = layer, channel

    async def join(self, groups: Iterable[str]) -> None:
        """Raises what the layer raises. Joining a group again costs nothing."""
        wanted = set(groups)
        # Before the layer answers: a join that fails or is cancelled may have subscribed.
        self.groups |= wanted
        await _all(self._layer.group_add(group, self._channel) for group in wanted)

    async def leave(self, groups: Iterable[str]) -> None:
        """Raises what the layer raises; a group that could not be left still counts as joined."""
        await _all(self._leave(group) for group in groups)

    async def leave_all(self) -> None:
        for group in list(self.groups):
            try:
                await self._leave(group)
            except OUTAGE:
                logger.debug("The layer is away; it forgets %s with its connection", group)

    async def _leave(self, group: str) -> None:
        await self._layer.group_discard(group, self._channel)
        self.groups.discard(group)


async def _all(tasks: Iterable[Awaitable[None]]) -> None:
    """Wait for all, then raise the first exception, so that none goes on after that."""
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(result, BaseException):
            raise result
