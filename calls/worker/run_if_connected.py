"""Skips the query of a client that disconnects while the query is queued."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class ClientDisconnected(Exception):
    """The client has disconnected; its query was not run."""


class HasClient(Protocol):
    def is_disconnected(self) -> bool: ...


def for_connected(
    query: Callable[[list[Item]], Sequence[Result | Exception]],
) -> Callable[[list[tuple[HasClient, Item]]], list[Result | Exception]]:
    """A GatheredQuery's `query` for the items of those sockets that are connected; ClientDisconnected for the others.

    When hundreds connect at once, clients that gave up have already queued again.
    """

    def run(items: list[tuple[HasClient, Item]]) -> list[Result | Exception]:
        are_connected = [not socket.is_disconnected() for socket, _item in items]
        wanted = [item for (_socket, item), is_connected in zip(items, are_connected, strict=True) if is_connected]
        results = iter(query(wanted) if wanted else ())
        return [next(results) if is_connected else ClientDisconnected() for is_connected in are_connected]

    return run
