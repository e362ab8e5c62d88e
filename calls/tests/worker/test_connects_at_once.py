"""Many sockets connect at once: they share their queries, and each gets what is its own."""

import asyncio
from uuid import uuid4

import pytest

from calls.models import Connection, User
from calls.presence.connections import MAX_PARTIES, ConnectFacts, NoAccount, TooManyTabs, connect_all
from calls.tests.admin import test_admin as rows
from calls.tests.client import ring
from calls.tests.harness.people import Person
from calls.worker.run_if_connected import ClientDisconnected, HasClient, for_connected
from videochat.database.gathered_query import GatheredQuery


def fresh(user: User, at: object) -> Connection:
    return Connection(user=user, worker=at, party=str(uuid4()))  # type: ignore[misc]


@pytest.mark.django_db
def test_each_gets_its_own_facts_in_its_place() -> None:
    at = rows.worker()
    alice, bob, carol = [rows.person(name) for name in ("alice", "bob", "carol")]
    rows.call(alice, bob, "ringing")
    deleted = User(pk=carol.pk + 1000, username="gone")
    found = connect_all([fresh(carol, at), fresh(deleted, at), fresh(alice, at), fresh(bob, at)])
    in_call = [facts.in_call for facts in found if isinstance(facts, ConnectFacts)]
    assert (in_call, type(found[1])) == ([False, True, True], NoAccount)
    times = {row.since for row in Connection.objects.all()}
    assert times == {facts.now for facts in found if isinstance(facts, ConnectFacts)}


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

    gathered: GatheredQuery[tuple[HasClient, int], int] = GatheredQuery(for_connected(double), most=3)

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


async def test_many_tabs_at_once(alice: Person, bob: Person) -> None:
    devices = await asyncio.gather(*(alice.open(0) for _ in range(MAX_PARTIES + 3)), bob.open(0), bob.open(0))
    found = await asyncio.gather(*(device.expect("hello") for device in devices), return_exceptions=True)
    refused = [device for device, hello in zip(devices, found, strict=True) if isinstance(hello, AssertionError)]
    assert [device.owner for device in refused] == [alice] * 3
    assert [await device.wait_closed() for device in refused] == [4429] * 3
    caller = next(device for device in devices if device not in refused)
    await ring(caller, devices[-1])
