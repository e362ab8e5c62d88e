"""The channel layer of a single process, without Redis: Channels' in-memory layer, in which nothing expires.

By default it drops a channel from all its groups a day after it joined them, and when one of its
messages was not read for a minute: a socket that is still open would then receive nothing.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from channels.layers import InMemoryChannelLayer

from .spread import Deliver, Spread

#: Seconds: a century.
NEVER = 3_155_760_000
#: Messages of one channel that wait. The layer silently drops those above this number.
CAPACITY = 10_000
LOCAL = "local."


class MemoryLayer(InMemoryChannelLayer):  # type: ignore[misc]  # Channels has no types
    def __init__(self, broadcast: str = "") -> None:
        """`broadcast`: see LoopLayer."""
        super().__init__(expiry=NEVER, group_expiry=NEVER, capacity=CAPACITY)
        self._broadcast = broadcast
        self._local: dict[str, Deliver] = {}
        self._spread = Spread()

    async def receive(self, channel: str) -> dict[str, Any]:
        try:
            message: dict[str, Any] = await super().receive(channel)
            return message
        except asyncio.CancelledError:
            # The specification has no other sign that the consumer has gone. What is left in its
            # queue would stay forever.
            self.channels.pop(channel, None)
            raise

    def new_local_channel(self, deliver: Deliver) -> str:
        channel = f"{LOCAL}{uuid4().hex}"
        self._local[channel] = deliver
        return channel

    def close_local_channel(self, channel: str) -> None:
        self._local.pop(channel, None)

    async def send(self, channel: str, message: dict[str, Any]) -> None:
        if channel in self._local:
            self._local[channel](message)
        elif not channel.startswith(LOCAL):
            await super().send(channel, message)

    def try_group_add(self, group: str, channel: str) -> bool:
        self.groups.setdefault(group, {})[channel] = time.time()
        return True

    def try_group_discard(self, group: str, channel: str) -> bool:
        members = self.groups.get(group, {})
        members.pop(channel, None)
        if not members:
            self.groups.pop(group, None)
        return True

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        if not (self._broadcast and group.startswith(self._broadcast)):
            return await super().group_send(group, message)  # type: ignore[no-any-return]
        for channel in list(self.groups.get(f"{self._broadcast}all", ())):
            await self.send(channel, message)
        members = list(self.groups.get(group, ()))
        self._spread.add(message, [self._local[channel] for channel in members if channel in self._local])
        for channel in members:
            if channel not in self._local:
                await self.send(channel, message)
        return None

    def send_to_member_now(
        self, group: str, message: dict[str, Any], _on_failure: Callable[[BaseException], None]
    ) -> None:
        for channel in self.groups.get(group, ()):
            if channel in self._local:
                self._local[channel](message)

    async def send_to_member(self, group: str, message: dict[str, Any]) -> None:
        await self.group_send(group, message)
