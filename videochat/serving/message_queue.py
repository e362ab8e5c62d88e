"""The queue between daphne and the application of one socket."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeAlias

Message: TypeAlias = dict[str, Any]


class MessageQueue:
    """Unbounded, for one reader. `asyncio.Queue` has four deques: 3 KiB, a tenth of an idle socket's memory."""

    __slots__ = ("_messages", "_try_handle", "_waiter")

    def __init__(self) -> None:
        self._try_handle: Callable[[Message], bool] | None = None
        self._messages: list[Message] = []
        self._waiter: asyncio.Future[None] | None = None

    def put_nowait(self, message: Message) -> None:
        if self._try_handle and not self._messages and self._try_handle(message):
            return
        self._messages.append(message)
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)

    async def get(self) -> Message:
        while not self._messages:
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        return self._messages.pop(0)

    def set_handler(self, try_handle: Callable[[Message], bool] | None) -> None:
        """It gets each message that finds the queue empty, and returns whether it has handled it."""
        self._try_handle = try_handle

    def clear(self) -> None:
        self._messages.clear()

    def qsize(self) -> int:
        return len(self._messages)
