"""Removes the row of each socket that has closed.

A removal that fails is tried again, so that each disconnect is told once. Sockets whose connection has broken are
removed together with all that wait meanwhile: if thousands break at once, their people wait behind them to connect.
"""

import asyncio
from contextvars import Context
from uuid import UUID

from calls.actions.absence.connect import disconnect, disconnect_lost
from calls.actions.absence.socket_closed import DisconnectReason
from calls.actions.outcome import Actor
from calls.notifications import Notification, deliver
from videochat.database.query_queue import run_query

from .run_each import run_each

#: Sockets in one query.
TOGETHER = 200


class LostSockets:
    """Disconnects them in turn: one query for all that have come while the last one ran."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Actor, UUID, asyncio.Future[list[Notification]]]] = []
        self._running: asyncio.Task[None] | None = None

    async def disconnect(self, actor: Actor, connection: UUID) -> list[Notification]:
        """Raises what the database raises."""
        done: asyncio.Future[list[Notification]] = asyncio.get_running_loop().create_future()
        self._waiting.append((actor, connection, done))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run(), context=Context())
        return await done

    async def _run(self) -> None:
        while self._waiting:
            turn, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
            try:
                found = await run_query(disconnect_lost, [(actor, connection) for actor, connection, _done in turn])
            except Exception as problem:
                for _actor, _connection, done in turn:
                    if not done.done():
                        done.set_exception(problem)
                continue
            for (_actor, _connection, done), notifications in zip(turn, found, strict=True):
                if not done.done():
                    done.set_result(notifications)


class DisconnectRetries:
    def __init__(self) -> None:
        self._failed: dict[UUID, tuple[Actor, DisconnectReason]] = {}
        self._lost = LostSockets()

    async def disconnect(
        self, actor: Actor, connection: UUID, reason: DisconnectReason = DisconnectReason.LOST
    ) -> list[Notification]:
        """Raises what the database raises; `retry` tries again."""
        try:
            if reason is DisconnectReason.LOST:
                return await self._lost.disconnect(actor, connection)
            notifications: list[Notification] = await run_query(disconnect, actor, connection, reason)
        except BaseException:  # if it was cancelled, too
            self._failed[connection] = actor, reason
            raise
        return notifications

    async def retry(self) -> None:
        lost = {connection for connection, (_actor, reason) in self._failed.items() if reason is DisconnectReason.LOST}
        others = self._failed.keys() - lost
        # The lost ones at the same time, so that they share their queries.
        await asyncio.gather(
            *(run_each([connection], self._retry) for connection in lost), run_each(others, self._retry)
        )

    async def _retry(self, connection: UUID) -> None:
        if failed := self._failed.pop(connection, None):
            actor, reason = failed
            await deliver(await self.disconnect(actor, connection, reason))
