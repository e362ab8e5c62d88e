"""When pages that come back ask for their lists."""

import pytest

from calls.tests.client import Message
from calls.tests.harness.people import Person
from calls.worker.list_turns import CONNECTS_PER_SECOND, LISTS_PER_SECOND, ListTurns


class Clock:
    def __init__(self) -> None:
        self.now, self.waiters = 1000.0, 0
        self.turns = ListTurns(lambda: self.waiters, lambda: self.now)


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


async def test_every_hello_says_when_to_ask_for_the_list(alice: Person) -> None:
    device = await alice.device(0)
    await device.send("people", query="", page=1)
    await device.expect("people")
    again: list[Message] = []
    for _ in range(5):
        await device.send("sync")
        again.append(await device.expect("hello"))
    waits = [hello["list_in"] for hello in (device.hello, *again)]
    assert waits[0] == 0
    assert 0 < waits[-1] <= 1
    # A new tab asks at once, and takes nobody's turn.
    assert (await alice.device(0)).hello["list_in"] == 0
    returned = await alice.device(0, device.hello["party"])
    assert 0 < returned.hello["list_in"] <= 1
