"""What both connections to a Redis share: how they are made, how a command is packed, how long one waits."""

import asyncio
import socket
from typing import Any

import hiredis
from channels_redis.utils import create_pool
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import RedisError

__all__ = ["PATIENCE", "REDIS_OUTAGE", "Unreachable", "end", "pack", "pool_of"]

#: Seconds that whoever publishes or subscribes waits for Redis before he is told that there is
#: none.
PATIENCE = 2.0
#: What goes wrong between here and Redis.
REDIS_OUTAGE = (RedisError, OSError, TimeoutError)
#: A Redis whose machine has vanished says as little as one without news: the kernel asks, for 11 s
#: at most (tcp(7)).
KEEPALIVE = {
    "socket_keepalive": True,
    "socket_keepalive_options": {socket.TCP_KEEPIDLE: 5, socket.TCP_KEEPINTVL: 2, socket.TCP_KEEPCNT: 3},
}


def pool_of(host: dict[str, Any]) -> Any:
    """`host` is an entry of the layer's `hosts`, as channels-redis decodes it."""
    local = "path" in host or str(host.get("address", "")).startswith("unix:")
    return create_pool(host if local else KEEPALIVE | host)


def pack(*command: str | bytes) -> bytes:
    packed: bytes = hiredis.pack_command(command)  # type: ignore[arg-type]  # its types know commands of one word only
    return packed


async def end(task: asyncio.Task[None] | None) -> None:
    if task:
        task.cancel()
        await asyncio.wait([task])
