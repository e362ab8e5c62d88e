"""Tells the pages that look at the list of people who comes onto them, so that no page has to ask for it.

It hears the statuses of all people, whichever worker publishes them.
"""

import asyncio
import logging
from collections.abc import Callable
from contextvars import Context
from dataclasses import replace
from typing import Any

from channels.layers import get_channel_layer

from calls.groups import ALL_PRESENCE
from calls.notifications import PersonStatus, ReceivedNotification
from calls.presence.people_list.arrivals import find_arrivals
from videochat import outage
from videochat.database.query_queue import run_background_query
from videochat.outage import OUTAGE_ERRORS

from .socket_registry import SocketRegistry

logger = logging.getLogger(__name__)

#: Those who come within this time are told together.
GATHER_SECONDS = 1.0
#: More of them are told in the next turns: in a storm of connects, most pages are full after the first.
MAX_TOGETHER = 200
#: In this time all pages of this worker are told, or sooner if they are few.
SPREAD_SECONDS = 1.0
PAGES_PER_SECOND = 1000
PAGES_IN_A_TURN = 20
#: Until the next attempt to join the group.
RETRY_SECONDS = 2.0


class Arrivals:
    def __init__(self, registry: SocketRegistry, on_status: Callable[[PersonStatus], None]) -> None:
        """`on_status` is called with each status. It must not raise or wait."""
        self._registry, self._on_status = registry, on_status
        #: The status of everybody who has come online since this process has listened.
        self._latest: dict[int, PersonStatus] = {}
        #: The ids of those who have come since the last turn.
        self._arrived: set[int] = set()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._tasks = [
            asyncio.create_task(each, context=Context()) for each in (self._subscribe(), self._tell_regularly())
        ]

    def stop(self) -> None:
        for task in self._tasks:
            task.cancel()

    async def _subscribe(self) -> None:
        layer: Any = get_channel_layer()
        channel = layer.new_local_channel(self._on_presence_event)
        while True:
            try:
                await layer.group_add(ALL_PRESENCE, channel)
                return
            except OUTAGE_ERRORS:
                await asyncio.sleep(RETRY_SECONDS)

    def _on_presence_event(self, event: dict[str, Any]) -> None:
        """It raises nothing, since the layer tells the next members of the group after that."""
        try:
            status = ReceivedNotification.from_event(event).status
        except Exception:
            logger.exception("A status could not be read")  # of a later version's worker
            return
        if status:
            self._on_status(status)
        if status and status.status == "offline":
            self._latest.pop(status.user, None)
            self._arrived.discard(status.user)
        elif status:
            allowed = status.allowed_callers or getattr(self._latest.get(status.user), "allowed_callers", "")
            self._latest[status.user] = replace(status, allowed_callers=allowed)
            self._arrived.add(status.user)

    async def _tell_regularly(self) -> None:
        clock, began = asyncio.get_running_loop().time, 0.0
        while True:
            await asyncio.sleep(max(0.0, began + GATHER_SECONDS - clock()))
            began = clock()
            try:
                await self._tell()
            except OUTAGE_ERRORS as problem:
                outage.record(problem)
            except Exception:
                logger.exception("Pages could not be told who has come")

    async def _tell(self) -> None:
        sockets = [socket for socket in self._registry.sockets() if socket.looks_live()]
        users = [self._arrived.pop() for _ in range(min(MAX_TOGETHER, len(self._arrived)))]
        if not sockets or not users:
            return
        try:
            arrivals = await run_background_query(find_arrivals, users, self._latest)
        except OUTAGE_ERRORS:  # they have their turn again, unless they have left
            self._arrived.update(user for user in users if user in self._latest)
            raise
        pause = PAGES_IN_A_TURN * min(1 / PAGES_PER_SECOND, SPREAD_SECONDS / len(sockets))
        for number, socket in enumerate(sockets):
            if number % PAGES_IN_A_TURN == 0:
                await asyncio.sleep(pause)
            if lacking := socket.lacking(arrivals):
                socket.request_arrivals(lacking)
