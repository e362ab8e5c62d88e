"""What the publisher and the listener of a Redis server share: connections, commands, timeouts."""

import asyncio
import socket
from typing import Any

import hiredis
from channels_redis.utils import create_pool
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import RedisError

__all__ = ["REDIS_OUTAGE_ERRORS", "TIMEOUT", "Unreachable", "cancel", "connection_pool", "pack"]

#: Seconds to wait for Redis before a publish or a subscribe fails.
TIMEOUT = 2.0
#: The exceptions of a Redis server that is down or unreachable.
REDIS_OUTAGE_ERRORS = (RedisError, OSError, TimeoutError)
#: A listener cannot tell a quiet Redis from one whose machine is gone: the kernel finds out within
#: 11 s (tcp(7)).
KEEPALIVE = {
    "socket_keepalive": True,
    "socket_keepalive_options": {socket.TCP_KEEPIDLE: 5, socket.TCP_KEEPINTVL: 2, socket.TCP_KEEPCNT: 3},
}


def connection_pool(host: dict[str, Any]) -> Any:
    """`host` is an entry of the layer's `hosts`, as channels-redis decodes it."""
    local = "path" in host or str(host.get("address", "")).startswith("unix:")
    return create_pool(host if local else KEEPALIVE | host)


def pack(*command: str | bytes) -> bytes:
    packed: bytes = hiredis.pack_command(command)  # type: ignore[arg-type]  # its types know commands of one word only
    return packed


async def cancel(task: asyncio.Task[None] | None) -> None:
    """Cancel the task, and wait until it has ended."""
    if task:
        task.cancel()
        await asyncio.wait([task])
