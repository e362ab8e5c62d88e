"""Hands messages to thousands of members: their consumers must not all run in one turn of the event loop."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from contextvars import Context
from typing import Any, TypeAlias

#: Members that get a message in one turn of the event loop.
MEMBERS_IN_A_TURN = 50

Deliver: TypeAlias = Callable[[dict[str, Any]], None]


class Spread:
    """The messages of one event loop, in their order."""

    def __init__(self) -> None:
        #: Messages that wait for their turn, with those members that have not got them.
        self._waiting: deque[tuple[dict[str, Any], list[Deliver]]] = deque()
        self._task: asyncio.Task[None] | None = None

    def add(self, message: dict[str, Any], receivers: Iterable[Deliver]) -> None:
        """Who joins the group after that does not get it."""
        if left := list(receivers):
            self._waiting.append((message, left))
            if self._task is None:
                self._put_some()
                if self._waiting:
                    self._task = asyncio.create_task(self._put_all(), context=Context())

    async def _put_all(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(0)
                self._put_some()
        finally:
            self._task = None

    def _put_some(self) -> None:
        message, receivers = self._waiting[0]
        for _ in range(min(len(receivers), MEMBERS_IN_A_TURN)):
            receivers.pop()(message)
        if not receivers:
            self._waiting.popleft()
