"""The dispatch loop of a consumer: its client's events and its channel's messages, handled one at a time."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import copy_context
from typing import Any

from .message_queue import Message

#: Messages of one source in a row before the loop yields to other tasks. A source that always has a
#: next message would block them otherwise.
MAX_MESSAGES_IN_A_ROW = 8


class DispatchLoop:
    """Handles a client's events and its channel's messages, one at a time.

    Channels' own loop creates a task for each message and waits for two of them: a quarter of the cost of a relay.
    Here nothing waits for the channel's messages. Most sockets are idle, and a queue with a task that
    waits for it would be a sixth of a socket's memory.
    """

    __slots__ = ("_begun", "_context", "_handle", "_lock", "_messages", "_problem", "_runner", "_task", "_try_handle")

    def __init__(
        self,
        handle: Callable[[Message], Awaitable[None]],
        try_handle: Callable[[Message], bool] = lambda _message: False,
    ) -> None:
        """An exception of `handle` ends the loop.

        `try_handle` comes first if nothing else is being handled. It returns whether it has handled the message,
        without a task and without waiting, and must not raise.
        """
        self._try_handle = try_handle
        #: Messages that are being handled, or wait for that.
        self._begun = 0
        #: None after the end: it may be a method of the loop's owner, and would be a reference cycle.
        self._handle: Callable[[Message], Awaitable[None]] | None = handle
        self._lock = asyncio.Lock()
        self._messages: list[Message] = []
        self._task: asyncio.Task[None] | None = None
        #: The task of `run`, and what `handle` has raised for a message of the channel.
        self._runner: asyncio.Task[Any] | None = None
        self._problem: BaseException | None = None
        # A sender's context has the sender's language.
        self._context = copy_context()

    async def run(self, receive: Callable[[], Awaitable[Message]]) -> None:
        """Handle messages until `receive` or the handler raises."""
        self._runner = asyncio.current_task()
        try:
            while self._handle:
                for _ in range(MAX_MESSAGES_IN_A_ROW):
                    await self._handle_in_turn(await receive())
                await asyncio.sleep(0)
        except asyncio.CancelledError:
            # By `_handle_messages`, and by nobody else.
            if self._problem and self._runner and not self._runner.uncancel():
                raise self._problem from None
            raise
        finally:
            # An exception refers to the frames that it passed through: without this it would be a reference cycle.
            self._handle = self._runner = self._problem = None
            self._try_handle = lambda _message: False
            if self._task:
                self._task.cancel()
                await asyncio.wait([self._task])
                self._task = None

    async def _handle_in_turn(self, message: Message) -> None:
        self._begun += 1
        try:
            async with self._lock:
                if self._handle:
                    await self._handle(message)
        finally:
            self._begun -= 1

    def try_handle(self, message: Message) -> bool:
        """Return whether the message is handled. The caller has no earlier one of the same source."""
        return not self._begun and not self._messages and self._try_handle(message)

    def deliver(self, message: Message) -> None:
        """Handle a message of the channel after those before it. After the end of `run` it is dropped."""
        if self._handle is None or (self._task is None and self.try_handle(message)):
            return
        self._messages.append(message)
        if self._task is None:
            self._task = asyncio.create_task(self._handle_messages(), context=self._context)

    async def _handle_messages(self) -> None:
        try:
            while self._messages and self._handle:
                batch, self._messages = self._messages, []
                for number, message in enumerate(batch, 1):
                    await self._handle_in_turn(message)
                    if number % MAX_MESSAGES_IN_A_ROW == 0:
                        await asyncio.sleep(0)
        except (Exception, asyncio.CancelledError) as problem:
            if self._handle is None or self._runner is None:  # `run` has ended, or was not called
                raise
            # Without this message the client's page may show what is no longer so: it reconnects.
            self._handle, self._problem = None, problem
            self._runner.cancel()
        finally:
            self._task = None
