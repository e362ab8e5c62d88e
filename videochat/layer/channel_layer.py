"""The channel layer: channels-redis' publish and subscribe layer on our own connections to Redis.

Our connections publish in batches, receive without polling, return the number of receivers, and
report when messages may have been lost. All receivers in one process share a message with its sender,
so nobody may change it.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from channels_redis.pubsub import RedisPubSubChannelLayer
from channels_redis.utils import _wrap_close

from .loop_layer import LoopLayer
from .spread import Deliver


class ChannelLayer(RedisPubSubChannelLayer):  # type: ignore[misc]  # channels-redis has no types
    """Holds a `LoopLayer` for each event loop: connections belong to the loop that opened them."""

    #: Called after a gap: messages to consumers of this process may have been lost; new ones
    #: arrive.
    on_gap: Callable[[], None] | None = None
    #: Called about once a second: with None if Redis has carried a message, else with the problem.
    on_heartbeat: Callable[[Exception | None], None] | None = None

    def _get_layer(self) -> LoopLayer:
        loop = asyncio.get_running_loop()
        if loop not in self._layers:
            self._layers[loop] = LoopLayer(*self._args, **self._kwargs, channel_layer=self)
            _wrap_close(self, loop)
        layer: LoopLayer = self._layers[loop]
        return layer

    def new_local_channel(self, deliver: Deliver) -> str:
        """A channel for groups, but not for `send`: it costs no message to Redis.

        `deliver` is called with each message. It must neither raise nor take long.
        """
        return self._get_layer().new_local_channel(deliver)

    def close_local_channel(self, channel: str) -> None:
        self._get_layer().close_local_channel(channel)

    def try_group_add(self, group: str, channel: str) -> bool:
        """As `group_add`, if that needs no waiting: every process hears broadcast groups. Otherwise False."""
        return self._get_layer().try_group_add(group, channel)

    def try_group_discard(self, group: str, channel: str) -> bool:
        return self._get_layer().try_group_discard(group, channel)

    async def group_send(self, group: str, message: dict[str, Any]) -> int:
        """The number of processes that receive it. Raises redis.exceptions.ConnectionError."""
        return await self._get_layer().group_send(group, message)

    async def send_to_member(self, group: str, message: dict[str, Any]) -> None:
        """For a group that has one member: if it is in this process, Redis has nothing to do.

        Raises redis.exceptions.ConnectionError.
        """
        await self._get_layer().send_to_member(group, message)

    def send_to_member_now(
        self, group: str, message: dict[str, Any], on_failure: Callable[[BaseException], None]
    ) -> None:
        """The same without waiting for Redis. `on_failure` gets what `send_to_member` raises."""
        self._get_layer().send_to_member_now(group, message, on_failure)
