"""The life of this worker process: its lease, its sockets and its jobs."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer

from calls.accounts import sessions
from calls.accounts.authentication import AuthenticatedSession, authenticate
from calls.accounts.user_sessions.use import note_open_sockets
from calls.actions.absence.connect import after_connect
from calls.actions.absence.grace import update_grace_deadlines
from calls.actions.absence.socket_closed import DisconnectReason
from calls.actions.availability.do_not_disturb import end_due
from calls.actions.availability.requests import delete_expired, tell_due
from calls.actions.end import expire_calls
from calls.actions.outcome import Actor
from calls.actions.snapshot import CallSnapshot
from calls.mail.sender import MailSender
from calls.models import Connection, User
from calls.notifications import Notification, deliver
from calls.presence import leases, usernames
from calls.presence.connecting import ConnectFacts, connect_all
from calls.presence.people_list import directory, listed_accounts
from calls.presence.status import people_in_calls, presence_notifications
from videochat import outage
from videochat.database.gathered_query import GatheredQuery
from videochat.database.query_queue import run_background_query, run_query
from videochat.layer.channel_layer import ChannelLayer
from videochat.layer.memory_layer import MemoryLayer
from videochat.outage import OUTAGE_ERRORS
from videochat.serving.limiting.rate_limiting import Cooldown

from .arrivals import Arrivals
from .connect_queue import MAX_CONCURRENT_CONNECTS, ConnectQueue
from .hello_broadcast import HelloBroadcast
from .jobs import silence_review
from .jobs.account_erasure import erase_closed_accounts
from .jobs.disconnect_retries import DisconnectRetries
from .jobs.due_work import DueWork, Work
from .jobs.ended_call_review import EndedCallReview
from .jobs.recovery import INTERVAL_SECONDS, DatabaseRecovery
from .jobs.session_review import SessionReview
from .jobs.status_review import StatusReview
from .lease import WorkerLease
from .list_broadcast import ListBroadcast
from .list_turns import ListTurns
from .run_if_connected import HasClient, for_connected
from .schedule import Job, Schedule
from .socket_registry import ManagedSocket, SocketRegistry


class WorkerProcess:
    """One per process. It starts with `serve` or, under plain daphne, with the first socket."""

    def __init__(self) -> None:
        self.registry = SocketRegistry()
        #: The sessions of clients that were disconnected because they sent too much.
        self.cooldown = Cooldown()
        self._lease = WorkerLease(self.registry)
        self.connect_queue = ConnectQueue(partial(run_query, people_in_calls))
        self.list_turns = ListTurns(self.connect_queue.count_waiters, self.registry.count_sockets)
        self._sessions: GatheredQuery[tuple[HasClient, str], tuple[User, AuthenticatedSession]] = GatheredQuery(
            for_connected(authenticate), MAX_CONCURRENT_CONNECTS
        )
        self._connects: GatheredQuery[tuple[HasClient, Connection], ConnectFacts] = GatheredQuery(
            for_connected(connect_all), MAX_CONCURRENT_CONNECTS
        )
        self._disconnect_retries = DisconnectRetries()
        self._silence_review = silence_review.SilenceReview(self.registry, self._disconnect_retries)
        self.session_review = SessionReview(self.registry)
        self._status_review = StatusReview(self.registry)
        self._recovery = DatabaseRecovery(self._lease.renew, self._reap)
        self._hello_broadcast = HelloBroadcast(self.registry)
        self._arrivals = Arrivals(self.registry, self._status_review.note_heard)
        self._mail = MailSender()
        self._list_broadcast = ListBroadcast(self.registry)
        self._due_work = DueWork(self._keep_directory)
        self.schedule = Schedule(self.jobs())
        self._starting = asyncio.Lock()
        self._draining = False

    def jobs(self) -> list[Job]:
        database, due = self._if_database_there, self._due_work.if_due
        return [
            Job("renew the lease", leases.RENEWAL_SECONDS, self._lease.renew),
            Job("recover the database", INTERVAL_SECONDS, self._recovery.run),
            Job("close signed-out sockets", 1, database(self.session_review.run)),
            Job("report ended calls", 1, database(EndedCallReview(self.registry).run)),
            Job("correct published statuses", 1, database(self._correct_statuses)),
            Job("expire calls", 1, database(due(Work.CALLS, self._expire_calls))),
            Job("end do not disturb", 1, database(due(Work.QUIET, self._end_do_not_disturb))),
            Job("tell who is free", 1, database(due(Work.REQUESTS, self._tell_who_is_free))),
            Job("remove expired workers", 1, database(due(Work.WORKERS, self._reap_unless_recovering))),
            Job("mark silent sockets", silence_review.INTERVAL_SECONDS, database(self._silence_review.run)),
            Job("retry disconnects", 5, database(self._disconnect_retries.retry)),
            Job("update grace deadlines", 5, database(self._update_grace_deadlines)),
            Job("send mail", 1, database(due(Work.MAIL, self._mail.run))),
            Job("erase closed accounts", 1, database(due(Work.DELETIONS, erase_closed_accounts))),
            Job("fill in missing sort keys", 5, database(self._fill_in_sort_keys)),
            Job("repair the directory", 300, database(self._repair_directory)),
            Job("note open sockets", 120, database(self._note_open_sockets)),
            Job("clear sessions", 3600, database(self._clear_sessions)),
            Job("clear availability requests", 3600, database(self._clear_availability_requests)),
            Job("clear former names", 3600, database(self._clear_former_names)),
        ]

    @property
    def database_ready(self) -> bool:
        """False from an outage until the leases can be trusted again.

        A worker that has not started is ready: starting it shows whether the database is there.
        """
        started = self._lease.worker_id is not None
        return not started or (outage.database.available and self._recovery.complete)

    async def ensure_running(self) -> None:
        """Raises leases.AnotherWorker if a second worker could not send messages to the first."""
        async with self._starting:
            if self._lease.worker_id is None:
                layer = get_channel_layer()
                if isinstance(layer, ChannelLayer):
                    layer.on_gap, layer.on_heartbeat = self._hello_broadcast.begin, _note_heartbeat
                # No list may show everybody before it is known whether it should. Not through the queue, which
                # refuses all queries after an outage until this worker has started.
                await database_sync_to_async(listed_accounts.load_choice)()
                await self._lease.begin(exclusive=isinstance(layer, MemoryLayer))
                outage.database.mark_available()
                self.schedule.start()
                self._status_review.start()
                self._arrivals.start()

    async def authenticate(self, socket: HasClient, key: str) -> tuple[User, AuthenticatedSession]:
        """The user of the session with that key. Raises SignedOut, ClientDisconnected, and what the database raises."""
        return await self._sessions.run((socket, key))

    async def connect(
        self, socket: ManagedSocket, connection: UUID, device: str
    ) -> tuple[float, CallSnapshot, list[Notification]]:
        """The time of the connection (seconds, the database's clock), and the action's result.

        Raises ClientDisconnected, TooManyTabs, NoAccount, and what the database raises.
        """
        actor = socket.client.actor
        row = Connection(pk=connection, user=actor.user, party=actor.party, device=device)
        row.worker_id = self._lease.worker_id  # type: ignore[assignment]  # a socket connects to a running worker
        facts = await self._connects.run((socket, row))
        self.registry.add(row, socket)
        snapshot, notifications = (
            after_connect(actor, facts) if facts.is_complete else await run_query(after_connect, actor, facts)
        )
        return row.since.timestamp(), snapshot, notifications

    async def disconnect(self, actor: Actor, connection: UUID, reason: DisconnectReason) -> list[Notification]:
        self.registry.remove(connection)
        if self._draining:
            return []
        return await self._disconnect_retries.disconnect(actor, connection, reason)

    def drain(self) -> None:
        """All sockets are about to close.

        Their rows stay until `stop`, and by then most people have reconnected elsewhere.
        """
        self._draining = True
        self._mail.stop()

    async def stop(self) -> None:
        """End the lease, and with it everybody's connection to this worker."""
        self.schedule.stop()
        self._hello_broadcast.stop()
        self._list_broadcast.stop()
        self._arrivals.stop()
        self._status_review.stop()
        try:
            await self._mail.release()
        except OUTAGE_ERRORS as problem:  # the claim ends by itself
            outage.record(problem)
        if users := await self._lease.end():
            await self._notify(presence_notifications, users)

    def _keep_directory(self, chosen: str) -> None:
        if listed_accounts.keep_choice(chosen):
            self._list_broadcast.begin()

    async def _expire_calls(self) -> None:
        await self._notify(expire_calls)

    async def _end_do_not_disturb(self) -> None:
        await self._notify(end_due)

    async def _tell_who_is_free(self) -> None:
        if self._recovery.complete:  # nobody's lease is trusted before
            await self._notify(tell_due)

    async def _clear_availability_requests(self) -> None:
        await run_background_query(delete_expired)

    async def _reap(self) -> None:
        if users := await run_query(leases.reap_expired_workers):
            await self._notify(presence_notifications, users)

    async def _reap_unless_recovering(self) -> None:
        if self._recovery.complete:
            await self._reap()

    async def _correct_statuses(self) -> None:
        if self._recovery.complete:
            await self._status_review.run()

    async def _update_grace_deadlines(self) -> None:
        if self._recovery.complete:
            await run_query(update_grace_deadlines)

    async def _note_open_sockets(self) -> None:
        if keys := {socket.client.session.key for socket in self.registry.sockets()}:
            await run_background_query(note_open_sockets, keys)

    async def _clear_sessions(self) -> None:
        await run_background_query(sessions.SessionStore.clear_expired)

    async def _repair_directory(self) -> None:
        await run_background_query(directory.repair_directory)

    async def _fill_in_sort_keys(self) -> None:
        await run_background_query(directory.fill_in_sort_keys)

    async def _clear_former_names(self) -> None:
        await run_background_query(usernames.delete_old_names)

    async def _notify(self, action: Callable[..., list[Notification]], *args: Any) -> None:
        await deliver(await run_query(action, *args))

    @staticmethod
    def _if_database_there(run: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """During an outage only the recovery tries the database; the others would all wait."""

        async def run_if_there() -> None:
            if outage.database.available:
                await run()

        return run_if_there


def _note_heartbeat(problem: Exception | None) -> None:
    if problem:
        outage.layer.mark_unavailable(problem)
    else:
        outage.layer.mark_available()


worker_process = WorkerProcess()
