"""Sends the pages that look at the list of people another one, after staff have changed whom it shows.

The other pages hear no more of people who are not listed any longer. They ask for their list when they are shown.
"""

import asyncio
import random
from contextvars import Context

from .socket_registry import ManagedSocket, SocketRegistry

#: A list takes some milliseconds of the thread that all queries share, and calls must not wait for thousands of them.
#: It is half of what pages that come back get (`list_turns.py`): these know all that has changed but for whom the list
#: shows, and their people go on calling meanwhile.
LISTS_PER_SECOND = 25
#: Pages that do not look need no query.
OTHERS_PER_SECOND = 1000
OTHERS_IN_A_TURN = 20


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
        live, others = list[ManagedSocket](), list[ManagedSocket]()
        for socket in self._registry.sockets():
            (live if socket.looks_live() else others).append(socket)
        for number, socket in enumerate(others, 1):
            socket.request_list()
            if number % OTHERS_IN_A_TURN == 0:
                await asyncio.sleep(OTHERS_IN_A_TURN / OTHERS_PER_SECOND)
        random.shuffle(live)
        for socket in live:
            socket.request_list()
            await asyncio.sleep(1 / LISTS_PER_SECOND)
