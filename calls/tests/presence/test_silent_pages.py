"""A page that runs no more counts as away, though its socket is open."""

import asyncio

import pytest

from calls.signaling.heartbeat import HIDDEN_SECONDS, VISIBLE_SECONDS, Heartbeat
from calls.tests.client import OFFER, new_call, ring, talk
from calls.tests.harness.device import Device
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG, until
from calls.tests.harness.sites import Site, Worker


@pytest.fixture
def site(two_workers: Site) -> Site:
    return two_workers


async def shows(page: Device, person: Person) -> str:
    await page.send("people", query=person.name)
    people = (await page.expect("people", query=person.name))["people"]
    return str(people[0]["status"])


async def becomes(page: Device, person: Person, status: str) -> None:
    await page.expect("presence", people=[{"name": person.name, "status": status}])


async def test_a_page_that_stops_is_away_until_it_is_heard_again(
    alice: Person, bob: Person, impatient_worker: Worker
) -> None:
    page, stopped = await alice.device(), await bob.device(impatient_worker)
    assert await shows(page, bob) == "online"
    await stopped.send("ping", hidden=False)
    await becomes(page, bob, "offline")
    assert await shows(page, bob) == "offline"
    call = new_call()
    await page.send("offer", name=bob.name, offer=OFFER, call=call)
    assert (await page.expect("leave", call=call))["reason"] == "offline"
    await stopped.send("ping", hidden=False)
    hello = await stopped.expect("hello", missed=1)
    assert hello["call"] is None
    await becomes(page, bob, "online")
    call = await ring(page, stopped)
    await stopped.send("accept", call=call)
    await page.expect("accepted", call=call)
    assert len([message for message in stopped.log if message["type"] == "offer"]) == 1


async def test_pages_that_come_back_from_away_ask_for_their_lists_in_turn(
    alice: Person, bob: Person, impatient_worker: Worker
) -> None:
    page, stopped = await alice.device(), [await bob.device(impatient_worker) for _ in range(4)]
    assert await shows(page, bob) == "online"
    for each in stopped:
        await shows(each, alice)
    longest_wait = 0.0
    # On a slow machine, one turn is over before the next one is asked for.
    async with asyncio.timeout(HANG):
        while longest_wait == 0:
            for each in stopped:
                await each.send("ping", hidden=False)
            await becomes(page, bob, "offline")
            await asyncio.gather(*(each.send("ping", hidden=False) for each in stopped))
            longest_wait = max([(await each.expect("hello"))["list_in"] for each in stopped])


async def test_a_hidden_page_and_one_that_never_pings_stay_online(
    alice: Person, bob: Person, impatient_worker: Worker
) -> None:
    page, hidden, simple = (
        await alice.device(),
        await bob.device(impatient_worker),
        await alice.device(impatient_worker),
    )
    stopped = await Person(alice.site, "stopped").device(impatient_worker)
    assert await shows(page, stopped.owner) == "online"
    await hidden.send("ping", hidden=True)
    await stopped.send("ping", hidden=False)
    await becomes(page, stopped.owner, "offline")
    assert await shows(page, bob) == "online"
    assert bob.site.admin("connections", pk=alice.pk)["count"] == 2
    await simple.ping()
    await stopped.owner.leave()


async def test_an_away_page_that_closes_is_told_once(alice: Person, bob: Person, impatient_worker: Worker) -> None:
    page, stopped = await alice.device(), await bob.device(impatient_worker)
    assert await shows(page, bob) == "online"
    await stopped.send("ping", hidden=False)
    await becomes(page, bob, "offline")
    await stopped.close()
    await page.wait_for_layer()
    assert page.pending("presence") == []


async def test_in_a_call_the_media_count(alice: Person, bob: Person, impatient_worker: Worker) -> None:
    caller, callee, other = await alice.device(), await bob.device(impatient_worker), await bob.device(impatient_worker)
    call = await talk(caller, callee)
    for device in (callee, other):
        await device.send("ping", hidden=False)
    await asyncio.to_thread(until, lambda: bob.site.admin("connections", pk=bob.pk)["count"] == 1, "the other is away")
    await caller.send("media", microphone=True, camera=True, screen=False)
    await callee.expect("media", call=call)
    assert bob.site.admin("seconds_left", call=call)["seconds"] is None


def test_how_long_a_page_may_be_silent() -> None:
    now = 0.0
    heartbeat = Heartbeat(lambda: now)
    now = 10 * HIDDEN_SECONDS
    assert not heartbeat.is_silent(), "a client need not ping at all"
    for hidden, seconds in ((False, VISIBLE_SECONDS), (True, HIDDEN_SECONDS)):
        heartbeat.on_frame()
        heartbeat.on_ping(hidden=hidden)
        now += seconds
        assert not heartbeat.is_silent()
        now += 1
        assert heartbeat.is_silent()
    heartbeat.on_frame()
    assert not heartbeat.is_silent()
    assert HIDDEN_SECONDS > 2 * 60, "browsers let a hidden page run once a minute"
