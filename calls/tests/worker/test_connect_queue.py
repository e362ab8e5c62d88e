"""Who connects first when thousands come back at once, and what the others hear meanwhile."""

import asyncio
from uuid import uuid4

import psycopg
import pytest

from calls.models import Call, User
from calls.presence.status import people_in_calls
from calls.signaling.handshake.party import from_query, token
from calls.tests.harness import rows
from calls.tests.harness.people import Person
from calls.tests.harness.sites import Site
from calls.worker.connect_queue import MANY, MAX_CONCURRENT_CONNECTS, ConnectQueue
from videochat.outage import OUTAGE_ERRORS

#: Seconds; the product's is 3.
TELL_SECONDS = 0.05


class Line:
    """Sockets that connect one at a time, each until its door is opened."""

    def __init__(self, in_call: list[int]) -> None:
        self.in_call = in_call
        self.fails = False
        self.queue = ConnectQueue(self.find_in_call, max_concurrent=1, tell_seconds=TELL_SECONDS)
        self.order: list[int] = []
        #: Who was told to wait.
        self.told: asyncio.Queue[int] = asyncio.Queue()
        self.doors: dict[int, asyncio.Event] = {}
        self.tasks: dict[int, asyncio.Task[None]] = {}

    async def find_in_call(self) -> list[int]:
        if self.fails:
            raise OUTAGE_ERRORS[0]
        return self.in_call

    async def come(self, *people: int) -> None:
        for person in people:
            self.doors[person] = asyncio.Event()
            self.tasks[person] = asyncio.create_task(self._connect(person))
        for _ in range(5):  # so that all wait, and the queue has looked who is in a call
            await asyncio.sleep(0)

    async def _connect(self, person: int) -> None:
        async with self.queue.slot(person, lambda: self.told.put(person)):
            self.order.append(person)
            await self.doors[person].wait()

    async def told_next(self, count: int) -> list[int]:
        return [await self.told.get() for _ in range(count)]

    async def let_all_through(self) -> list[int]:
        for door in self.doors.values():
            door.set()
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)
        return self.order


async def test_who_comes_while_a_hundred_wait_is_told_at_once() -> None:
    line = Line(in_call=[])
    last = MANY + 3
    await line.come(*range(1, last + 1))
    assert await line.told_next(2) == [last - 1, last]
    assert await line.let_all_through() == list(range(1, last + 1))


async def test_those_in_a_call_come_first_each_kind_in_its_order() -> None:
    line = Line(in_call=[4, 6])
    await line.come(1, 2, 3, 4, 5, 6)
    assert line.order == [1]
    assert await line.let_all_through() == [1, 4, 6, 2, 3, 5]
    # The place is free again.
    await line.come(7)
    assert await line.let_all_through() == [1, 4, 6, 2, 3, 5, 7]


async def test_a_socket_that_gives_up_holds_up_nobody() -> None:
    line = Line(in_call=[4])
    await line.come(1, 2, 3, 4, 5)
    for gone in (1, 3, 4):
        line.tasks[gone].cancel()
    await asyncio.sleep(0)
    assert await line.let_all_through() == [1, 2, 5]
    # One whose turn has just come.
    await line.come(6, 7, 8)
    line.doors[6].set()
    while not line.tasks[6].done():  # noqa: ASYNC110
        await asyncio.sleep(0)
    line.tasks[7].cancel()
    assert (await line.let_all_through())[3:] in ([6, 8], [6, 7, 8])


async def test_nobody_waits_for_a_database_that_is_away() -> None:
    line = Line(in_call=[3])
    line.fails = True
    await line.come(1, 2, 3)
    assert await line.let_all_through() == [1, 2, 3]


async def test_those_who_wait_are_told_so_again_and_again_until_their_turn() -> None:
    line = Line(in_call=[4])
    clock = asyncio.get_running_loop().time
    began = clock()
    await line.come(1, 2, 3, 4)
    assert await line.told_next(6) == [2, 3, 4, 2, 3, 4]
    assert clock() - began >= 2 * TELL_SECONDS
    line.tasks[3].cancel()
    line.doors[1].set()
    await line.tasks[1]
    await line.told_next(line.told.qsize())
    assert await line.told_next(3) == [2, 2, 2], "4 has its turn, and 3 has gone"
    await line.let_all_through()
    # Who comes later waits as long until it is told, and who does not wait is not told.
    began = clock()
    await line.come(5, 6)
    await line.told_next(line.told.qsize())
    assert await line.told_next(2) == [6, 6]
    assert clock() - began >= 2 * TELL_SECONDS
    await line.let_all_through()


async def test_a_socket_is_told_that_it_waits_and_then_greeted(two_workers: Site) -> None:
    people = [Person(two_workers, name) for name in ("alice", "bob", "carol")]
    with psycopg.connect(two_workers.env["DATABASE_URL"]) as busy:
        # The first socket is refused after 3 s, and those who have come meanwhile after 3 s more.
        busy.execute("LOCK TABLE calls_connection IN EXCLUSIVE MODE")
        devices = [await people[n % len(people)].open(0) for n in range(MAX_CONCURRENT_CONNECTS + 4)]
        last = devices[-1]
        await last.expect("queued")
        busy.rollback()
    greeted = [device for device in devices if await device.first("hello")]
    assert greeted[-1] is last
    assert [message["type"] for message in last.log][:2] == ["queued", "hello"]
    assert [device for device in devices[:MAX_CONCURRENT_CONNECTS] if device.pending("queued")] == []
    for person in people:
        await person.leave()


@pytest.mark.django_db
def test_a_party_says_whose_it_is_and_who_is_in_a_call() -> None:
    alice, bob, carol = [rows.person(name) for name in ("alice", "bob", "carol")]
    placed: Call = rows.call(alice, bob, "ringing")
    rows.call(carol, User.objects.create(username="dave"), "ended")
    assert sorted(people_in_calls()) == sorted([placed.caller_id or 0, placed.callee_id or 0])
    own = str(uuid4())
    query = f"party={token(own, alice.pk)}".encode()
    assert from_query(query) == (own, alice.pk)
    for other in (b"", b"party=", query[:-1], b"\xff"):
        party, owner = from_query(other)
        assert (party != own, owner) == (True, 0)
