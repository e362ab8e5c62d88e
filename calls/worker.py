"""This process's life: its lease, its connections' rows, and the clock that ends what is due.

Of a socket it knows what `Guest` says, and nothing of the wire.
"""

import asyncio
import logging
import random
from collections.abc import Callable
from contextvars import Context
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.contrib.auth.models import User

from . import actions, outage, presence, sessions
from .actions import Actor, Truth
from .layer import ChannelLayer
from .limits import Cooldown
from .models import Connection
from .notices import Live, Notice, deliver
from .outage import OUTAGE

logger = logging.getLogger(__name__)

TICK_SECONDS = 1
#: Between two looks before a socket is closed: a password is written first, and then the session that changed it.
SECOND_LOOK_SECONDS = 0.3
#: After a gap in the message layer: time for others to report the same gap, and the rate of the greetings that mend it.
GATHER_SECONDS = 0.3
SPREAD_SECONDS = 2.0
GREETINGS_PER_SECOND = 500


class Left(Exception):
    """The client has gone before its turn with the database came."""


class Guest(Protocol):
    """A socket as its worker sees it."""

    actor: Actor
    #: The call that it remembers.
    live: Live | None
    #: By what it was let in.
    admission: sessions.Admission

    def gone(self) -> bool:
        """Whether its client has gone, though the word of that may still wait to be heard."""

    async def turn_out(self) -> None:
        """It is signed out: close it."""

    async def call_over(self, call: str, reason: str) -> None:
        """The call that it remembers is over, and nobody has told it."""

    def greet_anew(self) -> None:
        """Something may not have reached it: let it tell its client the truth, when its turn comes."""


