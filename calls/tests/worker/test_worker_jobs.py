"""The worker's jobs run independently: one that fails or hangs stops no other."""

import asyncio
import logging
import threading
from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError
from django.db.models.functions import Now

from calls.actions import end
from calls.actions.absence.socket_closed import DisconnectReason
from calls.actions.outcome import Actor
from calls.cached_call import CachedCall
from calls.models import Call, Connection, User
from calls.notifications import Notification, PersonStatus
from calls.presence import leases
from calls.presence.people_list import listed_accounts
from calls.worker import arrivals, worker_process
from calls.worker.jobs import disconnect_retries, due_work, ended_call_review, recovery, session_review
from calls.worker.jobs.ended_call_review import EndedCallReview
from calls.worker.jobs.session_review import SessionReview
from calls.worker.lease import WorkerLease
from calls.worker.schedule import Job, Schedule
from calls.worker.socket_registry import SocketRegistry
from videochat import outage


class Runs:
    """Counts the runs of a job, and waits for them."""

    def __init__(self) -> None:
        self.count = 0

    def add(self) -> None:
        self.count += 1

    async def run(self) -> None:
        self.add()

    async def reach(self, count: int) -> None:
        async with asyncio.timeout(10):
            while self.count < count:  # noqa: ASYNC110  (the job offers no event)
                await asyncio.sleep(0.01)


async def hang() -> None:
    await asyncio.Event().wait()


async def fail() -> None:
    raise ValueError("as it was asked to")


async def lose_the_layer() -> None:
    raise ConnectionError


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> None:
    """What this process knows of the database and the layer, for one test."""
    monkeypatch.setattr(outage, "database", outage.Service("The database"))
    monkeypatch.setattr(outage, "layer", outage.Service("The message layer"))


async def test_a_job_that_hangs_and_one_that_fails_stop_no_other(caplog: pytest.LogCaptureFixture) -> None:
    runs = Runs()
    schedule = Schedule([Job("hangs", 0, hang), Job("fails", 0.01, fail), Job("works", 0.01, runs.run)])
    schedule.start()
    await runs.reach(3)
    schedule.stop()
    logged = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert "The job 'fails' failed" in logged


async def test_a_job_goes_on_after_something_that_it_waited_for_was_cancelled() -> None:
    runs = Runs()

    async def run() -> None:
        runs.add()
        raise asyncio.CancelledError

    schedule = Schedule([Job("waits", 0.01, run)])
    schedule.start()
    await runs.reach(3)
    tasks = [task for task in asyncio.all_tasks() if task.get_name() == "waits"]
    schedule.stop()
    _ended, running = await asyncio.wait(tasks, timeout=10)
    assert len(tasks) == 1 and not running


@pytest.mark.usefixtures("services")
async def test_an_outage_is_noted_without_a_traceback(caplog: pytest.LogCaptureFixture) -> None:
    runs = Runs()
    schedule = Schedule([Job("needs the layer", 0, lose_the_layer), Job("works", 0.01, runs.run)])
    schedule.start()
    await runs.reach(3)
    schedule.stop()
    assert not outage.layer.available
    assert [record.getMessage() for record in caplog.records] == [
        "The message layer cannot be reached: ConnectionError"
    ]


@pytest.mark.usefixtures("services")
async def test_no_job_of_the_worker_depends_on_another(monkeypatch: pytest.MonkeyPatch) -> None:
    renewals, reaps, updates = Runs(), Runs(), Runs()
    monkeypatch.setattr(SessionReview, "run", lambda _self: hang())
    monkeypatch.setattr(EndedCallReview, "run", lambda _self: fail())
    found = dict.fromkeys(due_work.Work, False) | {due_work.Work.CALLS: True, due_work.Work.WORKERS: True}
    monkeypatch.setattr(due_work, "find_due_work", lambda: due_work.DueWorkFacts(found))
    monkeypatch.setattr(worker_process, "expire_calls", lambda: 1 / 0)
    monkeypatch.setattr(WorkerLease, "renew", lambda _self: renewals.run())
    monkeypatch.setattr(leases, "reap_expired_workers", reaps.add)
    monkeypatch.setattr(worker_process, "update_grace_deadlines", updates.add)
    schedule = Schedule(replace(job, interval_seconds=0.01) for job in worker_process.WorkerProcess().jobs())
    schedule.start()
    await asyncio.gather(*(runs.reach(3) for runs in (renewals, reaps, updates)))
    schedule.stop()


