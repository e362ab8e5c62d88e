"""The channels and groups of one event loop.

channels-redis documents no way to replace its connections, so we use its private names.
"""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from channels_redis.pubsub import RedisPubSubLoopLayer
from channels_redis.utils import decode_hosts

from .shard import Shard
from .spread import Deliver, Spread

#: The key of a message that names the event loop which sends it and delivers it to its own members.
ORIGIN = "origin"
#: The key of a broadcast message that names its group.
GROUP = "group"


class LocalChannel:
    """Stands where channels-redis has a queue, without its memory."""

    __slots__ = ("put_nowait",)

    def __init__(self, deliver: Deliver) -> None:
        self.put_nowait = deliver


class LoopLayer(RedisPubSubLoopLayer):  # type: ignore[misc]  # channels-redis has no types
    def __init__(self, hosts: Any = None, broadcast: str = "", **kwargs: Any) -> None:
        """`broadcast`: all groups whose names begin so share one channel in Redis, which every process hears.

        So it costs Redis nothing to join one of them. The group of that name and `all` gets the messages of all,
        each at once: before a message is handed to the first member of its own group, and to who joins from then on.
        """
        super().__init__(**kwargs)
        self._shards = [
            Shard(host, self.prefix, self.on_message, self.on_gap, self.on_heartbeat) for host in decode_hosts(hosts)
        ]
        self._origin = uuid4().hex
        self._broadcast = broadcast
        self._broadcast_channel = f"{self.prefix}__broadcast__{broadcast}"
        self._spread = Spread()

    def new_local_channel(self, deliver: Deliver) -> str:
        channel = f"{self.prefix}local.{uuid4().hex}"
        self.channels[channel] = LocalChannel(deliver)
        return channel

    def close_local_channel(self, channel: str) -> None:
        self.channels.pop(channel, None)

    async def group_add(self, group: str, channel: str) -> None:
        if not self._is_broadcast(group):
            return await super().group_add(group, channel)  # type: ignore[no-any-return]
        if channel not in self.channels:
            raise RuntimeError("a channel joins groups in its own process")
        self.groups.setdefault(self._get_group_channel_name(group), set()).add(channel)
        await self._get_shard(self._broadcast_channel).subscribe(self._broadcast_channel)
        return None

    def try_group_add(self, group: str, channel: str) -> bool:
        if (
            channel not in self.channels
            or not self._is_broadcast(group)
            or not self._get_shard(self._broadcast_channel).listener.is_subscribed(self._broadcast_channel)
        ):
            return False
        self.groups.setdefault(self._get_group_channel_name(group), set()).add(channel)
        return True

    async def group_discard(self, group: str, channel: str) -> None:
        if not self.try_group_discard(group, channel):
            await super().group_discard(group, channel)

    def try_group_discard(self, group: str, channel: str) -> bool:
        if not self._is_broadcast(group):
            return False
        name = self._get_group_channel_name(group)
        members = self.groups.get(name, set())
        members.discard(channel)
        if not members:
            self.groups.pop(name, None)
        return True

    async def group_send(self, group: str, message: dict[str, Any]) -> int:
        marked = message | {ORIGIN: self._origin}
        # Not when Redis sends it back: what `send_to_member` hands over next would overtake it.
        if self._is_broadcast(group):
            return await self._publish(
                self._broadcast_channel, marked | {GROUP: group}, lambda: self._deliver_broadcast(group, message)
            )
        name = self._get_group_channel_name(group)
        return await self._publish(name, marked, lambda: self._deliver(name, message))

    async def _publish(
        self, channel: str, message: dict[str, Any], on_published: Callable[[], object] = lambda: None
    ) -> int:
        shard: Shard = self._get_shard(channel)
        return await shard.publish(channel, self.channel_layer.serialize(message), on_published)

    async def send_to_member(self, group: str, message: dict[str, Any]) -> None:
        name = self._get_group_channel_name(group)
        if not self._deliver(name, message):
            await self._publish(name, message)

    def send_to_member_now(
        self, group: str, message: dict[str, Any], on_failure: Callable[[BaseException], None]
    ) -> None:
        name = self._get_group_channel_name(group)
        if not self._deliver(name, message):
            shard: Shard = self._get_shard(name)
            shard.publisher.publish_now(name, self.channel_layer.serialize(message), on_failure)

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

    def on_message(self, name: str, data: bytes) -> None:
        """Redis has delivered a message to a channel or to a group."""
        if name not in self.groups and name not in self.channels and name != self._broadcast_channel:
            return
        message = self.channel_layer.deserialize(data)
        if message.pop(ORIGIN, None) == self._origin:
            return
        if name == self._broadcast_channel:
            self._deliver_broadcast(message.pop(GROUP), message)
        else:
            self._deliver(name, message)

    def _is_broadcast(self, group: str) -> bool:
        return bool(self._broadcast) and group.startswith(self._broadcast)

    def _deliver(self, name: str, message: dict[str, Any]) -> bool:
        """Hand it to the members of a group in this process, or to one channel. False if there are none."""
        receivers = self._receivers(name)
        for deliver in receivers:
            deliver(message)
        return bool(receivers)

    def _deliver_broadcast(self, group: str, message: dict[str, Any]) -> None:
        # Those who know what all groups are told know it before anybody joins whom the spread leaves out.
        for deliver in self._receivers(self._get_group_channel_name(f"{self._broadcast}all")):
            deliver(message)
        self._spread.add(message, self._receivers(self._get_group_channel_name(group)))

    def _receivers(self, name: str) -> list[Deliver]:
        return [self.channels[c].put_nowait for c in self.groups.get(name, (name,)) if c in self.channels]

    def on_gap(self) -> None:
        if self.channel_layer.on_gap:
            self.channel_layer.on_gap()

    def on_heartbeat(self) -> None:
        problems = [shard.heartbeat.problem for shard in self._shards if shard.heartbeat.problem]
        if self.channel_layer.on_heartbeat:
            self.channel_layer.on_heartbeat(problems[0] if problems else None)
