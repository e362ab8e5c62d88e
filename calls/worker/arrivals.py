"""Sends the people list again to the pages that somebody comes onto, so that no page has to ask for it."""

import asyncio
import logging
from contextvars import Context
from typing import Any

from channels.layers import get_channel_layer

from calls.groups import ALL_PRESENCE
from calls.notifications import PersonStatus, ReceivedNotification
from videochat.outage import OUTAGE_ERRORS

from .socket_registry import SocketRegistry

logger = logging.getLogger(__name__)

#: Those who come within this time cost a page one query.
GATHER_SECONDS = 1.0
#: Of this worker: each is a query, which others wait for.
PAGES_PER_SECOND = 50
#: Until the next attempt to join the group.
RETRY_SECONDS = 2.0


class Arrivals:
    def __init__(self, registry: SocketRegistry) -> None:
        self._registry = registry
        #: Who has come online, by their ids.
        self._arrived: dict[int, PersonStatus] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._tasks = [asyncio.create_task(each, context=Context()) for each in (self._listen(), self._refresh_pages())]

    def stop(self) -> None:
        for task in self._tasks:
            task.cancel()

    async def _listen(self) -> None:
        layer: Any = get_channel_layer()
        channel = layer.new_local_channel()
        while True:
            try:
                await layer.group_add(ALL_PRESENCE, channel)
                break
            except OUTAGE_ERRORS:
                await asyncio.sleep(RETRY_SECONDS)
        while True:
            event = await layer.receive(channel)
            status = ReceivedNotification.from_event(event).status
            if status and status.status != "offline":
                self._arrived[status.user] = status

    async def _refresh_pages(self) -> None:
        while True:
            await asyncio.sleep(GATHER_SECONDS)
            try:
                await self._refresh_pages_that_lack_somebody()
            except Exception:
                logger.exception("The lists of people could not be sent again")

    async def _refresh_pages_that_lack_somebody(self) -> None:
        arrived, self._arrived = list(self._arrived.values()), {}
        for number, socket in enumerate(self._registry.sockets() if arrived else ()):
            if number % 100 == 0:
                await asyncio.sleep(0)
            if any(socket.may_lack(person) for person in arrived):
                socket.request_people()
                await asyncio.sleep(1 / PAGES_PER_SECOND)