@dataclass
class CurrentWorker:
    """One per process. Begins with `serve`, or under plain daphne with the first socket."""

    id: UUID | None = None
    connections: dict[UUID, Connection] = field(default_factory=dict)
    guests: dict[UUID, Guest] = field(default_factory=dict)
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
    #: Calls that were over a second ago already, though a socket still remembered them.
    _over: set[UUID] = field(default_factory=set)
    _gap: bool = False
    _mending: asyncio.Task[None] | None = None

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
                    layer.on_gap, layer.on_beat = self.mend, _heard
                found: UUID = await database_sync_to_async(_register)(alone)
                self.id = found
                self._clock = asyncio.create_task(self._run())
                self._lease = asyncio.create_task(self._keep_lease(found))

    async def admit(self, guest: Guest, session: str) -> tuple[User, sessions.Admission]:
        """Raises sessions.SignedOut, Left."""
        found: tuple[User, sessions.Admission] = await _unless_gone(guest, sessions.admit, session)
        return found

    async def arrive(self, guest: Guest, connection: UUID, device: str) -> tuple[Truth, list[Notice]]:
        """Raises Left, and what actions.arrive raises."""
        if self.id is None:
            raise RuntimeError("ensure_running() comes first")
        row, truth, notices = await _unless_gone(guest, actions.arrive, guest.actor, connection, self.id, device)
        self.connections[connection], self.guests[connection] = row, guest
        return truth, notices

    async def depart(self, actor: Actor, connection: UUID) -> list[Notice]:
        self.connections.pop(connection, None)
        self.guests.pop(connection, None)
        if self._leaving:
            return []
        self.gone[connection] = actor
        notices: list[Notice] = await database_sync_to_async(actions.depart)(actor, connection)
        self.gone.pop(connection, None)
        return notices

    def leave(self) -> None:
        """All sockets are about to go: their rows go with the lease, at once, and most people are back before that."""
        self._leaving = True

    def mend(self) -> None:
        """Messages may have been lost: greet everybody anew, and then whatever was lost does not matter."""
        self._gap = True
        if self._mending is None or self._mending.done():
            # Whoever subscribed first left his context to the listener that calls this: a request's thread may be gone.
            self._mending = asyncio.create_task(self._greet_all(), context=Context())

    async def _greet_all(self) -> None:
        while self._gap:
            await asyncio.sleep(GATHER_SECONDS)
            self._gap = False
            guests = list(self.guests.values())
            logger.info("The message layer is back after a gap: %d sockets are greeted anew", len(guests))
            random.shuffle(guests)
            guests.sort(key=lambda guest: guest.live is None)  # who is in a call has most to lose
            spread = max(SPREAD_SECONDS, len(guests) / GREETINGS_PER_SECOND)
            for guest in guests:
                guest.greet_anew()
                # Behind what waits for the database's thread: a thousand greetings in its queue would hold up every
                # pong for longer than pages wait for it, and those who then come back would make it worse.
                await sync_to_async(_nothing)()
                await asyncio.sleep(random.uniform(0, 2) * spread / len(guests))  # noqa: S311  (against storms only)

    async def stop(self) -> None:
        """Give up the lease: nobody who was here stays online."""
        for task in (self._clock, self._lease, self._mending):
            if task:
                task.cancel()
        if self.id:
            users = await database_sync_to_async(presence.remove_worker)(self.id)
            await self._tell(presence.presence_notices, users)
            self.id = None

    async def _run(self) -> None:
        tick = 0
        while True:
            await asyncio.sleep(TICK_SECONDS)
            tick += TICK_SECONDS
            try:
                # First, since it needs no message layer, and what follows does.
                await self._turn_out()
                await self._tell_of_endings()
                await self._tell(actions.expire)
                if not outage.database.there:
                    self._unsettled = True
                    outage.database.found()
                if await self._settled():
                    await self._reap()
                    if tick % presence.RENEWAL_SECONDS == 0:
                        await self._catch_up()
                    self._unsettled = False
            except OUTAGE as problem:
                outage.note(problem)
            except Exception:
                logger.exception("The worker's clock missed a beat")

    async def _turn_out(self) -> None:
        """Close the sockets of those who are signed out by now: however, and wherever, that was done."""
        out = await self._signed_out(self.guests)
        if out:
            await asyncio.sleep(SECOND_LOOK_SECONDS)
            out = await self._signed_out(out)
        await asyncio.gather(*(guest.turn_out() for guest in out.values()))
        for guest in out.values():
            await self._tell(actions.drop_out, guest.actor)

    async def _signed_out(self, guests: dict[UUID, Guest]) -> dict[UUID, Guest]:
        asked = {connection: guest.admission for connection, guest in guests.items()}
        if not asked:
            return {}
        # In a thread of its own: what thousands of sockets take, and what waits behind a storm, must not hold up calls.
        review = database_sync_to_async(sessions.review, thread_sensitive=False)
        changes: dict[UUID, sessions.Admission | None] = await review(asked)
        out = {}
        for connection, admission in changes.items():
            guest = self.guests.get(connection)
            if guest and admission:
                guest.admission = admission
            elif guest:
                out[connection] = guest
        return out

    async def _tell_of_endings(self) -> None:
        """A call may vanish with an account, and the word of its end be lost: nobody must sit in a ghost."""
        remembered = {UUID(guest.live.call) for guest in self.guests.values() if guest.live}
        found: dict[UUID, str] = await database_sync_to_async(actions.over)(remembered) if remembered else {}
        # The word of an end may be on its way yet; of a deleted call there is none.
        told = {call: reason for call, reason in found.items() if not reason or call in self._over}
        self._over = set(found)
        for guest in list(self.guests.values()):
            if guest.live and UUID(guest.live.call) in told:
                await guest.call_over(guest.live.call, told[UUID(guest.live.call)] or "hung-up")

    async def _keep_lease(self, me: UUID) -> None:
        """In a thread of its own: what waits behind hundreds who come at once waits for longer than the lease."""
        while True:
            await asyncio.sleep(presence.RENEWAL_SECONDS)
            try:
                await self._renew(me)
            except OUTAGE as problem:
                outage.note(problem)
            except Exception:
                logger.exception("The lease could not be renewed")

    async def _renew(self, me: UUID) -> None:
        async with self._renewing:
            if not await database_sync_to_async(presence.renew_lease, thread_sensitive=False)(me):
                logger.warning("The lease ran out and was cleared away; registering anew")
                await database_sync_to_async(presence.restore)(me, list(self.connections.values()))

    async def _settled(self) -> bool:
        """Whether, after an outage, the record may say again who is online.

        Nobody could renew a lease meanwhile: the others get time for it before anybody of theirs is called offline.
        """
        if self._unsettled and self.id:
            await self._renew(self.id)
            if self._waited < presence.RENEWAL_SECONDS and await database_sync_to_async(presence.overdue)():
                self._waited += TICK_SECONDS
                return False
        self._waited = 0
        return True

    async def _catch_up(self) -> None:
        """What could not be done when it was due, and what only time can tell."""
        for connection, actor in list(self.gone.items()):
            await deliver(await self.depart(actor, connection))
        await database_sync_to_async(actions.watch_over)()

    async def _reap(self) -> None:
        if users := await database_sync_to_async(presence.reap)():
            await self._tell(presence.presence_notices, users)

    async def _tell(self, what: Callable[..., list[Notice]], *args: Any) -> None:
        await deliver(await database_sync_to_async(what)(*args))


def _heard(problem: Exception | None) -> None:
    """The layer's own heart has beaten, or missed a beat."""
    if problem:
        outage.layer.lost(problem)
    else:
        outage.layer.found()


async def _unless_gone(guest: Guest, what: Callable[..., Any], *args: Any) -> Any:
    """What the database says, in its turn. When hundreds come at once, those who gave up waiting must cost nothing:
    they are back in the queue already.
    """

    def turn() -> Any:
        if guest.gone():
            raise Left
        return what(*args)

    return await database_sync_to_async(turn)()


def _nothing() -> None:
    """Takes its turn in the thread that all database work shares."""


def _register(alone: bool) -> UUID:
    lonely = not presence.alive().exists()
    found = presence.register_worker(alone=alone)
    if lonely:
        actions.spare_calls()
    return found.pk


worker = CurrentWorker()
