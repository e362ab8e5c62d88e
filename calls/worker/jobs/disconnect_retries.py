"""Removes the row of each socket that has closed.

A removal that fails is tried again, so that each disconnect is told once.
"""

from uuid import UUID

from calls.actions.absence.connect import disconnect
from calls.actions.absence.depart import Departure
from calls.actions.outcome import Actor
from calls.notifications import Notification, deliver
from videochat.database.query_queue import run_query

from .each_alone import each_alone


class DisconnectRetries:
    def __init__(self) -> None:
        self._failed: dict[UUID, tuple[Actor, Departure]] = {}

    async def disconnect(
        self, actor: Actor, connection: UUID, departure: Departure = Departure.CUT
    ) -> list[Notification]:
        """Raises what the database raises; `retry` tries again."""
        try:
            notifications: list[Notification] = await run_query(disconnect, actor, connection, departure)
        except BaseException:  # if it was cancelled, too
            self._failed[connection] = actor, departure
            raise
        return notifications

    async def retry(self) -> None:
        await each_alone(list(self._failed), self._retry)

    async def _retry(self, connection: UUID) -> None:
        if failed := self._failed.pop(connection, None):
            actor, departure = failed
            await deliver(await self.disconnect(actor, connection, departure))
