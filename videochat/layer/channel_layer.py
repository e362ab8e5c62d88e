"""A channel layer over Redis' publish and subscribe (Channels' channel layer specification).

Unlike the layers of channels-redis it publishes in batches, receives without polling, returns the
number of receivers, and reports when messages may have been lost. All receivers in one process
share a message, so a consumer must not change it.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from channels.layers import BaseChannelLayer

from .loop_layer import LoopLayer


class ChannelLayer(BaseChannelLayer):  # type: ignore[misc]  # Channels has no types
    """Holds a `LoopLayer` for each event loop: connections belong to the loop that opened them."""

    extensions = ["groups", "flush"]
    #: Called after a gap: messages to consumers of this process may have been lost; new ones
    #: arrive.
    on_gap: Callable[[], None] | None = None
    #: Called about once a second: with None if Redis has carried a message, else with the problem.
    on_heartbeat: Callable[[Exception | None], None] | None = None

    def __init__(self, hosts: Sequence[str], prefix: str = "asgi") -> None:
        """`hosts` are URLs of Redis servers; each group is assigned to one of them."""
        super().__init__()
        self.hosts, self.prefix = hosts, prefix
        self.layers: dict[asyncio.AbstractEventLoop, LoopLayer] = {}

    def of_running_loop(self) -> LoopLayer:
        loop = asyncio.get_running_loop()
        if loop not in self.layers:
            open_ones = {loop: layer for loop, layer in self.layers.items() if not loop.is_closed()}
            self.layers = open_ones | {loop: LoopLayer(self.hosts, self.prefix, self.gap, self.heartbeat)}
        return self.layers[loop]

    def gap(self) -> None:
        if self.on_gap:
            self.on_gap()

    def heartbeat(self, problem: Exception | None) -> None:
        if self.on_heartbeat:
            self.on_heartbeat(problem)

    def put(self, channel: str, message: dict[str, Any]) -> None:
        """Deliver to a consumer of this process without Redis. Does nothing if it has gone."""
        self.of_running_loop().put(channel, message)

    async def new_channel(self, prefix: str = "specific.") -> str:
        return await self.of_running_loop().new_channel(prefix)

    async def send(self, channel: str, message: dict[str, Any]) -> None:
        await self.of_running_loop().send(channel, message)

    async def receive(self, channel: str) -> dict[str, Any]:
        return await self.of_running_loop().receive(channel)

    async def group_add(self, group: str, channel: str) -> None:
        await self.of_running_loop().group_add(group, channel)

    async def group_discard(self, group: str, channel: str) -> None:
        await self.of_running_loop().group_discard(group, channel)

    async def group_send(self, group: str, message: dict[str, Any]) -> int:
        """The number of processes that receive it. Raises redis.exceptions.ConnectionError."""
        return await self.of_running_loop().group_send(group, message)

    async def flush(self) -> None:
        await self.of_running_loop().flush()
