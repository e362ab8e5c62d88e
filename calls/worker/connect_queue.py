"""Lets a few sockets connect at a time, and those of people in a call before all others.

After a restart or a cut, thousands come back at once, and each takes some milliseconds of the thread that all
queries share. A call ends if one side stays away for too long; other pages only say that they are connecting.

A socket that waits is told so from time to time. Otherwise its page would take it for dead and open another one,
which costs one more handshake and begins at the end of the queue.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager, suppress
from contextvars import Context

from videochat.outage import OUTAGE_ERRORS

#: They share their queries. More of them would only wait for each other.
MAX_CONCURRENT_CONNECTS = 64
#: How often to look again who is in a call, while sockets wait.
REFRESH_SECONDS = 1.0
#: How often a socket is told that it still waits. A page without a sign of life gives up after 10 s, or after 4 s if a
#: call waits for it (static/calls/signaling/socket.js).
TELL_SECONDS = 3.0
#: Who comes while more than that wait is told at once. A page of the previous version, which is given no turn for its
#: list, knows by it that thousands come back.
MANY = 100
#: So many are told before others have a turn of the event loop.
TOLD_IN_A_TURN = 100

#: Tells a socket that it waits.
Tell = Callable[[], Awaitable[None]]


class ConnectQueue:
    def __init__(
        self,
        find_in_call: Callable[[], Awaitable[Collection[int]]],
        max_concurrent: int = MAX_CONCURRENT_CONNECTS,
        tell_seconds: float = TELL_SECONDS,
    ) -> None:
        """`find_in_call` returns the ids of the people who are in a call."""
        self._find_in_call, self._free, self._tell_seconds = find_in_call, max_concurrent, tell_seconds
        self._in_call: frozenset[int] = frozenset()
        #: Those who wait, in their order, with the person's id: in a call, and all others.
        self._in_call_waiters: dict[asyncio.Future[None], int] = {}
        self._other_waiters: dict[asyncio.Future[None], int] = {}
        self._refreshing: asyncio.Task[None] | None = None
        #: When to tell whom next, by the event loop's clock. The soonest comes first, since all wait equally long.
        self._to_tell: deque[tuple[float, asyncio.Future[None], Tell]] = deque()
        self._telling: asyncio.Task[None] | None = None

    def count_waiters(self) -> int:
        return len(self._in_call_waiters) + len(self._other_waiters)

    @asynccontextmanager
    async def slot(self, person: int, tell: Tell) -> AsyncIterator[None]:
        """`person` is who the socket says it is, 0 if it does not say: it only decides who comes first.

        `tell` is called every TELL_SECONDS while the socket waits for its turn. It raises nothing.
        """
        if self._free:
            self._free -= 1
        else:
            await self._wait(person, tell)
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, person: int, tell: Tell) -> None:
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        (self._in_call_waiters if person in self._in_call else self._other_waiters)[waiting] = person
        if self._refreshing is None or self._refreshing.done():
            self._refreshing = asyncio.create_task(self._refresh_in_call(), context=Context())
        self._tell_later(waiting, tell)
        if self._telling is None or self._telling.done():
            self._telling = asyncio.create_task(self._tell_waiters(), context=Context())
        try:
            if len(self._other_waiters) > MANY:
                await tell()
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

    def _tell_later(self, waiting: asyncio.Future[None], tell: Tell) -> None:
        self._to_tell.append((asyncio.get_running_loop().time() + self._tell_seconds, waiting, tell))

    async def _tell_waiters(self) -> None:
        clock = asyncio.get_running_loop().time
        while self._to_tell:
            await asyncio.sleep(max(0.0, self._to_tell[0][0] - clock()))
            for _ in range(min(TOLD_IN_A_TURN, len(self._to_tell))):
                due, waiting, tell = self._to_tell[0]
                if due > clock():
                    break
                self._to_tell.popleft()
                if not waiting.done():
                    await tell()
                    self._tell_later(waiting, tell)
