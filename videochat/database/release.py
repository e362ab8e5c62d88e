"""Gives a request's database connection back while the request waits for something else."""

from django.db import connections


def release_connections() -> None:
    """Close those of this thread that are in no transaction. The next query opens one again, from the pool."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
