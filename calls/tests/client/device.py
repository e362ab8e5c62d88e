"""One socket of one person: sends, records what it receives, waits for a type of message."""

import asyncio
import json
from typing import Any, Self

from .connection import HANG, Connection
from .messages import Message, encode

TOO_DEEP = "too deep for Python"


def readable(payload: bytes) -> Message:
    try:
        message: Message = json.loads(payload)
    except RecursionError:  # it is valid, and a browser can read it
        return {"type": TOO_DEEP}
    return message


def one_each(message: Message) -> list[Message]:
    """Whether statuses come together or one by one is a matter of time."""
    if message.get("type") != "presence":
        return [message]
    return [message | {"people": [person]} for person in message["people"]]


class Device:
    """`inbox` has the messages that no `expect` has taken yet, `log` all that were received."""

    #: Seconds that it waits for a message before it says which one is missing.
    timeout = HANG

    def __init__(self, connection: Connection, name: str) -> None:
        self.connection = connection
        self.name = name
        self.hello: Message = {}
        self.inbox: list[Message] = []
        self.log: list[Message] = []
        self._waiting: set[asyncio.Future[None]] = set()
        for payload in connection.unread:
            self._received(payload)
        connection.on_text = self._received
        connection.on_closed = self._changed

    def _received(self, payload: bytes) -> None:
        message = readable(payload)
        self.inbox += one_each(message)
        self.log.append(message)
        self._changed()

    def _changed(self) -> None:
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)

    async def wait_for_message(self) -> None:
        """Return when a message has come, or the socket is closed."""
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.add(waiting)
        try:
            await waiting
        finally:
            self._waiting.discard(waiting)

    @property
    def is_closed(self) -> bool:
        return self.connection.closed.is_set()

    @property
    def close_code(self) -> int:
        """0 while the socket is open."""
        return self.connection.close_code

    def find(self, kind: str, match: Message) -> Message | None:
        for message in self.inbox:
            if message.get("type") == kind and all(message.get(name) == value for name, value in match.items()):
                self.inbox.remove(message)
                return message
        return None

    async def first(self, kind: str, **match: Any) -> Message | None:
        """As `expect`, but None where the socket is closed first."""
        try:
            async with asyncio.timeout(self.timeout):
                while (found := self.find(kind, match)) is None and not self.is_closed:
                    await self.wait_for_message()
        except TimeoutError:
            raise AssertionError(f"{self} did not get {kind} {match}; it got {self.transcript()}") from None
        return found

    async def expect(self, kind: str, **match: Any) -> Message:
        """The first message of this type and with these fields that was not expected before."""
        found = await self.first(kind, **match)
        if found is None:
            raise AssertionError(f"{self} was closed ({self.close_code}) before {kind} {match}:{self.transcript()}")
        return found

    async def send(self, kind: str, **fields: Any) -> None:
        await self.send_raw(encode(kind, **fields))

    async def send_raw(self, frame: str | bytes) -> None:
        """One frame, text or binary. Raises ConnectionClosed where the socket is closed."""
        if not self.connection.is_open:
            async with asyncio.timeout(HANG):
                await self.connection.closed.wait()
        if isinstance(frame, bytes):
            self.connection.send_binary(frame)
        else:
            self.connection.send(frame)
        await self.connection.drain()

    async def ping(self) -> None:
        """Return when the server has handled all that this device sent, in order."""
        await self.send("ping")
        await self.expect("pong")

    def transcript(self) -> str:
        return "\n".join(["", *(json.dumps(message, ensure_ascii=False)[:300] for message in self.log[-40:])])

    def pending(self, kind: str) -> list[Message]:
        """The messages of this type that no `expect` has taken yet."""
        return [message for message in self.inbox if message["type"] == kind]

    async def wait_closed(self) -> int:
        """Wait until the server closes; its close code."""
        async with asyncio.timeout(self.timeout):
            await self.connection.closed.wait()
        return self.close_code

    async def close(self, code: int = 1000) -> None:
        await self.connection.close(code)

    async def cut(self) -> None:
        """Break the connection without a close frame, as a network that goes away does."""
        self.connection.abort()
        await self.connection.closed.wait()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"{self.name}'s device"
