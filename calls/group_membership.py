"""Joins and leaves the channel layer's groups for one channel."""

import asyncio
import logging
from collections.abc import Awaitable, Iterable
from typing import Any

from videochat.outage import OUTAGE_ERRORS

logger = logging.getLogger(__name__)


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
        waiting = [group for group in wanted if not self._layer.try_group_add(group, self._channel)]
        await _gather_then_raise(self._layer.group_add(group, self._channel) for group in waiting)

    def try_join(self, groups: Iterable[str]) -> bool:
        """Join without waiting. False if that is not possible for one of them: call `join` then."""
        wanted = set(groups)
        self.groups |= wanted
        return all(self._layer.try_group_add(group, self._channel) for group in wanted)

    async def leave(self, groups: Iterable[str]) -> None:
        """Raises what the layer raises; a group that could not be left still counts as joined."""
        await _gather_then_raise(self._leave(group) for group in self.try_leave(groups))

    def try_leave(self, groups: Iterable[str]) -> set[str]:
        """Leave without waiting. Returns those that cannot be left so."""
        unwanted = set(groups)
        left = {group for group in unwanted if self._layer.try_group_discard(group, self._channel)}
        self.groups -= left
        return unwanted - left

    async def leave_all(self) -> None:
        for group in list(self.groups):
            try:
                await self._leave(group)
            except OUTAGE_ERRORS:
                logger.debug("Could not leave %s: the message layer is unreachable", group)

    async def _leave(self, group: str) -> None:
        await self._layer.group_discard(group, self._channel)
        self.groups.discard(group)


async def _gather_then_raise(tasks: Iterable[Awaitable[None]]) -> None:
    """Wait for all, then raise the first exception, so that none goes on after that."""
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(result, BaseException):
            raise result
