"""Workers die and are replaced: no ring or call is lost, and no page is told that its peer has left.

RESTARTED=1000 restarts them under so many sockets.
"""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator

import pytest
from websockets.exceptions import InvalidStatus

from calls.tests.client import ANSWER, OFFER, candidate, ring, talk
from calls.tests.harness.device import Device
from calls.tests.harness.people import Person
from calls.tests.harness.programs.crashing_worker import CRASH, MESSAGE
from calls.tests.harness.services import Postgres
from calls.tests.harness.sites import CrashingWorker, Endpoint, Site, Worker, isolated_site
from calls.tests.harness.tab import Tab

SERVICE_RESTART = 1012
SOCKETS = int(os.environ.get("RESTARTED", "200"))
MEDIA = {"microphone": True, "camera": False, "screen": False}


@pytest.fixture(scope="module")
def own_site(postgres: Postgres, static_root: str) -> Iterator[Site]:
    """Two workers that may be killed. A test that kills one starts another."""
    with isolated_site("own workers", postgres.create("own_workers", "migrated"), static_root, spare=2) as site:
        yield site


class Pair:
    """Alice on the first worker, Bob on the second one; both come back by themselves."""

    def __init__(self, alice: Person, bob: Person, caller: Tab, callee: Tab) -> None:
        self.alice, self.bob, self.caller, self.callee = alice, bob, caller, callee

    def tabs(self, whose: str) -> list[Tab]:
        return {"caller": [self.caller], "callee": [self.callee], "both": [self.caller, self.callee]}[whose]

    def received(self, kind: str) -> list[dict[str, object]]:
        """All that ever came of this type, to all of their sockets."""
        devices = [*self.alice.devices, *self.bob.devices]
        return [message for device in devices for message in device.log if message["type"] == kind]


@pytest.fixture
async def pair(own_site: Site) -> AsyncIterator[Pair]:
    while len(running(own_site)) < 2:
        await asyncio.to_thread(own_site.add)
    first, second = running(own_site)[:2]
    alice, bob = Person(own_site, "alice"), Person(own_site, "bob")
    both = Pair(alice, bob, await Tab.of(alice, first), await Tab.of(bob, second))
    yield both
    for tab in (both.caller, both.callee):
        await tab.close()
    for person in (alice, bob):
        await person.leave()


def running(site: Site) -> list[Worker]:
    return [worker for worker in site.workers if worker.child.poll() is None]


async def passes(sender: Device, receiver: Device, number: int) -> None:
    """A candidate goes this way."""
    await sender.send("candidate", candidate=candidate(number))
    await receiver.expect("candidate", candidate=candidate(number))


async def kill_workers(own_site: Site, pair: Pair, whose: str) -> list[Tab]:
    """Whose tabs lost their worker; where both workers are dead, another one has come."""
    hit = pair.tabs(whose)
    for tab in hit:
        await asyncio.to_thread(tab.device.worker.kill)
    if whose == "both":
        await asyncio.to_thread(own_site.add)
    return hit


@pytest.mark.parametrize("whose", ["caller", "callee", "both"])
async def test_a_ring_outlives_the_worker(own_site: Site, pair: Pair, whose: str) -> None:
    call = await ring(pair.caller.device, pair.callee.device)
    hit = await kill_workers(own_site, pair, whose)
    for tab in hit:
        again = await tab.back()
        role = "caller" if tab is pair.caller else "callee"
        told = again.hello["call"]
        assert (told["call"], told["role"], told["state"], told["here"]) == (call, role, "calling", True)
        assert 0 < told["left"] <= 45
    caller, callee = pair.caller.device, pair.callee.device
    await callee.send("ringing", call=call)
    await caller.expect("ringing", call=call)
    await passes(caller, callee, 1)
    await callee.send("accept", call=call, needs_offer=True)
    assert (await caller.expect("accepted", call=call))["needs_offer"] is True
    await caller.send("offer", name=pair.bob.name, offer=OFFER)
    await callee.expect("offer", call=call)
    await callee.send("answer", answer=ANSWER)
    await caller.expect("answer", call=call)
    assert {message["call"] for message in pair.received("offer")} == {call}, "one ring, and no second one"
    assert pair.received("leave") == []
    if whose != "both":
        assert max(tab.away[0] for tab in hit) < 5


async def test_a_call_is_accepted_while_the_callers_worker_is_dead(own_site: Site, pair: Pair) -> None:
    call = await ring(pair.caller.device, pair.callee.device)
    await pair.caller.close()
    pair.caller.device.may_break = True
    await asyncio.to_thread(pair.caller.device.worker.kill)
    callee = pair.callee.device
    await callee.send("accept", call=call)
    await callee.expect("accepted", call=call)
    await callee.send("answer", answer=ANSWER)
    again = await pair.alice.device(callee.worker, pair.caller.party)
    told = again.hello["call"]
    assert (told["call"], told["state"], told["here"]) == (call, "active", True)
    # What was said into the gap is lost, and the party says so itself.
    await again.send("rejoin")
    await callee.expect("rejoin", call=call)
    await passes(again, callee, 1)
    await passes(callee, again, 2)
    assert pair.received("leave") == []


