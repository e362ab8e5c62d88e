"""The sockets of this process, and what its jobs may ask of each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from calls.models import Connection
from calls.presence.people_list.arrivals import Arrival

from .client import Client


class ManagedSocket(Protocol):
    client: Client
    #: Whether it is open but counts as gone: it has no row. Its next frame brings it back.
    away: bool

    def is_silent(self) -> bool:
        """Whether its page has not been heard for so long that it runs no more."""

    def is_disconnected(self) -> bool:
        """Whether the connection is closed, even if the consumer has not read that yet."""

    async def close_signed_out(self) -> None:
        """Close the socket: the client is no longer signed in."""

    async def report_call_ended(self, call: str, reason: str) -> None:
        """Tell the client that its cached call has ended, unless it has been told already."""

    def looks_live(self) -> bool:
        """Whether its page looks at the list of people, and is told who comes onto it."""

    def lacking(self, arrivals: Sequence[Arrival]) -> list[Arrival]:
        """Those of them who belong on its page, in their order."""

    def request_arrivals(self, arrivals: Sequence[Arrival]) -> None:
        """Tell the client of them soon."""

    def request_list(self) -> None:
        """Send its page the list of people once more, soon; if it does not look, only end what it hears of others."""

    def request_hello(self) -> None:
        """Send the client the current state soon: it may have missed messages."""


class SocketRegistry:
    def __init__(self) -> None:
        self._sockets: dict[UUID, ManagedSocket] = {}
        self._rows: dict[UUID, Connection] = {}
        #: By user id, how many of the rows are theirs.
        self._counts: Counter[int] = Counter()

    def add(self, row: Connection, socket: ManagedSocket) -> None:
        self.remove_row(row.pk)
        self._sockets[row.pk], self._rows[row.pk] = socket, row
        self._counts[row.user_id] += 1

    def remove(self, connection: UUID) -> None:
        self._sockets.pop(connection, None)
        self.remove_row(connection)

    def remove_row(self, connection: UUID) -> None:
        """The socket stays."""
        if row := self._rows.pop(connection, None):
            self._counts[row.user_id] -= 1
            if not self._counts[row.user_id]:
                del self._counts[row.user_id]

    def has_user(self, user: int) -> bool:
        """Whether a socket of that person, by id, has a row."""
        return user in self._counts

    def get(self, connection: UUID) -> ManagedSocket | None:
        return self._sockets.get(connection)

    def by_connection(self) -> Mapping[UUID, ManagedSocket]:
        """A copy: sockets come and go while a job awaits something."""
        return dict(self._sockets)

    def count_sockets(self) -> int:
        return len(self._sockets)

    def sockets(self) -> list[ManagedSocket]:
        return list(self._sockets.values())

    def rows(self) -> list[Connection]:
        return list(self._rows.values())
