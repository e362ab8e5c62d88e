"""The job that closes the sockets of people who are no longer signed in, and reports new names."""

import asyncio
import logging
from collections.abc import Mapping
from contextvars import Context
from uuid import UUID

from channels.db import database_sync_to_async

from calls.accounts.authentication import AuthenticatedSession, revalidate
from calls.actions.absence.socket_closed import end_signed_out
from calls.actions.rename import rename_notifications
from calls.notifications import deliver
from calls.worker.socket_registry import ManagedSocket, SocketRegistry
from videochat import outage
from videochat.database.query_queue import run_query
from videochat.outage import OUTAGE_ERRORS

from .run_each import run_each

logger = logging.getLogger(__name__)

#: Before a socket is closed, its session is checked again after this time, because a password
#: change writes the password first, then the session.
RECHECK_SECONDS = 0.3


#: Sockets of one run. With more of them, each one's turn comes less often than every second: what
#: ends a session therefore requests a check.
MAX_SOCKETS = 1000


class SessionReview:
    def __init__(self, registry: SocketRegistry) -> None:
        self._registry = registry
        #: Whose turn comes next.
        self._waiting: list[UUID] = []
        #: Those whose turn is now, and the task that checks them.
        self._requested: set[UUID] = set()
        self._check: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """However and wherever the person was signed out, and even without the message layer."""
        await self._close_signed_out(self._next_sockets())

    def request(self, connection: UUID) -> None:
        """Check this socket without waiting for its turn: its person has perhaps been signed out."""
        self._requested.add(connection)
        if self._check is None:
            # An empty context, or this socket's would be that of the others.
            self._check = asyncio.create_task(self._check_requested(), context=Context())

    async def _check_requested(self) -> None:
        try:
            while self._requested:
                requested, self._requested = self._requested, set()
                sockets = {connection: self._registry.get(connection) for connection in requested}
                await self._close_signed_out({key: socket for key, socket in sockets.items() if socket})
        except OUTAGE_ERRORS as problem:  # `run` finds them
            outage.record(problem)
        except Exception:
            logger.exception("Sessions could not be checked")
        finally:
            self._check = None

    async def _close_signed_out(self, sockets: Mapping[UUID, ManagedSocket]) -> None:
        signed_out = await self._signed_out(sockets)
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
