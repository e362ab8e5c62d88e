"""The channels and groups of one event loop, and which Redis each of them is on."""

import asyncio
import zlib
from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

import msgpack

from .shard import Shard

#: A name is hashed to one of so many slots, and the slots are divided among the Redis servers.
SLOTS = 4096


class LoopLayer:
    def __init__(
        self,
        hosts: Sequence[str],
        prefix: str,
        on_gap: Callable[[], None],
        on_heartbeat: Callable[[Exception | None], None],
    ) -> None:
        self.prefix = prefix
        #: What each consumer of this loop has yet to receive.
        self.channels: dict[str, asyncio.Queue[dict[str, Any]]] = {}
        #: The channels of this loop in each group, by the group's name in Redis.
        self.groups: dict[str, set[str]] = {}
        self.on_heartbeat = on_heartbeat
        self.shards = [Shard(url, prefix, self.on_message, on_gap, self.heartbeat) for url in hosts]

    def shard(self, name: str) -> Shard:
        """The Redis of a channel or group: all processes must choose the same one."""
        slot = zlib.crc32(name.encode()) % SLOTS
        return self.shards[slot * len(self.shards) // SLOTS]

    def group_name(self, group: str) -> str:
        return f"{self.prefix}__group__{group}"

    async def new_channel(self, prefix: str) -> str:
        channel = f"{self.prefix}{prefix}{uuid4().hex}"
        await self.subscribe(channel)
        return channel

    async def subscribe(self, channel: str) -> None:
        self.channels[channel] = asyncio.Queue()
        try:
            await self.shard(channel).subscribe(channel)
        except BaseException:
            # Nobody will receive from it. Left here, it would be subscribed to once Redis is back.
            await self.forget(channel)
            raise

    async def forget(self, channel: str) -> None:
        if self.channels.pop(channel, None) is not None:
            await self.shard(channel).unsubscribe(channel)

    async def send(self, channel: str, message: dict[str, Any]) -> None:
        await self.shard(channel).publish(channel, msgpack.packb(message))

    async def receive(self, channel: str) -> dict[str, Any]:
        if channel not in self.channels:
            await self.subscribe(channel)
        try:
            return await self.channels[channel].get()
        except asyncio.CancelledError:
            # The specification has no other sign that the consumer has gone.
            await self.forget(channel)
            raise

    async def group_add(self, group: str, channel: str) -> None:
        if channel not in self.channels:
            raise RuntimeError(f"{channel} is no channel of this process: new_channel() comes first")
        name = self.group_name(group)
        self.groups.setdefault(name, set()).add(channel)
        await self.shard(name).subscribe(name)

    async def group_discard(self, group: str, channel: str) -> None:
        name = self.group_name(group)
        members = self.groups.get(name, set())
        if channel in members:
            members.remove(channel)
            if not members:
                del self.groups[name]
                await self.shard(name).unsubscribe(name)

    async def group_send(self, group: str, message: dict[str, Any]) -> int:
        name = self.group_name(group)
        return await self.shard(name).publish(name, msgpack.packb(message))

    def put(self, channel: str, message: dict[str, Any]) -> None:
        if channel in self.channels:
            self.channels[channel].put_nowait(message)

    def on_message(self, name: str, data: bytes) -> None:
        """Queue a message that Redis has delivered to a channel or to a group."""
        queues = [self.channels[c] for c in self.groups.get(name, (name,)) if c in self.channels]
        if queues:
            message = msgpack.unpackb(data)
            for queue in queues:
                queue.put_nowait(message)

    def heartbeat(self) -> None:
        problems = [shard.heartbeat.problem for shard in self.shards if shard.heartbeat.problem]
        self.on_heartbeat(problems[0] if problems else None)

    async def flush(self) -> None:
        """Close and forget everything. The layer can be used again."""
        self.channels, self.groups = {}, {}
        for shard in self.shards:
            await shard.flush()
