"""Sends every socket a `hello`, the current state, after a gap in the message layer."""

import asyncio
import logging
import random
from contextvars import Context

from asgiref.sync import sync_to_async

from .socket_registry import SocketRegistry

logger = logging.getLogger(__name__)

#: Time for other processes to report the same gap.
GATHER_SECONDS = 0.3
#: The messages are spread over this time, or over more if there are many.
SPREAD_SECONDS = 2.0
HELLOS_PER_SECOND = 500


class HelloBroadcast:
    def __init__(self, registry: SocketRegistry) -> None:
        self._registry = registry
        self._gap = False
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        self._gap = True
        if self._task is None or self._task.done():
            # The listener calls this in the context of the socket or request that subscribed first.
            # Its thread may be gone, so the task gets an empty context.
            self._task = asyncio.create_task(self._request_all(), context=Context())

    def stop(self) -> None:
        if self._task:
            self._task.cancel()

    async def _request_all(self) -> None:
        while self._gap:
            await asyncio.sleep(GATHER_SECONDS)
            self._gap = False
            sockets = self._registry.sockets()
            logger.info("The message layer is back after a gap: the state is sent again to %d sockets", len(sockets))
            random.shuffle(sockets)
            sockets.sort(key=lambda socket: socket.client.cached_call is None)  # those in a call first
            spread = max(SPREAD_SECONDS, len(sockets) / HELLOS_PER_SECOND)
            for socket in sockets:
                socket.request_hello()
                # Wait for the queries that are queued already. A thousand more in the queue
                # would delay every pong for longer than pages wait, and the pages that then
                # reconnect would make it worse.
                await sync_to_async(_do_nothing)()
                await asyncio.sleep(random.uniform(0, 2) * spread / len(sockets))  # noqa: S311  (only spreads the load)


def _do_nothing() -> None:
    """Takes a turn in the thread that all queries share."""
