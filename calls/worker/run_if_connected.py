"""Skips a query if its client disconnects while the query is queued."""

from collections.abc import Callable
from typing import Any, Protocol

from videochat.database.query_queue import run_query


class ClientDisconnected(Exception):
    """The client has disconnected; its query was not run."""


class HasClient(Protocol):
    def is_disconnected(self) -> bool: ...


async def run_if_connected(socket: HasClient, query: Callable[..., Any], *args: Any) -> Any:
    """Run a query in its turn. Raises ClientDisconnected, and what the query raises.

    When hundreds connect at once, clients that gave up have already queued again. Skip their old
    queries.
    """

    def run() -> Any:
        if socket.is_disconnected():
            raise ClientDisconnected
        return query(*args)

    return await run_query(run)
