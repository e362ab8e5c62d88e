"""Redis is down for a while: sockets stay open, what needs it is refused, calls go on."""

import asyncio
from pathlib import Path

import pytest

from calls.tests.client import talk
from calls.tests.harness.people import Person
from calls.tests.harness.services import Redis
from calls.tests.harness.sites import Site, sqlite_copy


@pytest.mark.tracebacks
async def test_sockets_survive_an_outage_of_redis_and_the_call_goes_on(migrated_file: Path) -> None:
    redis = Redis()
    site = await asyncio.to_thread(Site, "outage", sqlite_copy(migrated_file), 1, REDIS_URL=redis.url, DEBUG="true")
    alice, bob = Person(site, "alice"), Person(site, "bob")
    caller, callee = await alice.device(), await bob.device()
    call = await talk(caller, callee)
    await asyncio.to_thread(redis.kill)
    await caller.send("media", microphone=True, camera=False, screen=False)
    assert (await callee.expect("media"))["camera"] is False, "both are on this worker"
    for device in (caller, callee):
        await device.ping()
    redis = await asyncio.to_thread(Redis, redis.port)
    # When the worker hears again is its own affair; until then what is sent is lost, and the pages
    # say it again.
    async with asyncio.timeout(60):
        while not callee.pending("media"):
            await caller.send("media", microphone=True, camera=True, screen=True)
            await caller.ping()
            await callee.ping()
    await callee.send("leave", call=call)
    await caller.expect("leave", call=call)
    for person in (alice, bob):
        await person.leave()
    await asyncio.to_thread(site.stop)
    redis.stop()
