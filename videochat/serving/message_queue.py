"""The queue between daphne and the application of one socket."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeAlias

Message: TypeAlias = dict[str, Any]


class MessageQueue:
    """Unbounded, for one reader. `asyncio.Queue` has four deques: 3 KiB, a tenth of an idle socket's memory."""

    __slots__ = ("_messages", "_waiter", "is_handled_now")

    def __init__(self) -> None:
        #: Whether a message has been handled already, so that it need not wait here. Asked if no other one waits.
        self.is_handled_now: Callable[[Message], bool] | None = None
        self._messages: list[Message] = []
        self._waiter: asyncio.Future[None] | None = None

    def put_nowait(self, message: Message) -> None:
        if self.is_handled_now and not self._messages and self.is_handled_now(message):
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

    def hand_to(self, handler: Callable[[Message], bool] | None) -> None:
        """See `is_handled_now`."""
        self.is_handled_now = handler

    def clear(self) -> None:
        self._messages.clear()

    def qsize(self) -> int:
        return len(self._messages)