@pytest.mark.parametrize("whose", ["caller", "callee", "both"])
async def test_a_call_outlives_the_worker(own_site: Site, pair: Pair, whose: str) -> None:
    call = await talk(pair.caller.device, pair.callee.device)
    for tab in await kill_workers(own_site, pair, whose):
        told = (await tab.back()).hello["call"]
        assert (told["call"], told["state"], told["here"], told["left"]) == (call, "active", True, None)
    caller, callee = pair.caller.device, pair.callee.device
    await passes(caller, callee, 1)
    await passes(callee, caller, 2)
    await caller.send("media", **MEDIA)
    await callee.expect("media", call=call, **MEDIA)
    assert pair.received("leave") == [], "the media did not pass through the worker"
    await callee.send("leave", call=call)
    assert (await caller.expect("leave", call=call))["reason"] == "hung-up"


@pytest.mark.timeout(600)
async def test_a_rolling_restart_loses_no_call(own_site: Site, pair: Pair) -> None:
    """Every worker is replaced, one by one, under so many sockets and 20 calls."""
    people = [Person(own_site, "crowd") for _ in range(SOCKETS)]
    tabs: list[Tab] = []
    for first in range(0, SOCKETS, 50):  # all at once they would wait for each other
        some = enumerate(people[first : first + 50])
        tabs += await asyncio.gather(*(Tab.of(person, number % 2) for number, person in some))
    # Each call is across the two workers.
    pairs = [(tabs[number], tabs[number + 1]) for number in range(0, 40, 2)]
    calls = [await talk(caller.device, callee.device) for caller, callee in pairs]
    started, exits = time.monotonic(), []
    for worker in running(own_site)[:2]:
        exits.append(await asyncio.to_thread(terminated, worker))
        await asyncio.to_thread(own_site.add)
        await asyncio.gather(*(tab.settled() for tab in tabs))
    away = sorted(seconds for tab in tabs for seconds in tab.away)
    print(
        f"rolling restart in {time.monotonic() - started:.1f} s, exits in {exits[0]:.1f} and {exits[1]:.1f} s;"
        f" away {len(away)} times, p50 {away[len(away) // 2]:.2f} s, p99 {away[int(len(away) * 0.99)]:.2f} s,"
        f" at most {away[-1]:.2f} s"
    )
    assert max(exits) < 10
    assert {code for tab in tabs for code in tab.codes} == {SERVICE_RESTART}
    for number, (caller, callee) in enumerate(pairs):
        for tab in (caller, callee):
            told = tab.device.hello["call"]
            assert (told["call"], told["state"], told["here"]) == (calls[number], "active", True)
        await passes(caller.device, callee.device, number)
        await passes(callee.device, caller.device, 100 + number)
    assert [message for person in people for device in person.devices for message in device.pending("leave")] == []
    assert {own_site.admin("connections", pk=person.pk)["count"] for person in people} == {1}, "every clean-up ran"
    for tab in tabs:
        await tab.close()
    await asyncio.gather(*(person.leave() for person in people))


def terminated(worker: Endpoint) -> float:
    """Seconds from SIGTERM to the end."""
    asked = time.monotonic()
    worker.child.send_signal(signal.SIGTERM)
    assert worker.stop() == 0
    return time.monotonic() - asked


@pytest.mark.tracebacks
async def test_a_worker_drains_after_one_of_its_consumers_has_crashed(own_site: Site, pair: Pair) -> None:
    doomed = await asyncio.to_thread(own_site.add, CrashingWorker)
    await pair.callee.device.close()
    pair.callee = await Tab.of(pair.bob, doomed)
    call = await talk(pair.caller.device, pair.callee.device)
    with pytest.raises(InvalidStatus) as refused:
        await pair.alice.open(doomed, path=CRASH, cookie="")
    assert refused.value.response.status_code == 500
    assert MESSAGE in doomed.new_output()
    assert await asyncio.to_thread(terminated, doomed) < 10
    again = await pair.callee.back()
    assert pair.callee.codes == [SERVICE_RESTART]
    assert (again.hello["call"]["call"], again.hello["call"]["here"]) == (call, True)
    assert own_site.admin("connections", pk=pair.bob.pk)["count"] == 1
    await passes(again, pair.caller.device, 1)
    assert pair.received("leave") == []
    assert "Draining failed" not in doomed.output()
