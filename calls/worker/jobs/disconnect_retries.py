"""Removes the row of each socket that has closed.

A removal that fails is tried again, so that each disconnect is told once.
"""

from uuid import UUID

from calls.actions.absence.connect import disconnect
from calls.actions.absence.socket_closed import DisconnectReason
from calls.actions.outcome import Actor
from calls.notifications import Notification, deliver
from videochat.database.query_queue import run_query

from .run_each import run_each


class DisconnectRetries:
    def __init__(self) -> None:
        self._failed: dict[UUID, tuple[Actor, DisconnectReason]] = {}

    async def disconnect(
        self, actor: Actor, connection: UUID, reason: DisconnectReason = DisconnectReason.LOST
    ) -> list[Notification]:
        """Raises what the database raises; `retry` tries again."""
        try:
            notifications: list[Notification] = await run_query(disconnect, actor, connection, reason)
        except BaseException:  # if it was cancelled, too
            self._failed[connection] = actor, reason
            raise
        return notifications

    async def retry(self) -> None:
        await run_each(list(self._failed), self._retry)

    async def _retry(self, connection: UUID) -> None:
        if failed := self._failed.pop(connection, None):
            actor, reason = failed
            await deliver(await self.disconnect(actor, connection, reason))
