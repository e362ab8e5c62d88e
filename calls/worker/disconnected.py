"""Queries for a client that may have disconnected before its turn with the database comes."""

from collections.abc import Callable
from typing import Any, Protocol

from videochat.database.query_queue import run_query


class ClientDisconnected(Exception):
    """The client has disconnected; its query was not run."""


class Connected(Protocol):
    def is_disconnected(self) -> bool: ...


async def run_if_connected(socket: Connected, query: Callable[..., Any], *args: Any) -> Any:
    """Run a query in its turn. Raises ClientDisconnected, and what the query raises.

    When hundreds connect at once, those that gave up waiting must cost nothing: they are in the
    queue again already.
    """

    def run() -> Any:
        if socket.is_disconnected():
            raise ClientDisconnected
        return query(*args)

    return await run_query(run)
