"""Sends the pages that look at the list of people another one, after staff have changed whom it shows."""

import asyncio
import random
from contextvars import Context

from .socket_registry import SocketRegistry

#: A list takes some milliseconds of the thread that all queries share, and calls must not wait for thousands of them.
#: It is half of what pages that come back get (`list_turns.py`): these know all that has changed but for whom the list
#: shows, and their people go on calling meanwhile.
LISTS_PER_SECOND = 25


class ListBroadcast:
    def __init__(self, registry: SocketRegistry) -> None:
        self._registry = registry
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """If staff change their minds meanwhile, all begins again."""
        self.stop()
        self._task = asyncio.create_task(self._request_all(), context=Context())

    def stop(self) -> None:
        if self._task:
            self._task.cancel()

    async def _request_all(self) -> None:
        sockets = [socket for socket in self._registry.sockets() if socket.looks_live()]
        random.shuffle(sockets)
        for socket in sockets:
            socket.request_list()
            await asyncio.sleep(1 / LISTS_PER_SECOND)
