"""Runs database queries one after the other, background queries apart from the consumers'."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from django.db import Error, OperationalError

from videochat import outage

from .release import release_connections
from .time_limit import time_limit

#: Over all answers of PostgreSQL to one query: it has several statements.
QUERY_SECONDS = 4

_background = asyncio.Lock()
#: Seconds: a connection that has been idle for longer is checked by the pool before it is used again.
KEEP_SECONDS = 1
#: Queries of `run_query` that wait or run, and when the last one ended.
_queued, _kept_since = 0, 0.0


async def run_query(query: Callable[..., Any], *args: Any) -> Any:
    """The result of `query(*args)`. Raises what it raises.

    While the database is down, it raises OperationalError at once.
    """
    global _queued
    _check_available()
    _queued += 1
    try:
        return await sync_to_async(_run_in_turn)(query, *args)
    finally:
        _queued -= 1


async def run_background_query(query: Callable[..., Any], *args: Any) -> Any:
    """The same for queries that no call waits for: a thousand people lists keep a thread busy."""
    _check_available()
    async with _background:
        return await database_sync_to_async(_run, thread_sensitive=False)(query, *args)


def _run_in_turn(query: Callable[..., Any], *args: Any) -> Any:
    """A connection from the pool costs as much as two queries, so the next one in the queue takes this one over."""
    global _kept_since
    if time.monotonic() - _kept_since > KEEP_SECONDS:  # the queries that should have followed were cancelled
        release_connections()
    try:
        return _run(query, *args)
    except Error:
        release_connections()
        raise
    finally:
        _kept_since = time.monotonic()
        if _queued <= 1:
            release_connections()


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
