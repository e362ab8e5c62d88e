"""A client gives up waiting and connects again: the late first socket must not close the new one."""

import asyncio

import psycopg

from calls.tests.harness.people import Person
from calls.tests.harness.process import until
from calls.tests.harness.sites import Site


def arrivals_that_wait(database: str) -> int:
    with psycopg.connect(database) as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'calls_connection'::regclass"
        ).fetchone()
    return int(found[0]) if found else 0


async def test_an_abandoned_socket_does_not_close_the_one_that_replaced_it(two_workers: Site) -> None:
    person = Person(two_workers, "alice")
    first = await person.device(0)
    party = first.hello["party"]
    await first.close()
    database = two_workers.env["DATABASE_URL"]
    with psycopg.connect(database) as busy:
        # A database that takes long, as it does when hundreds come at once.
        busy.execute("LOCK TABLE calls_connection IN EXCLUSIVE MODE")
        given_up = await person.open(0, party)
        await asyncio.to_thread(until, lambda: arrivals_that_wait(database) >= 1, "the first arrival waits")
        given_up.may_break = True
        given_up.connection.abort()
        second = await person.open(1, party)
        await asyncio.to_thread(until, lambda: arrivals_that_wait(database) >= 2, "the second arrival waits")
        busy.rollback()
    await second.expect("hello")
    gone = lambda: two_workers.admin("connections", pk=person.pk)["count"] == 1  # noqa: E731
    await asyncio.to_thread(until, gone, "the first socket is cleaned up")
    await second.wait_for_layer()
    await second.ping()
    await second.close()


async def test_a_client_that_gave_up_before_admission_was_never_online(two_workers: Site) -> None:
    watcher, first, hasty = (Person(two_workers, name) for name in ("watcher", "first", "hasty"))
    page = await watcher.device(1)
    await page.send("people", query=hasty.name)
    await page.expect("people")
    database = two_workers.env["DATABASE_URL"]
    with psycopg.connect(database) as busy:
        busy.execute("LOCK TABLE calls_connection IN EXCLUSIVE MODE")
        waiting = await first.open(0)
        await asyncio.to_thread(until, lambda: arrivals_that_wait(database) >= 1, "the first arrival waits")
        given_up = await hasty.open(0, "")
        given_up.may_break = True
        given_up.connection.abort()
        # Whatever the worker answers after that, it has noticed.
        for _ in range(3):
            assert await asyncio.to_thread(two_workers.workers[0].healthy)
        busy.rollback()
    await waiting.expect("hello")
    behind = await first.device(0)  # whose turn with the database comes after his
    await page.wait_for_layer()
    assert page.pending("presence") == [], "nobody was told of him"
    await behind.ping()
    for person in (watcher, first, hasty):
        await person.leave()