@pytest.mark.django_db  # the thread may have a connection already, which is looked at
async def test_thousands_of_sockets_are_reviewed_in_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[set[UUID]] = []
    registry = SocketRegistry()

    def add() -> UUID:
        row, session = Connection(pk=uuid4()), SimpleNamespace(expired=False)
        registry.add(row, cast(Any, SimpleNamespace(client=SimpleNamespace(session=session, cached_call=None))))
        return row.pk

    def revalidate(sessions: Mapping[UUID, object]) -> dict[UUID, None]:
        asked.append(set(sessions))
        return {}

    monkeypatch.setattr(session_review, "revalidate", revalidate)
    monkeypatch.setattr(session_review, "MAX_SOCKETS", 2)
    first = [add() for _ in range(3)]
    review = SessionReview(registry)
    await review.run()
    late = add()
    registry.remove(first[1])
    for _ in range(3):
        await review.run()
    assert asked == [set(first[:2]), {first[2]}, {first[0], first[2]}, {late}]


@pytest.mark.usefixtures("services")
async def test_a_worker_whose_first_start_fails_starts_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under plain daphne the first socket starts it, and the database may be away then."""
    worker, problems = worker_process.WorkerProcess(), [OperationalError()]

    async def begin(lease: WorkerLease, *, exclusive: bool) -> None:
        if problems:
            outage.record(problems[0])
            raise problems.pop()
        lease.worker_id = uuid4()

    monkeypatch.setattr(WorkerLease, "begin", begin)
    monkeypatch.setattr(listed_accounts, "load_choice", lambda: None)
    with pytest.raises(OperationalError):
        await worker.ensure_running()
    assert not outage.database.available
    assert worker.database_ready
    await worker.ensure_running()
    worker.schedule.stop()
    assert outage.database.available
    assert worker.database_ready


@pytest.mark.usefixtures("services")
async def test_after_an_outage_others_get_time_to_renew_their_leases(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    overdue = True

    async def renew() -> None:
        done.append("renew")

    async def reap() -> None:
        done.append("reap")

    monkeypatch.setattr(leases, "has_expired_workers", lambda: overdue)
    found = recovery.DatabaseRecovery(renew, reap)
    await found.run()
    assert (done, found.complete) == ([], True)
    outage.database.mark_unavailable(OperationalError())
    for _ in range(leases.RENEWAL_SECONDS):
        await found.run()
        assert outage.database.available
        assert not found.complete
    assert done == ["renew"] * leases.RENEWAL_SECONDS
    await found.run()
    assert (done[-2:], found.complete) == (["renew", "reap"], True)
    outage.database.mark_unavailable(OperationalError())
    overdue = False
    await found.run()
    assert (done[-2:], found.complete) == (["renew", "reap"], True)


@pytest.mark.usefixtures("services")
async def test_each_departure_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    fails, begun, released = True, threading.Event(), threading.Event()
    told: list[Any] = []

    def record(sockets: list[tuple[Actor, UUID]]) -> list[list[Notification]]:
        if fails:
            raise ValueError("as it was asked to")
        begun.set()
        released.wait(10)
        told.extend(connection for _actor, connection in sockets)
        return [[] for _socket in sockets]

    monkeypatch.setattr(disconnect_retries, "disconnect_lost", record)
    actor, first, second = Actor(User(username="alice"), str(uuid4())), uuid4(), uuid4()
    found = disconnect_retries.DisconnectRetries()
    with pytest.raises(ValueError, match="asked to"):
        await found.disconnect(actor, first)
    fails = False
    slow = asyncio.create_task(found.disconnect(actor, second))
    assert await asyncio.to_thread(begun.wait, 10)
    retry = asyncio.create_task(found.retry())
    await asyncio.sleep(0)  # it begins
    released.set()
    await asyncio.gather(slow, retry, found.retry())
    assert sorted(told) == sorted([first, second])


@pytest.mark.usefixtures("services")
async def test_a_departure_that_fails_again_and_again_delays_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    fails, told = {uuid4() for _ in range(3)}, []
    poisoned = min(fails)

    def record(_actor: Actor, connection: Any, _reason: DisconnectReason) -> list[Notification]:
        if connection in fails:
            raise ValueError("as it was asked to")
        told.append(connection)
        return []

    monkeypatch.setattr(disconnect_retries, "disconnect", record)
    found = disconnect_retries.DisconnectRetries()
    every = sorted(fails, reverse=True)
    for connection in every:
        with pytest.raises(ValueError, match="asked to"):
            await found.disconnect(Actor(User(username="alice"), str(uuid4())), connection, DisconnectReason.CLOSED)
    fails.clear()
    fails.add(poisoned)
    await found.retry()
    assert sorted(told) == sorted(set(every) - {poisoned})
    fails.clear()
    await found.retry()
    assert sorted(told) == sorted(every)


@pytest.mark.usefixtures("services")
async def test_sockets_that_broke_during_an_outage_are_removed_together(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def record(sockets: list[tuple[Actor, UUID]]) -> list[list[Notification]]:
        asked.append(len(sockets))
        if fails:
            raise ValueError("as it was asked to")
        return [[] for _socket in sockets]

    monkeypatch.setattr(disconnect_retries, "disconnect_lost", record)
    found, fails, count = disconnect_retries.DisconnectRetries(), True, disconnect_retries.TOGETHER + 50
    actor = Actor(User(username="alice"), str(uuid4()))
    lost = [found.disconnect(actor, uuid4()) for _ in range(count)]
    assert len(await asyncio.gather(*lost, return_exceptions=True)) == count
    fails = False
    asked.clear()
    await found.retry()
    assert sum(asked) == count and len(asked) == 2
    await found.retry()
    assert sum(asked) == count


class FakeSocket:
    """A ManagedSocket in a call that has ended."""

    def __init__(self, call: str, *, fails: bool) -> None:
        self.client = SimpleNamespace(cached_call=CachedCall(call, "caller", 1, "bob"))
        self.fails, self.told = fails, False

    async def report_call_ended(self, _call: str, _reason: str) -> None:
        if self.fails:
            raise ConnectionError
        self.told = True


@pytest.mark.usefixtures("services")
async def test_a_socket_that_cannot_be_told_of_an_end_delays_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    call = uuid4()
    monkeypatch.setattr(ended_call_review, "ended_calls", lambda _calls: {call: ""})
    sockets = [FakeSocket(str(call), fails=fails) for fails in (True, False, True, False)]
    registry: Any = SimpleNamespace(sockets=lambda: sockets)
    await EndedCallReview(registry).run()
    assert [socket.told for socket in sockets] == [False, True, False, True]


@pytest.mark.django_db
def test_a_call_that_cannot_be_ended_delays_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    users = [User.objects.create(username=name) for name in ("alice", "bob", "carol", "dave")]
    calls = [
        Call.objects.create(caller=users[at], callee=users[at + 1], placed_at=Now(), deadline=Now()) for at in (0, 2)
    ]
    ended: list[Any] = []

    def fail_first(call: Call, _event: Any, *, due: bool) -> list[Notification]:
        assert due
        if not ended and call.pk == calls[0].pk:
            raise ValueError("as it was asked to")
        ended.append(call.pk)
        return []

    monkeypatch.setattr(end, "end_call", fail_first)
    end.expire_calls()
    assert calls[1].pk in ended


class OneGroup:
    """A layer that hands each event to the one who has joined."""

    def __init__(self) -> None:
        self.deliver: Any = None
        self.joined = asyncio.Event()

    def new_local_channel(self, deliver: Any) -> str:
        self.deliver = deliver
        return "local"

    async def group_add(self, _group: str, _channel: str) -> None:
        self.joined.set()


async def test_a_status_that_only_a_later_version_reads_is_left_out(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    layer, heard = OneGroup(), list[PersonStatus]()
    found = arrivals.Arrivals(SocketRegistry(), heard.append)
    monkeypatch.setattr(arrivals, "get_channel_layer", lambda: layer)
    found.start()
    async with asyncio.timeout(10):
        await layer.joined.wait()
    found.stop()
    layer.deliver({"type": "calls.notice", "text": "{}", "skip": "", "status": {"later": 1}})
    assert "could not be read" in caplog.text
    assert heard == []
