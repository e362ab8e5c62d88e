"""The sockets of this process as its worker sees and looks after them; nothing of the wire is known here."""

import asyncio
import logging
import random
from collections.abc import Callable
from contextvars import Context
from typing import Any, Protocol
from uuid import UUID

from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async

from calls.accounts import sessions
from calls.actions.end import end_signed_out
from calls.actions.queries import Actor, ended_calls
from calls.notifications import CachedCall, deliver
from videochat import outage
from videochat.database.query_queue import run_query
from videochat.outage import OUTAGE

logger = logging.getLogger(__name__)

#: Between two looks before a socket is closed: a password is written first, and then the session that changed it.
SECOND_LOOK_SECONDS = 0.3
#: After a gap in the message layer: time for others to report the same gap, and the rate of the greetings that mend it.
GATHER_SECONDS = 0.3
SPREAD_SECONDS = 2.0
GREETINGS_PER_SECOND = 500


class Left(Exception):
    """The client has gone before its turn with the database came."""


class Guest(Protocol):
    actor: Actor
    #: The call that it remembers.
    cached_call: CachedCall | None
    #: By what it was let in.
    admission: AuthenticatedSession

    def gone(self) -> bool:
        """Whether its client has gone, though the word of that may still wait to be heard."""

    async def turn_out(self) -> None:
        """It is signed out: close it."""

    async def call_over(self, call: str, reason: str) -> None:
        """The call that it remembers is over, and nobody has told it."""

    def greet_anew(self) -> None:
        """Something may not have reached it: let it tell its client the truth, when its turn comes."""


Guests = dict[UUID, Guest]


async def unless_gone(guest: Guest, what: Callable[..., Any], *args: Any) -> Any:
    """What the database says, in its turn. Raises Left.

    When hundreds come at once, those who gave up waiting must cost nothing: they are back in the queue already.
    """

    def turn() -> Any:
        if guest.gone():
            raise Left
        return what(*args)

    return await run_query(turn)


class Rounds:
    """What is looked after for each guest, once a second."""

    def __init__(self, guests: Guests) -> None:
        self._guests = guests
        #: Calls that were over at the last look already, though a guest still remembered them.
        self._over: set[UUID] = set()

    async def turn_out(self) -> None:
        """Close the sockets of those who are signed out by now: however, and wherever, that was done."""
        out = await self._signed_out(self._guests)
        if out:
            await asyncio.sleep(SECOND_LOOK_SECONDS)
            out = await self._signed_out(out)
        await asyncio.gather(*(guest.turn_out() for guest in out.values()))
        for guest in out.values():
            try:
                await deliver(await run_query(end_signed_out, guest.actor))
            except OUTAGE as problem:  # the others' calls end all the same
                outage.note(problem)

    async def _signed_out(self, guests: Guests) -> Guests:
        asked = {connection: guest.admission for connection, guest in guests.items()}
        if not asked:
            return {}
        # In a thread of its own: what thousands of sockets take, and what waits behind a storm, must not hold up calls.
        review = database_sync_to_async(revalidate, thread_sensitive=False)
        changes: dict[UUID, AuthenticatedSession | None] = await review(asked)
        out = {}
        for connection, admission in changes.items():
            guest = self._guests.get(connection)
            if guest and admission:
                guest.admission = admission
            elif guest:
                out[connection] = guest
        return out

    async def tell_of_endings(self) -> None:
        """A call may vanish with an account, and the word of its end be lost: nobody must sit in a ghost."""
        remembered = {UUID(guest.cached_call.call) for guest in self._guests.values() if guest.cached_call}
        found: dict[UUID, str] = await database_sync_to_async(ended_calls)(remembered) if remembered else {}
        # The word of an end may be on its way yet; of a deleted call there is none.
        told = {call: reason for call, reason in found.items() if not reason or call in self._over}
        self._over = set(found)
        for guest in list(self._guests.values()):
            if guest.cached_call and UUID(guest.cached_call.call) in told:
                await guest.call_over(guest.cached_call.call, told[UUID(guest.cached_call.call)] or "hung-up")


class Mending:
    """After a gap in the message layer everybody is greeted anew, and then whatever was lost does not matter."""

    def __init__(self, guests: Guests) -> None:
        self._guests = guests
        self._gap = False
        self._work: asyncio.Task[None] | None = None

    def begin(self) -> None:
        self._gap = True
        if self._work is None or self._work.done():
            # Whoever subscribed first left his context to the listener that calls this: a request's thread may be gone.
            self._work = asyncio.create_task(self._greet_all(), context=Context())

    def stop(self) -> None:
        if self._work:
            self._work.cancel()

    async def _greet_all(self) -> None:
        while self._gap:
            await asyncio.sleep(GATHER_SECONDS)
            self._gap = False
            guests = list(self._guests.values())
            logger.info("The message layer is back after a gap: %d sockets are greeted anew", len(guests))
            random.shuffle(guests)
            guests.sort(key=lambda guest: guest.cached_call is None)  # who is in a call has most to lose
            spread = max(SPREAD_SECONDS, len(guests) / GREETINGS_PER_SECOND)
            for guest in guests:
                guest.greet_anew()
                # Behind what waits for the database's thread: a thousand greetings in its queue would hold up every
                # pong for longer than pages wait for it, and those who then come back would make it worse.
                await sync_to_async(_nothing)()
                await asyncio.sleep(random.uniform(0, 2) * spread / len(guests))  # noqa: S311  (against storms only)


def _nothing() -> None:
    """Takes its turn in the thread that all database work shares."""
