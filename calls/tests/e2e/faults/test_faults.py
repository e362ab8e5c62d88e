"""Faults during a real call: workers die, pages reload, crash or sleep. The call and its media continue."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator

import pytest

from calls.tests.e2e.browser.visitor import Visitor, talk
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person
from calls.tests.harness.services import Postgres, Turn
from calls.tests.harness.sites import Site, Worker, isolated_site

TRYING = "No connection to the server. Trying again…"
AWAY = "No connection to the server; your call continues."
BEGUN_ANEW = """async () => {
  while (tests.connections.length < 2) await new Promise(requestAnimationFrame);
}"""
# Milliseconds: frames come every 33 to 50, and late while the machine is busy starting workers; how late is printed.
# That the fault itself costs none is seen by the connection, which stays as it is.
MAX_GAP = 5000
#: As long as the workers are away, or longer.
CALM_FRAMES = 100


@pytest.fixture(scope="module")
def own_site(postgres: Postgres, static_root: str) -> Iterator[Site]:
    """Two workers that may be killed: a page's origin is its worker's port, so the next one takes the same."""
    with isolated_site("own browsers", postgres.create("own_browsers", "migrated"), static_root) as site:
        yield site


@pytest.fixture
async def people(own_site: Site) -> AsyncIterator[tuple[Person, Person]]:
    """Alice on the first worker, Bob on the second one."""
    yield Person(own_site, "alice"), Person(own_site, "bob", home_worker=1)
    revive(own_site)


def kill(site: Site, *numbers: int) -> None:
    for number in numbers:
        site.workers[number].kill()


def revive(site: Site) -> None:
    for number, worker in enumerate(site.workers):
        if worker.child.poll() is not None:
            site.workers[number] = Worker(site.env, worker.port)


async def come_back(site: Site, *visitors: Visitor) -> None:
    await asyncio.to_thread(revive, site)
    await asyncio.gather(*(visitor.wait_for_online() for visitor in visitors))
    for visitor in visitors:
        visitor.ignore_reconnect_errors()


@pytest.mark.parametrize(
    "killed",
    [
        pytest.param([1], id="the callee's worker"),
        pytest.param([0, 1], id="both workers"),
    ],
)
@pytest.mark.tier2
async def test_workers_are_killed_in_a_call(
    own_site: Site, people: tuple[Person, Person], open_page: OpenPage, killed: list[int]
) -> None:
    caller, callee = [await open_page(person) for person in people]
    await talk(caller, callee)
    calm = []
    for visitor in (caller, callee):
        await visitor.page.evaluate("tests.watch()")
        await visitor.page.evaluate("tests.shown", CALM_FRAMES)
        calm.append(await visitor.page.evaluate("tests.gap()"))
    await asyncio.gather(*(visitor.page.evaluate("tests.watch()") for visitor in (caller, callee)))
    kill(own_site, *killed)
    away = [(caller, callee)[number] for number in killed]
    for visitor in away:
        await visitor.expect_text(AWAY)
    await asyncio.gather(caller.expect_media(), callee.expect_media())
    await come_back(own_site, *away)
    for visitor, before in zip((caller, callee), calm, strict=True):
        await visitor.wait_for_state("active")
        gap = await visitor.page.evaluate("tests.gap()")
        print(f"\nlongest gap between frames: {before:.0f} ms without a fault, {gap:.0f} ms with it")
        assert gap < MAX_GAP
        assert await visitor.page.evaluate("tests.states()") == ["active"]
        assert await visitor.page.evaluate("tests.connections.length") == 1
        assert not await visitor.page.get_by_text(AWAY).is_visible()
    await callee.click("Camera")
    await caller.expect_text("camera is off")
    await callee.click("Camera")
    await caller.expect_media()
    await caller.click("Hang up")
    await asyncio.gather(caller.wait_for_state("idle"), callee.wait_for_state("idle"))
    await callee.expect_text(f"{caller.name} hung up")


@pytest.mark.parametrize(
    "killed",
    [pytest.param(0, id="the caller's worker"), pytest.param(1, id="the callee's worker")],
)
@pytest.mark.tier2
async def test_a_worker_is_killed_while_it_rings(
    own_site: Site, people: tuple[Person, Person], open_page: OpenPage, killed: int
) -> None:
    caller, callee = [await open_page(person) for person in people]
    await caller.call(callee.name)
    await callee.expect_call_from(caller.name)
    await caller.wait_for_state("ringing")
    kill(own_site, killed)
    victim = (caller, callee)[killed]
    await victim.wait_for_online(False)
    await callee.expect_call_from(caller.name)
    await caller.expect_text("Ringing…")
    if victim is caller:
        await caller.expect_text(TRYING)
        assert not await caller.page.get_by_text(AWAY).is_visible()
    await come_back(own_site, victim)
    await callee.click("Accept")
    await asyncio.gather(caller.wait_for_state("active"), callee.wait_for_state("active"))
    await asyncio.gather(caller.expect_media(), callee.expect_media())


@pytest.mark.tier2
async def test_both_reload_at_once(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await talk(caller, callee)
    await asyncio.gather(caller.page.reload(), callee.page.reload())
    await asyncio.gather(caller.wait_for_state("active"), callee.wait_for_state("active"))
    await asyncio.gather(caller.expect_media(), callee.expect_media())
    await caller.click("Hang up")
    await asyncio.gather(caller.wait_for_state("idle"), callee.wait_for_state("idle"))


@pytest.mark.tier2
async def test_the_peer_of_a_page_that_crashes_reads_that_it_reconnects(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await talk(caller, callee)
    session = await callee.context.new_cdp_session(callee.page)
    crashing = asyncio.ensure_future(session.send("Page.crash"))
    await caller.wait_for_state("reconnecting")
    await caller.expect_text("Reconnecting…")
    assert await caller.page.get_by_text("hung up").count() == 0
    await caller.click("Hang up")
    await caller.wait_for_state("idle")
    crashing.cancel()


@pytest.mark.tier2
@pytest.mark.parametrize("long", [False, True], ids=["until noticed", "until a new connection"])
async def test_packets_are_lost_while_the_server_is_reachable(
    open_page: OpenPage, turn: Turn, alice: Person, bob: Person, long: bool
) -> None:
    caller, callee = await open_page(alice, "/?relay=1"), await open_page(bob, "/?relay=1")
    await talk(caller, callee)
    # All packets go through the relay: where it stands still, the link is cut, and nobody is told.
    os.kill(turn.child.pid, signal.SIGSTOP)
    try:
        await asyncio.gather(caller.wait_for_state("reconnecting"), callee.wait_for_state("reconnecting"))
        await asyncio.gather(caller.expect_text("Reconnecting…"), callee.expect_text("Reconnecting…"))
        if long:
            await caller.page.evaluate(BEGUN_ANEW)
    finally:
        os.kill(turn.child.pid, signal.SIGCONT)
    await asyncio.gather(caller.wait_for_state("active"), callee.wait_for_state("active"))
    await asyncio.gather(caller.expect_media(), callee.expect_media())
    await callee.click("Hang up")
    await asyncio.gather(caller.wait_for_state("idle"), callee.wait_for_state("idle"))
