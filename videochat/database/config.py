"""Makes the entry of DATABASES from DATABASE_URL, with the options that each engine needs."""

import os
from pathlib import Path
from typing import Any

from environ import Env

from videochat.environment.service_url import service_url
from videochat.environment.values import refuse, text

EXAMPLE = "postgres://user:password@host:5432/name"
RIGHT = f"it should look like {EXAMPLE}, or sqlite:////path/to/file"

#: IMMEDIATE takes the write lock when a transaction begins. A transaction that reads and then
#: writes would fail with "database is locked" otherwise.
SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
#: TCP notices in seconds instead of minutes that the database's machine is gone (libpq; the last in
#: milliseconds).
TCP = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 6000}
#: Seconds. A query waits for a connection no longer than `timeout`. After `reconnect_timeout` the
#: pool starts its growing delays between two attempts from the beginning, so that it is back soon
#: after PostgreSQL is.
POOL = {"min_size": 4, "max_size": 10, "timeout": 3, "reconnect_timeout": 2}


def database_config(sqlite_file: Path) -> dict[str, Any]:
    """`sqlite_file` is the default without DATABASE_URL.

    An empty DATABASE_URL is refused: it is more likely a missing value than a choice of SQLite.
    """
    if "DATABASE_URL" not in os.environ:
        try:
            sqlite_file.parent.mkdir(exist_ok=True)
        except OSError as error:
            refuse("DATABASE_URL", f"the folder {sqlite_file.parent} cannot be created: {error.strerror}; {RIGHT}")
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": sqlite_file, "OPTIONS": SQLITE}
    url = text("DATABASE_URL", None, RIGHT)
    if url.startswith("sqlite:"):
        return _sqlite(url)
    parts = service_url("DATABASE_URL", url, EXAMPLE)
    if parts.scheme not in {"postgres", "postgresql", "psql", "pgsql"}:
        refuse("DATABASE_URL", f"its scheme is not postgres or sqlite; {RIGHT}")
    found: dict[str, Any] = dict(Env.db_url_config(url))
    options = found.get("OPTIONS", {})
    if not found["NAME"] and "service" not in options:
        refuse("DATABASE_URL", f"it names no database; {RIGHT}")
    return found | _postgresql(options)


def _sqlite(url: str) -> dict[str, Any]:
    file = url.removeprefix("sqlite://")
    if file != ":memory:" and not (file.startswith("/") and file.strip("/") and "#" not in file):
        refuse("DATABASE_URL", f"it names no file by its path; {RIGHT}")
    found: dict[str, Any] = dict(Env.db_url_config(url))
    return found | {"OPTIONS": found.get("OPTIONS", {}) | SQLITE}


def _postgresql(options: dict[str, Any]) -> dict[str, Any]:
    from psycopg import ProgrammingError  # without PostgreSQL, psycopg need not be installed
    from psycopg.conninfo import make_conninfo

    from .timeouts import PooledConnection

    try:
        make_conninfo(**options)
    except ProgrammingError as error:
        refuse("DATABASE_URL", f"{str(error).strip().splitlines()[0]}; {RIGHT}")

    # A pool, since connections that each thread keeps (CONN_MAX_AGE) leak under daphne, and a new
    # one for each request halves the connect rate.
    pool = POOL | {"connection_class": PooledConnection}
    return {
        # The URL's own options, for example for TLS, come last.
        "OPTIONS": {"pool": pool, "connect_timeout": 3, **TCP, **options},
        "CONN_MAX_AGE": 0,
        # A pooler of transactions, such as PgBouncer, would forget the cursor between two statements.
        "DISABLE_SERVER_SIDE_CURSORS": True,
        # An empty query finds a connection that died with a restart before a call's query does.
        "CONN_HEALTH_CHECKS": True,
    }
