"""Removes the row of each socket that has closed.

A removal that fails is tried again, so that each disconnect is told once. Sockets whose connection has broken are
removed together with all that wait meanwhile: if thousands break at once, their people wait behind them to connect.
"""

import asyncio
from uuid import UUID

from calls.actions.absence.connect import disconnect, disconnect_lost
from calls.actions.absence.socket_closed import DisconnectReason
from calls.actions.outcome import Actor
from calls.notifications import Notification, deliver
from videochat.database.gathered_query import GatheredQuery
from videochat.database.query_queue import run_query

from .run_each import run_each

#: Sockets in one query.
TOGETHER = 200


class DisconnectRetries:
    def __init__(self) -> None:
        self._failed: dict[UUID, tuple[Actor, DisconnectReason]] = {}
        self._lost = GatheredQuery(disconnect_lost, TOGETHER)

    async def disconnect(
        self, actor: Actor, connection: UUID, reason: DisconnectReason = DisconnectReason.LOST
    ) -> list[Notification]:
        """Raises what the database raises; `retry` tries again."""
        try:
            if reason is DisconnectReason.LOST:
                return await self._lost.run((actor, connection))
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
