"""PostgreSQL connections with a timeout for each answer: a hanging server counts as down.

No option does this. Keepalives and `tcp_user_timeout` detect a dead host. If only PostgreSQL hangs,
the kernel of its host still acknowledges packets. `statement_timeout` is kept by the server itself.
So we override `Connection.wait`, which psycopg does not document.

Only servers have these timeouts, since a migration may take its time.
"""

import logging
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import Connection, OperationalError

from .time_limit import limited_wait

logger = logging.getLogger(__name__)

#: Seconds to wait for an answer, and for the next one after an answer that did not come.
ANSWER_TIMEOUT, UNRESPONSIVE_TIMEOUT = 4.0, 2.0
#: PostgreSQL's own timeouts, in milliseconds, are shorter. So it gives up a statement before we do,
#: and a statement that we have given up is not executed later.
SERVER_TIMEOUTS = "-c statement_timeout=3500 -c lock_timeout=3000"


class PooledConnection(Connection[Any]):
    """Has the pool check all connections when it breaks: as a rule, PostgreSQL was restarted.

    By itself, the pool finds broken connections one by one, with growing delays, while a query
    waits for a connection.
    """

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        try:
            return super().wait(gen, interval, timeout)
        except OperationalError:
            if self.closed and (pool := connections[DEFAULT_DB_ALIAS].pool):  # type: ignore[attr-defined]
                pool.check()
            raise


class TimeoutConnection(PooledConnection):
    """Closes itself when an answer does not come in time."""

    _unresponsive = False
    _pooler = False

    @classmethod
    def connect(cls, conninfo: str = "", **kwargs: Any) -> Any:
        """PgBouncer refuses `options`, so behind it PostgreSQL does not have our timeouts.

        They are not set by a statement either: when PgBouncer pools transactions, it would stay with
        a connection that other clients use.
        """
        options = kwargs.get("options", "")
        if cls._pooler:
            return super().connect(conninfo, **kwargs | {"options": _without_timeouts(options)})
        try:
            return super().connect(conninfo, **kwargs)
        except OperationalError as error:
            if "unsupported startup parameter" not in str(error) or SERVER_TIMEOUTS not in options:
                raise
        made = super().connect(conninfo, **kwargs | {"options": _without_timeouts(options)})
        cls._pooler = True
        logger.warning(
            "DATABASE_URL: PgBouncer refuses statement timeouts. Set them for the role (docs/deployment.md)."
        )
        return made

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        longest = UNRESPONSIVE_TIMEOUT if TimeoutConnection._unresponsive else ANSWER_TIMEOUT
        try:
            with limited_wait(longest) as limit:
                answer = super().wait(gen, interval, limit)
        except OperationalError as error:
            if self.closed or error.sqlstate:
                raise  # the connection has broken, or PostgreSQL has answered with an error
            TimeoutConnection._unresponsive = True
            self.pgconn.finish()
            who = "PgBouncer has too few connections, or PostgreSQL" if self._pooler else "PostgreSQL"
            raise OperationalError(f"{who} does not answer") from None
        TimeoutConnection._unresponsive = False
        return answer


def _without_timeouts(options: str) -> str:
    return options.replace(SERVER_TIMEOUTS, "").strip()


def enable_timeouts(database: dict[str, Any]) -> None:
    """Change an entry of DATABASES, before its first connection is opened."""
    options = database["OPTIONS"]
    if "pool" in options:
        options["options"] = f"{options.get('options', '')} {SERVER_TIMEOUTS}".strip()
        options["pool"] |= {"connection_class": TimeoutConnection}
