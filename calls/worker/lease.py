"""This process's lease. Its connections count as online while the lease is valid."""

import asyncio
import logging
from uuid import UUID

from channels.db import database_sync_to_async

from calls.actions.grace import renew_grace
from calls.presence import leases

from .socket_registry import SocketRegistry

logger = logging.getLogger(__name__)


class WorkerLease:
    def __init__(self, registry: SocketRegistry) -> None:
        #: None before `begin` and after `end`.
        self.worker: UUID | None = None
        self._registry = registry
        self._renewing = asyncio.Lock()

    async def begin(self, *, alone: bool) -> None:
        """Raises leases.AnotherWorker."""
        self.worker = await database_sync_to_async(_register)(alone)

    async def renew(self) -> None:
        """In a thread apart, or it could wait behind hundreds of connects for too long."""
        async with self._renewing:
            if self.worker is None:
                return
            if not await database_sync_to_async(leases.renew_lease, thread_sensitive=False)(self.worker):
                logger.warning("The lease expired and was removed; registering again")
                await database_sync_to_async(leases.restore_worker)(self.worker, self._registry.rows())

    async def end(self) -> list[int]:
        """Returns the users whose connections were removed with the lease."""
        if self.worker is None:
            return []
        users: list[int] = await database_sync_to_async(leases.remove_worker)(self.worker)
        self.worker = None
        return users


def _register(alone: bool) -> UUID:
    first = not leases.live_workers().exists()
    worker = leases.register_worker(alone=alone)
    if first:
        renew_grace()
    return worker.pk
