"""Removes the row of each socket that has closed.

What fails is tried again, so that each departure is told once.
"""

from uuid import UUID

from calls.actions.arrivals import record_departure
from calls.actions.queries import Actor
from calls.notifications import Notification, deliver
from videochat.database.query_queue import run_query


class Departures:
    def __init__(self) -> None:
        self._failed: dict[UUID, Actor] = {}

    async def record(self, actor: Actor, connection: UUID) -> list[Notification]:
        """Raises what the database raises; `retry` tries again."""
        try:
            notifications: list[Notification] = await run_query(record_departure, actor, connection)
        except BaseException:  # if it was cancelled, too
            self._failed[connection] = actor
            raise
        return notifications

    async def retry(self) -> None:
        while self._failed:
            connection, actor = self._failed.popitem()
            await deliver(await self.record(actor, connection))
