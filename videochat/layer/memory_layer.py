"""The channel layer of a single process, without Redis: Channels' in-memory layer, in which nothing expires.

By default it drops a channel from all its groups a day after it joined them, and when one of its
messages was not read for a minute: a socket that is still open would then receive nothing.
"""

import asyncio
from typing import Any

from channels.layers import InMemoryChannelLayer

#: Seconds: a century.
NEVER = 3_155_760_000
#: Messages of one channel that wait. The layer silently drops those above this number.
CAPACITY = 10_000


class MemoryLayer(InMemoryChannelLayer):  # type: ignore[misc]  # Channels has no types
    def __init__(self) -> None:
        super().__init__(expiry=NEVER, group_expiry=NEVER, capacity=CAPACITY)

    async def receive(self, channel: str) -> dict[str, Any]:
        try:
            message: dict[str, Any] = await super().receive(channel)
            return message
        except asyncio.CancelledError:
            # The specification has no other sign that the consumer has gone. What is left in its
            # queue would stay forever.
            self.channels.pop(channel, None)
            raise

    def put(self, channel: str, message: dict[str, Any]) -> None:
        """Deliver to a consumer, which must still be there."""
        queue = self.channels.setdefault(channel, asyncio.Queue(maxsize=CAPACITY))
        queue.put_nowait((float("inf"), message))
