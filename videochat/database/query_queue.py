"""Runs database queries one after the other, background queries apart from the consumers'."""

import asyncio
from collections.abc import Callable
from typing import Any

from channels.db import database_sync_to_async
from django.db import OperationalError

from videochat import outage

from .time_limit import time_limit

#: Over all answers of PostgreSQL to one query: it has several statements.
QUERY_SECONDS = 4

_background = asyncio.Lock()


async def run_query(query: Callable[..., Any], *args: Any) -> Any:
    """The result of `query(*args)`. Raises what it raises.

    While the database is down, it raises OperationalError at once.
    """
    _check_available()
    return await database_sync_to_async(_run)(query, *args)


async def run_background_query(query: Callable[..., Any], *args: Any) -> Any:
    """The same for queries that no call waits for: a thousand people lists keep a thread busy."""
    _check_available()
    async with _background:
        return await database_sync_to_async(_run, thread_sensitive=False)(query, *args)


def _run(query: Callable[..., Any], *args: Any) -> Any:
    # Without this check each waiting query would run into the same timeout, one after the other,
    # and block its socket.
    _check_available()
    try:
        with time_limit(QUERY_SECONDS):
            return query(*args)
    except outage.UNREACHABLE_ERRORS as problem:
        # Recorded here already, since the next query in the queue starts before the caller sees the
        # exception.
        outage.record(problem)
        raise


def _check_available() -> None:
    if not outage.database.available:
        raise OperationalError("the database is down")
