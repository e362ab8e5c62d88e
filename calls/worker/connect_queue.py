"""Lets a few sockets connect at a time, and those of people in a call before all others.

After a restart or a cut, thousands come back at once, and each takes some milliseconds of the thread that all
queries share. A call ends if one side stays away for too long; other pages only say that they are connecting.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager, suppress
from contextvars import Context

from videochat.outage import OUTAGE_ERRORS

#: They share their queries. More of them would only wait for each other.
MAX_CONCURRENT_CONNECTS = 64
#: How often to look again who is in a call, while sockets wait.
REFRESH_SECONDS = 1.0


class ConnectQueue:
    def __init__(
        self, find_in_call: Callable[[], Awaitable[Collection[int]]], max_concurrent: int = MAX_CONCURRENT_CONNECTS
    ) -> None:
        """`find_in_call` returns the ids of the people who are in a call."""
        self._find_in_call, self._free = find_in_call, max_concurrent
        self._in_call: frozenset[int] = frozenset()
        #: Those who wait, in their order, with the person's id: in a call, and all others.
        self._in_call_waiters: dict[asyncio.Future[None], int] = {}
        self._other_waiters: dict[asyncio.Future[None], int] = {}
        self._refreshing: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def slot(self, person: int) -> AsyncIterator[None]:
        """`person` is who the socket says it is, 0 if it does not say: it only decides who comes first."""
        if self._free:
            self._free -= 1
        else:
            await self._wait(person)
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, person: int) -> None:
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        (self._in_call_waiters if person in self._in_call else self._other_waiters)[waiting] = person
        if self._refreshing is None or self._refreshing.done():
            self._refreshing = asyncio.create_task(self._refresh_in_call(), context=Context())
        try:
            await waiting
        except asyncio.CancelledError:
            if waiting.done() and not waiting.cancelled():  # its turn had just come
                self._pass_on()
            raise
        finally:
            self._in_call_waiters.pop(waiting, None)
            self._other_waiters.pop(waiting, None)

    def _pass_on(self) -> None:
        for queue in (self._in_call_waiters, self._other_waiters):
            while queue:
                waiting = next(iter(queue))
                del queue[waiting]
                if not waiting.done():
                    return waiting.set_result(None)
        self._free += 1

    async def _refresh_in_call(self) -> None:
        while self._in_call_waiters or self._other_waiters:
            with suppress(*OUTAGE_ERRORS):
                self._in_call = frozenset(await self._find_in_call())
            for waiting, person in list(self._other_waiters.items()):
                if person in self._in_call:
                    self._in_call_waiters[waiting] = self._other_waiters.pop(waiting)
            await asyncio.sleep(REFRESH_SECONDS)
