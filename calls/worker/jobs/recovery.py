"""Finds out when the database is back, and when its leases can be trusted again."""

from collections.abc import Awaitable, Callable

from calls.presence import leases
from videochat import outage
from videochat.database.query_queue import run_query
from videochat.database.time_limit import time_limit

#: Between two attempts.
INTERVAL_SECONDS = 1
#: A database that takes longer to renew a lease is not back: every call would be refused again.
RENEWAL_LIMIT_SECONDS = 1.5


class DatabaseRecovery:
    """Renews this worker's lease, lets others renew theirs, then removes those still expired.

    No worker could renew its lease during the outage. Until they have had time for it, nobody may
    be reported offline.
    """

    def __init__(self, renew: Callable[[], Awaitable[None]], reap: Callable[[], Awaitable[None]]) -> None:
        self._renew, self._reap = renew, reap
        #: False from an outage until the leases can be trusted again.
        self.complete = True
        self._waited = 0

    async def run(self) -> None:
        if not outage.database.available:
            self.complete, self._waited = False, 0
        if self.complete:
            return
        with time_limit(RENEWAL_LIMIT_SECONDS):
            await self._renew()  # raises while the database is away
        outage.database.mark_available()
        if self._waited < leases.RENEWAL_SECONDS and await run_query(leases.has_expired_workers):
            self._waited += INTERVAL_SECONDS
            return
        await self._reap()
        self.complete = True
