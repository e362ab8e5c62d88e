"""The channel layer of a single process, without Redis: Channels' in-memory layer, in which nothing expires.

By default it drops a channel from all its groups a day after it joined them, and when one of its
messages was not read for a minute: a socket that is still open would then receive nothing.
"""

import asyncio
from typing import Any
from uuid import uuid4

from channels.layers import InMemoryChannelLayer

#: Seconds: a century.
NEVER = 3_155_760_000
#: Messages of one channel that wait. The layer silently drops those above this number.
CAPACITY = 10_000


class MemoryLayer(InMemoryChannelLayer):  # type: ignore[misc]  # Channels has no types
    def __init__(self, broadcast: str = "") -> None:
        """`broadcast`: see LoopLayer."""
        super().__init__(expiry=NEVER, group_expiry=NEVER, capacity=CAPACITY)
        self._broadcast = broadcast

    async def receive(self, channel: str) -> dict[str, Any]:
        try:
            message: dict[str, Any] = await super().receive(channel)
            return message
        except asyncio.CancelledError:
            # The specification has no other sign that the consumer has gone. What is left in its
            # queue would stay forever.
            self.channels.pop(channel, None)
            raise

    def new_local_channel(self) -> str:
        return f"local.{uuid4().hex}"

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        await super().group_send(group, message)
        if self._broadcast and group.startswith(self._broadcast):
            await super().group_send(f"{self._broadcast}all", message)

    async def send_to_member(self, group: str, message: dict[str, Any]) -> None:
        await self.group_send(group, message)

    def put(self, channel: str, message: dict[str, Any]) -> None:
        """Deliver to a consumer, which must still be there."""
        queue = self.channels.setdefault(channel, asyncio.Queue(maxsize=CAPACITY))
        queue.put_nowait((float("inf"), message))
