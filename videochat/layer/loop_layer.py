"""The channels and groups of one event loop.

channels-redis documents no way to replace its connections, so we use its private names.
"""

import asyncio
from typing import Any

from channels_redis.pubsub import RedisPubSubLoopLayer
from channels_redis.utils import decode_hosts

from .shard import Shard


class LoopLayer(RedisPubSubLoopLayer):  # type: ignore[misc]  # channels-redis has no types
    def __init__(self, hosts: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._shards = [
            Shard(host, self.prefix, self.on_message, self.on_gap, self.on_heartbeat) for host in decode_hosts(hosts)
        ]

    async def group_send(self, group: str, message: dict[str, Any]) -> int:
        name = self._get_group_channel_name(group)
        shard: Shard = self._get_shard(name)
        return await shard.publish(name, self.channel_layer.serialize(message))

    async def receive(self, channel: str) -> dict[str, Any]:
        if channel not in self.channels:
            await self._subscribe_to_channel(channel)
        try:
            message: dict[str, Any] = await self.channels[channel].get()
            return message
        except asyncio.CancelledError:
            # The specification has no other sign that the consumer has gone.
            await self.forget(channel)
            raise

    async def _subscribe_to_channel(self, channel: str) -> None:
        try:
            await super()._subscribe_to_channel(channel)
        except BaseException:
            # Nobody will receive from it. Left here, it would be subscribed to once Redis is back.
            await self.forget(channel)
            raise

    async def forget(self, channel: str) -> None:
        if self.channels.pop(channel, None) is not None:
            await self._get_shard(channel).unsubscribe(channel)

    def put(self, channel: str, message: dict[str, Any]) -> None:
        if channel in self.channels:
            self.channels[channel].put_nowait(message)

    def on_message(self, name: str, data: bytes) -> None:
        """Queue a message that Redis has delivered to a channel or to a group."""
        queues = [self.channels[c] for c in self.groups.get(name, (name,)) if c in self.channels]
        if queues:
            message = self.channel_layer.deserialize(data)
            for queue in queues:
                queue.put_nowait(message)

    def on_gap(self) -> None:
        if self.channel_layer.on_gap:
            self.channel_layer.on_gap()

    def on_heartbeat(self) -> None:
        problems = [shard.heartbeat.problem for shard in self._shards if shard.heartbeat.problem]
        if self.channel_layer.on_heartbeat:
            self.channel_layer.on_heartbeat(problems[0] if problems else None)
