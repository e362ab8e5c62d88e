"""The job that marks people as away if their page no longer runs, although its socket is open.

A browser answers the protocol's pings even for a page that is frozen or hangs. Such a page cannot
ring.
"""

import asyncio
from uuid import UUID

from calls.notifications import deliver
from calls.worker.socket_registry import ManagedSocket, SocketRegistry

from .disconnect_retries import DisconnectRetries
from .run_each import run_each

#: Seconds between two checks.
INTERVAL_SECONDS: float = 5


class SilenceReview:
    def __init__(self, registry: SocketRegistry, disconnects: DisconnectRetries) -> None:
        self._registry, self._disconnects = registry, disconnects
        #: The sockets that were silent at the last check. A socket must be silent twice, because this
        #: process may have been stopped itself, and may have frames that it has not read yet.
        self._silent: set[UUID] = set()

    async def run(self) -> None:
        silent = {
            connection: socket
            for connection, socket in self._registry.by_connection().items()
            if _should_mark_away(socket)
        }
        again = [(connection, socket) for connection, socket in silent.items() if connection in self._silent]
        self._silent = set(silent)
        # At the same time, so that they share their queries.
        await asyncio.gather(*(run_each([each], self._mark_away) for each in again))

    async def _mark_away(self, silent: tuple[UUID, ManagedSocket]) -> None:
        connection, socket = silent
        socket.away = True
        self._registry.remove_row(connection)
        await deliver(await self._disconnects.disconnect(socket.client.actor, connection))


def _should_mark_away(socket: ManagedSocket) -> bool:
    """Not in an accepted call: there the peer tells by the media whether the party is still there."""
    call = socket.client.cached_call
    return not socket.away and not (call and call.active) and socket.is_silent()
