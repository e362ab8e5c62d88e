"""Publishes messages in batches: while one batch is on its way to Redis, the next one gathers."""

import asyncio
from collections.abc import Callable, Sequence
from contextvars import Context
from typing import Any

from redis.asyncio.connection import AbstractConnection

from .connection import REDIS_OUTAGE_ERRORS, TIMEOUT, Unreachable, cancel, pack

#: A packed PUBLISH, a future for its number of receivers, and what to do once Redis has it.
Publication = tuple[bytes, asyncio.Future[int], Callable[[], object]]


class Publisher:
    def __init__(self, pool: Any) -> None:
        self.connection: AbstractConnection = pool.make_connection()
        self.pending: list[Publication] = []
        self.sending: asyncio.Task[None] | None = None
        #: Whether a message could not be published since this was last set to False.
        self.has_failed = False

    async def publish(self, channel: str, data: bytes, on_published: Callable[[], object] = lambda: None) -> int:
        """The number of receivers. Raises redis.exceptions.ConnectionError within TIMEOUT.

        `on_published` is called in the order of the messages, even if this is cancelled.
        """
        return await self._enqueue(channel, data, on_published)

    def publish_now(self, channel: str, data: bytes, on_failure: Callable[[BaseException], None]) -> None:
        """The same without waiting. `on_failure` gets what `publish` raises."""

        def report(receivers: asyncio.Future[int]) -> None:
            if not receivers.cancelled() and (problem := receivers.exception()):
                on_failure(problem)

        self._enqueue(channel, data, lambda: None).add_done_callback(report)

    def _enqueue(self, channel: str, data: bytes, on_published: Callable[[], object]) -> "asyncio.Future[int]":
        receivers: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.pending.append((pack("PUBLISH", channel, data), receivers, on_published))
        if self.sending is None:
            self.sending = asyncio.create_task(self._send(), context=Context())
        return receivers

    async def _send(self) -> None:
        try:
            while self.pending:
                batch, self.pending = self.pending, []
                try:
                    async with asyncio.timeout(TIMEOUT):
                        counts = await self._exchange(b"".join([packed for packed, *_ in batch]), len(batch))
                        _resolve(batch, counts)
                except (*REDIS_OUTAGE_ERRORS, asyncio.CancelledError) as outage:
                    # Fail the queued messages too, or they would wait for the same timeout again.
                    batch, self.pending, self.has_failed = batch + self.pending, [], True
                    _fail(batch, f"Redis: {outage or type(outage).__name__}")
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
                # Redis had closed the connection while it was idle, for example in a restart.
                return await self._exchange(packed, count)
            raise

    async def close(self) -> None:
        await cancel(self.sending)
        await self.connection.disconnect(nowait=True)


def _resolve(batch: Sequence[Publication], counts: Sequence[int]) -> None:
    for (_packed, receivers, on_published), count in zip(batch, counts, strict=True):
        on_published()
        if not receivers.done():  # its sender may have been cancelled
            receivers.set_result(count)


def _fail(batch: Sequence[Publication], reason: str) -> None:
    for _packed, receivers, _on_published in batch:
        if not receivers.done():
            receivers.set_exception(Unreachable(reason))
