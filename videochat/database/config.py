"""The entry of DATABASES: DATABASE_URL, and the options that concurrency demands of each engine."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from videochat.environment import env, refuse

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
    """`sqlite_file` is the default without DATABASE_URL."""
    sqlite_file.parent.mkdir(exist_ok=True)
    try:
        found: dict[str, Any] = dict(env.db_url("DATABASE_URL", default=f"sqlite:///{sqlite_file}"))
    except (ImproperlyConfigured, ValueError) as error:
        refuse("DATABASE_URL", f"{error}")
    options = found.get("OPTIONS", {})
    if found["ENGINE"] == "django.db.backends.sqlite3":
        return found | {"OPTIONS": options | SQLITE}
    if found["ENGINE"] == "django.db.backends.postgresql":
        return found | _postgresql(options)
    refuse("DATABASE_URL", "should begin with sqlite:/// or postgres://")


def _postgresql(options: dict[str, Any]) -> dict[str, Any]:
    from .timeouts import PooledConnection  # without PostgreSQL, psycopg need not be installed

    # A pool, since connections that each thread keeps (CONN_MAX_AGE) leak under daphne, and a new
    # one for each request halves the connect rate.
    pool = POOL | {"connection_class": PooledConnection}
    return {
        # The URL's own options, for example for TLS, come last.
        "OPTIONS": {"pool": pool, "connect_timeout": 3, **TCP, **options},
        "CONN_MAX_AGE": 0,
        # An empty query finds a connection that died with a restart before a call's query does.
        "CONN_HEALTH_CHECKS": True,
    }
