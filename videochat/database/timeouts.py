"""Connections to PostgreSQL that notice when it has gone: one that hangs is as away as one that refuses.

Only servers are impatient: a migration may take its time.
"""

from typing import Any

from psycopg import Connection, OperationalError, errors
from psycopg_pool import ConnectionPool

#: Seconds for one answer, and, where the last one did not come, for the next one.
PATIENCE, NO_PATIENCE = 6.0, 2.0
#: PostgreSQL's own limits, in milliseconds: it gives a statement up before we do, so that nothing happens afterwards.
LIMITS = "-c statement_timeout=5000 -c lock_timeout=3000"


class PooledConnection(Connection[Any]):
    """Where it has broken, so have the others that wait in its pool, as a rule: PostgreSQL was restarted.

    The pool itself would find that out one by one, with ever longer pauses, while somebody waits for a connection.
    """

    _pool: ConnectionPool[Any] | None = None

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        try:
            return super().wait(gen, interval, timeout)
        except OperationalError:
            if self.closed and self._pool:
                self._pool.check()
            raise


class ImpatientConnection(PooledConnection):
    """Closed, as if it had broken, when an answer does not come."""

    _silent = False

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        patience = NO_PATIENCE if ImpatientConnection._silent else PATIENCE
        try:
            found = super().wait(gen, interval, patience if timeout is None else timeout)
        except errors._WaitTimeout:
            if timeout is not None:
                raise  # whoever asked for it knows what to do
            ImpatientConnection._silent = True
            self.pgconn.finish()
            raise OperationalError("PostgreSQL does not answer") from None
        ImpatientConnection._silent = False
        return found


def enable_timeouts(database: dict[str, Any]) -> None:
    """Set up one entry of DATABASES; before its first connection."""
    options = database["OPTIONS"]
    if "pool" in options:
        options["options"] = f"{options.get('options', '')} {LIMITS}".strip()
        options["pool"] |= {"connection_class": ImpatientConnection}
