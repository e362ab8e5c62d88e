"""This process's lease. Its connections count as online while the lease is valid."""

import asyncio
import logging
from uuid import UUID

from channels.db import database_sync_to_async

from calls.actions.absence.grace import renew_grace
from calls.presence import leases

from .socket_registry import SocketRegistry

logger = logging.getLogger(__name__)


class WorkerLease:
    def __init__(self, registry: SocketRegistry) -> None:
        #: None before `begin` and after `end`.
        self.worker_id: UUID | None = None
        self._registry = registry
        self._renewing = asyncio.Lock()

    async def begin(self, *, exclusive: bool) -> None:
        """Raises leases.AnotherWorker."""
        self.worker_id = await database_sync_to_async(_register)(exclusive)

    async def renew(self) -> None:
        """Runs in a separate thread: behind hundreds of connects, the lease could expire first."""
        async with self._renewing:
            if self.worker_id is None:
                return
            if not await database_sync_to_async(leases.renew_lease, thread_sensitive=False)(self.worker_id):
                logger.warning("The lease expired and was removed; registering again")
                await database_sync_to_async(leases.restore_worker)(self.worker_id, self._registry.rows())

    async def end(self) -> list[int]:
        """Returns the users whose connections were removed with the lease."""
        if self.worker_id is None:
            return []
        users: list[int] = await database_sync_to_async(leases.remove_worker)(self.worker_id)
        self.worker_id = None
        return users


def _register(exclusive: bool) -> UUID:
    first = not leases.live_workers().exists()
    worker = leases.register_worker(exclusive=exclusive)
    if first:
        renew_grace()
    return worker.pk
