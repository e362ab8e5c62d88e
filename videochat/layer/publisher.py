"""The connection that publishes: while one batch is under way, the next one gathers: one trip for all that waits."""

import asyncio
from collections.abc import Sequence
from typing import Any

from redis.asyncio.connection import AbstractConnection

from .connection import PATIENCE, REDIS_OUTAGE, Unreachable, end, pack

#: A packed PUBLISH, and who waits for its number of receivers.
Posting = tuple[bytes, asyncio.Future[int]]


class Publisher:
    def __init__(self, pool: Any) -> None:
        self.connection: AbstractConnection = pool.make_connection()
        self.waiting: list[Posting] = []
        self.sending: asyncio.Task[None] | None = None
        #: Whether somebody's message has not gone out since this was last set to False.
        self.refused = False

    async def publish(self, channel: str, data: bytes) -> int:
        """The number of receivers. Raises redis.exceptions.ConnectionError, after PATIENCE at most."""
        receivers: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.waiting.append((pack("PUBLISH", channel, data), receivers))
        if self.sending is None:
            self.sending = asyncio.create_task(self._send())
        return await receivers

    async def _send(self) -> None:
        try:
            while self.waiting:
                batch, self.waiting = self.waiting, []
                try:
                    async with asyncio.timeout(PATIENCE):
                        _answer(batch, await self._exchange(b"".join([packed for packed, _ in batch]), len(batch)))
                except (*REDIS_OUTAGE, asyncio.CancelledError) as outage:
                    # Those who came meanwhile would only wait as long again.
                    batch, self.waiting, self.refused = batch + self.waiting, [], True
                    _refuse(batch, f"Redis: {outage or type(outage).__name__}")
        finally:
            self.sending = None

    async def _exchange(self, packed: bytes, count: int) -> list[Any]:
        reused = self.connection.is_connected
        try:
            if not reused:
                await self.connection.connect()  # type: ignore[no-untyped-call]  # redis gives it no types
            await self.connection.send_packed_command(packed)
            return [await self.connection.read_response() for _ in range(count)]
        except BaseException as error:
            await self.connection.disconnect(nowait=True)
            if reused and isinstance(error, (Unreachable, OSError)):
                return await self._exchange(packed, count)  # Redis hung up while nobody looked: a restart, say
            raise

    async def close(self) -> None:
        await end(self.sending)
        await self.connection.disconnect(nowait=True)


def _answer(batch: Sequence[Posting], counts: Sequence[int]) -> None:
    for (_packed, receivers), count in zip(batch, counts, strict=True):
        if not receivers.done():  # else its sender has been cancelled
            receivers.set_result(count)


def _refuse(batch: Sequence[Posting], why: str) -> None:
    for _packed, receivers in batch:
        if not receivers.done():
            receivers.set_exception(Unreachable(why))
