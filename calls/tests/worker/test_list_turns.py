"""When pages that come back ask for their lists."""

import asyncio
from collections.abc import Iterable

import pytest

from calls.tests.client import Message
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG
from calls.worker.list_turns import CONNECTS_PER_SECOND, LISTS_PER_SECOND, ListTurns


class Clock:
    def __init__(self) -> None:
        self.now, self.waiters, self.sockets = 1000.0, 0, 1000
        self.turns = ListTurns(lambda: self.waiters, lambda: self.sockets, lambda: self.now)


def test_a_few_pages_ask_at_once_and_many_in_turn() -> None:
    clock = Clock()
    assert clock.turns.take() == 0
    assert [clock.turns.take() for _ in range(3)] == pytest.approx([n / LISTS_PER_SECOND for n in (1, 2, 3)])
    clock.now += 60
    assert clock.turns.take() == 0


def test_a_page_asks_once_those_that_wait_to_connect_have_connected() -> None:
    clock = Clock()
    clock.waiters = 10 * CONNECTS_PER_SECOND
    assert clock.turns.take() == pytest.approx(10)
    # Those who come later, when fewer wait, have their turn after it.
    clock.now += 9
    clock.waiters = CONNECTS_PER_SECOND
    assert clock.turns.take() == pytest.approx(1 + 1 / LISTS_PER_SECOND)
    clock.waiters = 5 * CONNECTS_PER_SECOND
    assert clock.turns.take() == pytest.approx(5)


def test_no_turn_is_later_than_if_each_socket_had_one() -> None:
    """However often they are told to ask, even by somebody who wants to put the others off."""
    clock = Clock()
    clock.sockets = 2 * LISTS_PER_SECOND
    assert max(clock.turns.take() for _ in range(10 * clock.sockets)) == pytest.approx(2)
    clock.waiters = 3 * CONNECTS_PER_SECOND
    assert max(clock.turns.take() for _ in range(10 * clock.sockets)) == pytest.approx(3 + 2)
    clock.waiters = 0
    assert clock.turns.take() == pytest.approx(2)


def longest_wait(hellos: Iterable[Message]) -> float:
    return max(float(hello["list_in"]) for hello in hellos)


async def test_every_hello_says_when_to_ask_for_the_list(alice: Person) -> None:
    devices = [await alice.device(0) for _ in range(4)]
    device = devices[0]
    # A new tab asks at once, and takes nobody's turn.
    assert longest_wait(each.hello for each in devices) == 0
    await device.send("people", query="", page=1)
    await device.expect("people")
    again, returned = [device.hello], devices
    # On a slow machine, one turn is over before the next one is asked for.
    async with asyncio.timeout(HANG):
        while longest_wait(again) == 0:
            for _ in range(20):
                await device.send("sync")
            again = [await device.expect("hello") for _ in range(20)]
        while longest_wait(each.hello for each in returned) == 0:
            returned = await asyncio.gather(*(alice.device(0, each.hello["party"]) for each in devices))
