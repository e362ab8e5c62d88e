"""The job that closes the sockets of people who are no longer signed in, and reports new names."""

import asyncio
from collections.abc import Mapping
from uuid import UUID

from channels.db import database_sync_to_async

from calls.accounts.authentication import AuthenticatedSession, revalidate
from calls.actions.absence.socket_closed import end_signed_out
from calls.actions.rename import rename_notifications
from calls.notifications import deliver
from calls.worker.socket_registry import ManagedSocket, SocketRegistry
from videochat.database.query_queue import run_query

from .run_each import run_each

#: Before a socket is closed, its session is checked again after this time, because a password
#: change writes the password first, then the session.
RECHECK_SECONDS = 0.3


#: Sockets of one run. With more of them, each one's turn comes less often than every second.
MAX_SOCKETS = 1000


class SessionReview:
    def __init__(self, registry: SocketRegistry) -> None:
        self._registry = registry
        #: Whose turn comes next.
        self._waiting: list[UUID] = []

    async def run(self) -> None:
        """However and wherever the person was signed out, and even without the message layer."""
        signed_out = await self._signed_out(self._next_sockets())
        if signed_out:
            await asyncio.sleep(RECHECK_SECONDS)
            signed_out = await self._signed_out(signed_out)
        await asyncio.gather(*(socket.close_signed_out() for socket in signed_out.values()))
        await run_each(signed_out.values(), _end_call)

    def _next_sockets(self) -> dict[UUID, ManagedSocket]:
        sockets = self._registry.by_connection()
        self._waiting = self._waiting or list(sockets)
        turn, self._waiting = self._waiting[:MAX_SOCKETS], self._waiting[MAX_SOCKETS:]
        return {connection: sockets[connection] for connection in turn if connection in sockets}

    async def _signed_out(self, sockets: Mapping[UUID, ManagedSocket]) -> dict[UUID, ManagedSocket]:
        asked = {connection: socket.client.session for connection, socket in sockets.items()}
        if not asked:
            return {}
        # In another thread: checking thousands of sessions must not delay calls, nor wait while
        # hundreds connect.
        review = database_sync_to_async(revalidate, thread_sensitive=False)
        changes: dict[UUID, AuthenticatedSession | None] = await review(asked)
        signed_out, renamed = {}, {}
        for connection, session in changes.items():
            socket = self._registry.get(connection)
            if socket and session:
                user, socket.client.session = socket.client.actor.user, session
                if user.username != session.username:
                    renamed[user.pk] = user.username
                    user.username = session.username
            elif socket:
                signed_out[connection] = socket
        signed_out |= {connection: socket for connection, socket in sockets.items() if _call_is_over(socket)}
        await run_each(renamed.items(), _tell_new_name)
        return signed_out


async def _end_call(socket: ManagedSocket) -> None:
    await deliver(await run_query(end_signed_out, socket.client.actor))


async def _tell_new_name(renamed: tuple[int, str]) -> None:
    await deliver(await run_query(rename_notifications, *renamed))


def _call_is_over(socket: ManagedSocket) -> bool:
    """Whether the socket was accepted with an expired session, for a call that is over now."""
    return socket.client.session.expired and socket.client.cached_call is None
