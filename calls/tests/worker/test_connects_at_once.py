"""Many sockets connect at once: they share their queries, and each gets what is its own."""

import asyncio
import threading
from uuid import uuid4

import pytest
from django.db import OperationalError
from psycopg.errors import LockNotAvailable

from calls.actions.absence.connect import after_connect
from calls.actions.absence.grace import shorten
from calls.actions.outcome import Actor
from calls.models import CallLeg, Connection, User
from calls.presence.connecting import MAX_PARTIES, ConnectFacts, NoAccount, TooManyTabs, connect_all
from calls.tests.client import ring
from calls.tests.harness import rows
from calls.tests.harness.people import Person
from calls.worker.run_if_connected import ClientDisconnected, HasClient, for_connected
from videochat import outage
from videochat.database.gathered_query import MAX_FAILURES, GatheredQuery


def fresh(user: User, at: object) -> Connection:
    return Connection(user=user, worker=at, party=str(uuid4()))  # type: ignore[misc]


@pytest.mark.django_db
def test_each_gets_its_own_facts_in_its_place() -> None:
    at = rows.worker()
    alice, bob, carol = [rows.person(name) for name in ("alice", "bob", "carol")]
    rows.call(alice, bob, "ringing")
    deleted = User(pk=carol.pk + 1000, username="gone")
    connecting = [fresh(person, at) for person in (carol, deleted, alice, bob)]
    found = connect_all(connecting)
    in_call = [facts.in_call for facts in found if isinstance(facts, ConnectFacts)]
    assert (in_call, type(found[1])) == ([False, True, True], NoAccount)
    assert {row.since for row in connecting if row.since} == {row.since for row in Connection.objects.all()}


@pytest.mark.django_db
def test_a_leg_that_another_worker_shortens_meanwhile_is_returned_to() -> None:
    at = rows.worker()
    alice, bob = rows.person("alice", at), rows.person("bob", at)
    leg = CallLeg.objects.get(call=rows.call(alice, bob), user=alice)
    again = fresh(alice, at)
    again.party = leg.party  # type: ignore[assignment]
    (facts,) = connect_all([again])
    shorten(leg)
    assert isinstance(facts, ConnectFacts)
    after_connect(Actor(alice, str(leg.party), again.pk), facts)
    leg.refresh_from_db()
    assert (leg.going, leg.call.deadline) == (False, None)


@pytest.mark.django_db
def test_the_tabs_of_one_person_are_counted_one_by_one() -> None:
    at, alice, bob = rows.worker(), rows.person("alice"), rows.person("bob")
    tabs = [fresh(alice, at) for _ in range(MAX_PARTIES + 2)]
    found = connect_all([*tabs, fresh(bob, at)])
    refused = [type(facts) is TooManyTabs for facts in found]
    assert refused == [False] * MAX_PARTIES + [True, True, False]
    assert Connection.objects.filter(user=alice).count() == MAX_PARTIES
    # A party that reconnects is not a new tab.
    again = Connection(user=alice, worker=at, party=str(tabs[0].party))
    assert isinstance(connect_all([again])[0], ConnectFacts)


class Socket:
    def __init__(self, *, gone: bool = False) -> None:
        self.gone = gone

    def is_disconnected(self) -> bool:
        return self.gone


async def test_one_query_for_all_that_have_come_meanwhile() -> None:
    asked: list[list[int]] = []

    def double(numbers: list[int]) -> list[int | Exception]:
        asked.append(numbers)
        if 13 in numbers:
            raise ValueError(numbers)
        return [number * 2 if number else ZeroDivisionError() for number in numbers]

    gathered: GatheredQuery[tuple[HasClient, int], int] = GatheredQuery(for_connected(double), max_batch=3)

    def run(*numbers: int, gone: int = -1) -> list[asyncio.Task[int]]:
        return [asyncio.create_task(gathered.run((Socket(gone=number == gone), number))) for number in numbers]

    first = run(1)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    others = run(2, 0, 3, 4, 5, gone=3)
    await asyncio.sleep(0)
    others[0].cancel()
    found = await asyncio.gather(*first, *others, return_exceptions=True)
    assert [value if isinstance(value, int) else type(value) for value in found] == [
        2, asyncio.CancelledError, ZeroDivisionError, ClientDisconnected, 8, 10,
    ]  # fmt: skip
    assert asked == [[1], [0], [4, 5]]
    # A query that fails may be the fault of one of them.
    found = await asyncio.gather(*run(6, 13, 7), return_exceptions=True)
    assert [value if isinstance(value, int) else type(value) for value in found] == [12, ValueError, 14]


class LockedError(OperationalError):
    """As Django wraps PostgreSQL's lock_timeout."""

    def __init__(self) -> None:
        self.__cause__ = LockNotAvailable()


async def test_a_locked_row_fails_nobody_else() -> None:
    asked: list[list[int]] = []
    locked = {1}

    def identity(numbers: list[int]) -> list[int | Exception]:
        asked.append(numbers)
        if numbers == [2]:
            loop.call_soon_threadsafe(tasks[3].cancel)
            cancelled.wait(10)
        if locked & set(numbers):
            raise LockedError
        return list(numbers)

    loop, cancelled = asyncio.get_running_loop(), threading.Event()
    gathered: GatheredQuery[int, int] = GatheredQuery(identity, max_batch=8)

    def run(*numbers: int) -> list[asyncio.Task[int]]:
        return [asyncio.create_task(gathered.run(number)) for number in numbers]

    tasks = run(*range(6))
    tasks[3].add_done_callback(lambda _task: cancelled.set())
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert [value if isinstance(value, int) else type(value) for value in found] == [
        0, LockedError, 2, asyncio.CancelledError, 4, 5,
    ]  # fmt: skip
    # The one who has left meanwhile was not asked for.
    assert asked == [[0, 1, 2, 3, 4, 5], [0], [1], [2], [4], [5]]
    # All of them wait for locks, seconds each: the last ones are not tried.
    asked.clear()
    locked |= set(range(6))
    found = await asyncio.gather(*run(*range(6)), return_exceptions=True)
    assert ([type(value) for value in found], len(asked)) == ([LockedError] * 6, 1 + MAX_FAILURES)
    assert outage.database.available


@pytest.mark.django_db(transaction=True)
def test_a_batch_that_fails_at_the_second_tab_of_a_person_has_connected_nobody() -> None:
    at, alice, bob = rows.worker(), rows.person("alice"), rows.person("bob")
    tabs = [fresh(alice, at), fresh(bob, at), fresh(alice, at)]
    tabs[2].party = "none"
    with pytest.raises(ValueError, match="UUID"):
        connect_all(tabs)
    assert not Connection.objects.exists()


async def test_many_tabs_at_once(alice: Person, bob: Person) -> None:
    devices = await asyncio.gather(*(alice.open(0) for _ in range(MAX_PARTIES + 3)), bob.open(0), bob.open(0))
    found = await asyncio.gather(*(device.expect("hello") for device in devices), return_exceptions=True)
    refused = [device for device, hello in zip(devices, found, strict=True) if isinstance(hello, AssertionError)]
    assert [device.owner for device in refused] == [alice] * 3
    assert [await device.wait_closed() for device in refused] == [4429] * 3
    caller = next(device for device in devices if device not in refused)
    await ring(caller, devices[-1])
