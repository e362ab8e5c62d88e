"""One socket as an outside client sees it: what it sends, and what it waits for; knows only the wire protocol."""

import asyncio
import json
from typing import TYPE_CHECKING, Any, Self

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from .process import HANG
from .sites import Entrance

if TYPE_CHECKING:
    from .people import Person

Message = dict[str, Any]
# What the harness itself puts into a log.
OURS = ("test.fence", "too deep for Python")


def readable(frame: str | bytes) -> Message:
    try:
        message: Message = json.loads(frame)
    except RecursionError:  # legal, and no trouble to a browser
        return {"type": OURS[1]}
    return message


class Device:
    """One socket: what it received is kept in `inbox` until it is expected, and for good in `log`."""

    def __init__(self, socket: ClientConnection, owner: "Person", worker: Entrance) -> None:
        self.socket = socket
        self.owner = owner
        self.worker = worker
        self.hello: Message = {}
        self.inbox: list[Message] = []
        self.log: list[Message] = []
        self.dies = False
        self.arrived = asyncio.Condition()
        self.reader = asyncio.create_task(self.read())

    async def read(self) -> None:
        try:
            async for frame in self.socket:
                message = readable(frame)
                async with self.arrived:
                    self.inbox.append(message)
                    self.log.append(message)
                    self.arrived.notify_all()
        except ConnectionClosed:
            pass
        finally:
            async with self.arrived:
                self.arrived.notify_all()

    def find(self, kind: str, match: Message) -> Message | None:
        for message in self.inbox:
            if message.get("type") == kind and all(message.get(name) == value for name, value in match.items()):
                self.inbox.remove(message)
                return message
        return None

    async def expect(self, kind: str, **match: Any) -> Message:
        """The first message of this type, with these fields, that was not expected before; others wait."""
        found: Message | None = None

        def come() -> bool:
            nonlocal found
            found = self.find(kind, match)
            return found is not None or self.reader.done()

        try:
            async with asyncio.timeout(HANG), self.arrived:
                await self.arrived.wait_for(come)
        except TimeoutError:
            raise AssertionError(f"{self} waits in vain for {kind} {match}; it got {self.heard()}") from None
        if found is None:
            raise AssertionError(
                f"{self} was closed ({self.socket.close_code}) before {kind} {match}; it got {self.heard()}"
            )
        return found

    async def send(self, kind: str, **fields: Any) -> None:
        await self.raw(json.dumps({"type": kind, **fields}))

    async def raw(self, frame: str | bytes) -> None:
        await self.socket.send(frame)

    async def done(self) -> None:
        """Return when the server has finished with all that this device sent: it handles one frame at a time."""
        await self.send("ping")
        await self.expect("pong")

    async def caught_up(self) -> None:
        """Return when this device has read all that the layer held for it: something ordered goes in behind it."""
        await self.owner.fence(self)

    def heard(self) -> str:
        return "\n".join(["", *(json.dumps(message, ensure_ascii=False)[:300] for message in self.log[-40:])])

    def got(self, kind: str) -> list[Message]:
        """What came of this type and nobody has expected yet."""
        return [message for message in self.inbox if message["type"] == kind]

    async def closed(self) -> int:
        """Wait until the server closes; its close code."""
        async with asyncio.timeout(HANG):
            await self.reader
        return self.socket.close_code or 0

    async def close(self) -> None:
        await self.socket.close()
        await self.reader

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"{self.owner.name}'s device on {self.worker.name}"
