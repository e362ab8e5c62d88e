"""channels-redis' pub/sub layer on connections of our own, which counts a message's receivers; knows nothing of calls.

The receivers in one process share a message: a consumer must not change what it gets.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from channels_redis.pubsub import RedisPubSubChannelLayer, RedisPubSubLoopLayer
from channels_redis.utils import _wrap_close, decode_hosts

from .connection import pool_of
from .heartbeat import Pulse
from .listener import Listener
from .publisher import Publisher


class ChannelLayer(RedisPubSubChannelLayer):  # type: ignore[misc]  # channels-redis has no types
    #: Called when messages to consumers of this process may have been lost, and none are any more.
    on_gap: Callable[[], None] | None = None
    #: Called about once a second: with None where Redis has carried a message, else with what was
    #: in the way.
    on_beat: Callable[[Exception | None], None] | None = None

    def put(self, channel: str, message: dict[str, Any]) -> None:
        """For a consumer of this process, past Redis; nothing happens where it has gone."""
        self._get_layer().put(channel, message)

    def _get_layer(self) -> "LoopLayer":
        loop = asyncio.get_running_loop()
        if loop not in self._layers:
            self._layers[loop] = LoopLayer(*self._args, **self._kwargs, channel_layer=self)
            _wrap_close(self, loop)
        found: LoopLayer = self._layers[loop]
        return found

    async def group_send(self, group: str, message: dict[str, Any]) -> int:
        """The number of processes that listen: 0 means nobody. Raises redis.exceptions.ConnectionError."""
        return await self._get_layer().group_send(group, message)


class LoopLayer(RedisPubSubLoopLayer):  # type: ignore[misc]
    def __init__(self, hosts: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._shards = [Shard(host, self) for host in decode_hosts(hosts)]

    async def group_send(self, group: str, message: dict[str, Any]) -> int:
        name = self._get_group_channel_name(group)
        shard: Shard = self._get_shard(name)
        return await shard.publish(name, self.channel_layer.serialize(message))

    async def receive(self, channel: str) -> dict[str, Any]:
        if channel not in self.channels:
            await self._subscribe_to_channel(channel)
        try:
            found: dict[str, Any] = await self.channels[channel].get()
            return found
        except asyncio.CancelledError:
            # Channels has no other word for "this consumer is gone".
            await self._forget(channel)
            raise

    async def _subscribe_to_channel(self, channel: str) -> None:
        try:
            await super()._subscribe_to_channel(channel)
        except BaseException:
            # Nobody will receive from it: left behind, it would be subscribed to for ever once
            # Redis is back.
            await self._forget(channel)
            raise

    async def _forget(self, channel: str) -> None:
        if self.channels.pop(channel, None) is not None:
            await self._get_shard(channel).unsubscribe(channel)

    def put(self, channel: str, message: dict[str, Any]) -> None:
        if channel in self.channels:
            self.channels[channel].put_nowait(message)

    def gap(self) -> None:
        if self.channel_layer.on_gap:
            self.channel_layer.on_gap()

    def beat(self) -> None:
        problems = [shard.pulse.problem for shard in self._shards if shard.pulse.problem]
        if self.channel_layer.on_beat:
            self.channel_layer.on_beat(problems[0] if problems else None)

    def deliver(self, name: str, data: bytes) -> None:
        queues = [self.channels[c] for c in self.groups.get(name, (name,)) if c in self.channels]
        if queues:
            message = self.channel_layer.deserialize(data)
            for queue in queues:
                queue.put_nowait(message)


class Shard:
    """One Redis, as the layer of channels-redis uses it."""

    def __init__(self, host: dict[str, Any], layer: LoopLayer) -> None:
        pool = pool_of(host)
        self.layer = layer
        self.publisher, self.listener = Publisher(pool), Listener(pool, self.hear, layer.gap)
        self.pulse = Pulse(layer.prefix, self.publisher, self.listener, layer.gap, layer.beat)
        self.publish, self.unsubscribe = self.publisher.publish, self.listener.unsubscribe

    async def subscribe(self, channel: str) -> None:
        self.pulse.start()
        await self.listener.subscribe(channel)

    def hear(self, channel: str, data: bytes) -> None:
        if not self.pulse.heard(channel):
            self.layer.deliver(channel, data)

    async def flush(self) -> None:
        """Close and forget everything; the shard can be used again."""
        await self.pulse.close()
        await self.publisher.close()
        await self.listener.close()
