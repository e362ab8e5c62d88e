"""Clocks that are wrong by ten minutes in either direction do not affect a call."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from playwright.async_api import Browser

from calls.tests.e2e.browser.visitor import Visitor, talk
from calls.tests.harness.people import Person
from calls.tests.harness.sites import Site

MINUTES = 10
#: Everything by which a page learns what time of day it is; how long something takes it sees right.
WRONG = """
(() => {
  const wrong = MINUTES * 60_000;
  const { Date } = window;
  window.Date = new Proxy(Date, {
    apply: () => new window.Date().toString(),
    construct: (_, given, target) => Reflect.construct(Date, given.length ? given : [Date.now() + wrong], target),
    get: (_, name) => (name === "now" ? () => Date.now() + wrong : Reflect.get(Date, name)),
  });
  const { timeOrigin } = performance;
  Object.defineProperty(performance, "timeOrigin", { get: () => timeOrigin + wrong });
})();
"""
Wrong = Callable[[Person, int], Awaitable[Visitor]]


@pytest.fixture
async def wrong(chromium: Browser) -> AsyncIterator[Wrong]:
    """Brings somebody whose clock is ahead by so many minutes to the call page."""
    visitors: list[Visitor] = []

    async def come(person: Person, minutes: int) -> Visitor:
        visitors.append(
            await Visitor.arrive(chromium, person.worker(None).origin, person.name, person.browser_cookie())
        )
        await visitors[-1].add_init_script(WRONG.replace("MINUTES", str(minutes)))
        return await visitors[-1].open()

    yield come
    for visitor in visitors:
        await visitor.leave()


async def timer(visitor: Visitor) -> int:
    """The seconds that the call has lasted, as the page says."""
    said = await visitor.page.get_by_role("timer").text_content()
    minutes, seconds = (said or "").split(":")
    return int(minutes) * 60 + int(seconds)


@pytest.mark.parametrize(
    "ahead",
    [pytest.param(MINUTES, id="caller ahead"), pytest.param(-MINUTES, id="caller behind")],
)
@pytest.mark.tier2
async def test_a_call_does_not_need_the_right_time(wrong: Wrong, alice: Person, bob: Person, ahead: int) -> None:
    caller, callee = await wrong(alice, ahead), await wrong(bob, -ahead)
    apart = await caller.page.evaluate("Date.now()") - await callee.page.evaluate("new Date().getTime()")
    assert abs(apart - 2 * ahead * 60_000) < 60_000, "their clocks are as wrong as they should be"
    await talk(caller, callee)
    began = [await timer(visitor) for visitor in (caller, callee)]
    assert max(began) < 60
    await callee.page.reload()
    await callee.wait_for_state("active")
    await asyncio.gather(caller.expect_media(), callee.expect_media())
    assert began[1] <= await timer(callee) < 60
    assert abs(await timer(caller) - await timer(callee)) <= 2
    await caller.click("Hang up")
    await asyncio.gather(caller.wait_for_state("idle"), callee.wait_for_state("idle"))
    for visitor in (caller, callee):
        await visitor.page.goto("/history/")
        placed = await visitor.page.locator("time").first.get_attribute("datetime")
        # The moment is the server's own: the clock of the machine that runs the tests.
        assert abs(float(await visitor.page.evaluate("at => Date.parse(at)", placed)) / 1000 - time.time()) < 60


@pytest.mark.tier2
async def test_a_ring_ends_when_the_server_says_so(limited_site: Site, wrong: Wrong) -> None:
    alice, bob = Person(limited_site, "alice"), Person(limited_site, "bob")
    caller, callee = await wrong(alice, MINUTES), await wrong(bob, -MINUTES)
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    await asyncio.gather(caller.expect_text("did not answer"), callee.expect_text("missed a call"))
    await asyncio.gather(caller.wait_for_state("idle"), callee.wait_for_state("idle"))
    await callee.expect_missed(1)
