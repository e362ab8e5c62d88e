"""This process's life: its lease, its connections' rows, and the clock that ends what is due."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.contrib.auth.models import User

from calls.accounts import sessions
from calls.actions.arrivals import record_arrival, record_departure
from calls.actions.end import expire_calls
from calls.actions.grace import renew_grace, update_grace_deadlines
from calls.actions.queries import Actor
from calls.actions.snapshot import CallSnapshot
from calls.models import Connection
from calls.notifications import Notification, deliver
from calls.presence import leases
from calls.presence.directory import presence_notifications
from videochat import outage
from videochat.database.query_queue import run_background_query, run_query
from videochat.layer.channel_layer import ChannelLayer
from videochat.outage import OUTAGE
from videochat.serving.rate_limiting import Cooldown

from .sockets import Guest, Guests, Mending, Rounds, unless_gone

logger = logging.getLogger(__name__)

TICK_SECONDS = 1
CLEARING_SECONDS = 3600


@dataclass
class CurrentWorker:
    """One per process. Begins with `serve`, or under plain daphne with the first socket."""

    id: UUID | None = None
    connections: dict[UUID, Connection] = field(default_factory=dict)
    guests: Guests = field(default_factory=dict)
    #: Whose rows could not be deleted when their socket went.
    gone: dict[UUID, Actor] = field(default_factory=dict)
    #: The sessions of those who were cut off because they sent too much.
    cut_off: Cooldown = field(default_factory=Cooldown)
    _leaving: bool = False
    _starting: asyncio.Lock = field(default_factory=asyncio.Lock)
    _clock: asyncio.Task[None] | None = None
    _lease: asyncio.Task[None] | None = None
    _renewing: asyncio.Lock = field(default_factory=asyncio.Lock)
    #: After an outage, until what the record says of who is online holds again.
    _unsettled: bool = False
    _waited: int = 0

    def __post_init__(self) -> None:
        self._rounds, self._mending = Rounds(self.guests), Mending(self.guests)

    @property
    def recording(self) -> bool:
        """False while the database is away, until the clock reaches it: whoever asked it would wait, and all behind."""
        return outage.database.there and not self._unsettled

    async def ensure_running(self) -> None:
        """Raises presence.AnotherWorker where a second worker would not hear the first."""
        async with self._starting:
            if self.id is None:
                layer = get_channel_layer()
                alone = isinstance(layer, InMemoryChannelLayer)
                if isinstance(layer, ChannelLayer):
                    layer.on_gap, layer.on_beat = self._mending.begin, _heard
                found: UUID = await database_sync_to_async(_register)(alone)
                self.id = found
                self._clock = asyncio.create_task(self._run())
                self._lease = asyncio.create_task(self._keep_lease(found))

    async def admit(self, guest: Guest, session: str) -> tuple[User, AuthenticatedSession]:
        """Raises SignedOut, Left."""
        found: tuple[User, AuthenticatedSession] = await unless_gone(guest, authenticate, session)
        return found

    async def arrive(self, guest: Guest, connection: UUID, device: str) -> tuple[CallSnapshot, list[Notification]]:
        """Raises Left, and what actions.arrive raises."""
        if self.id is None:
            raise RuntimeError("ensure_running() comes first")
        row, truth, notices = await unless_gone(guest, record_arrival, guest.actor, connection, self.id, device)
        self.connections[connection], self.guests[connection] = row, guest
        return truth, notices

    async def depart(self, actor: Actor, connection: UUID) -> list[Notification]:
        self.connections.pop(connection, None)
        self.guests.pop(connection, None)
        if self._leaving:
            return []
        self.gone[connection] = actor
        notices: list[Notification] = await run_query(record_departure, actor, connection)
        self.gone.pop(connection, None)
        return notices

    def leave(self) -> None:
        """All sockets are about to go: their rows go with the lease, at once, and most people are back before that."""
        self._leaving = True

    async def stop(self) -> None:
        """Give up the lease: nobody who was here stays online."""
        for task in (self._clock, self._lease):
            if task:
                task.cancel()
        self._mending.stop()
        if self.id:
            users = await database_sync_to_async(leases.remove_worker)(self.id)
            await self._tell(presence_notifications, users)
            self.id = None

    async def _run(self) -> None:
        tick = 0
        while True:
            await asyncio.sleep(TICK_SECONDS)
            tick += TICK_SECONDS
            try:
                # First, since it needs no message layer, and what follows does.
                await self._rounds.turn_out()
                await self._rounds.tell_of_endings()
                await self._tell(expire_calls)
                if not outage.database.there:
                    self._unsettled = True
                    outage.database.found()
                if await self._settled():
                    await self._reap()
                    if tick % leases.RENEWAL_SECONDS == 0:
                        await self._catch_up()
                    if tick % CLEARING_SECONDS == 0:
                        await run_background_query(sessions.delete_expired)
                    self._unsettled = False
            except OUTAGE as problem:
                outage.note(problem)
            except Exception:
                logger.exception("The worker's clock missed a beat")

    async def _keep_lease(self, me: UUID) -> None:
        """In a thread of its own: what waits behind hundreds who come at once waits for longer than the lease."""
        while True:
            await asyncio.sleep(leases.RENEWAL_SECONDS)
            try:
                await self._renew(me)
            except OUTAGE as problem:
                outage.note(problem)
            except Exception:
                logger.exception("The lease could not be renewed")

    async def _renew(self, me: UUID) -> None:
        async with self._renewing:
            if not await database_sync_to_async(leases.renew_lease, thread_sensitive=False)(me):
                logger.warning("The lease ran out and was cleared away; registering anew")
                await database_sync_to_async(leases.restore_worker)(me, list(self.connections.values()))

    async def _settled(self) -> bool:
        """Whether, after an outage, the record may say again who is online.

        Nobody could renew a lease meanwhile: the others get time for it before anybody of theirs is called offline.
        """
        if self._unsettled and self.id:
            await self._renew(self.id)
            if self._waited < leases.RENEWAL_SECONDS and await database_sync_to_async(leases.has_expired_workers)():
                self._waited += TICK_SECONDS
                return False
        self._waited = 0
        return True

    async def _catch_up(self) -> None:
        """What could not be done when it was due, and what only time can tell."""
        for connection, actor in list(self.gone.items()):
            await deliver(await self.depart(actor, connection))
        await database_sync_to_async(update_grace_deadlines)()

    async def _reap(self) -> None:
        if users := await database_sync_to_async(leases.reap_expired_workers)():
            await self._tell(presence_notifications, users)

    async def _tell(self, what: Callable[..., list[Notification]], *args: Any) -> None:
        await deliver(await database_sync_to_async(what)(*args))


def _heard(problem: Exception | None) -> None:
    """The layer's own heart has beaten, or missed a beat."""
    if problem:
        outage.layer.lost(problem)
    else:
        outage.layer.found()


def _register(alone: bool) -> UUID:
    lonely = not leases.live_workers().exists()
    found = leases.register_worker(alone=alone)
    if lonely:
        renew_grace()
    return found.pk


worker = CurrentWorker()
