"""A machine sleeps during a call: the peer is told, and the call resumes on waking."""

import asyncio
import os
import re
import secrets
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from calls.tests.e2e.browser.visitor import Visitor, talk, wait_until
from calls.tests.e2e.conftest import OpenPage, launched
from calls.tests.harness.people import Person

pytestmark = pytest.mark.tier2

#: Seconds.
NIGHT = 120


class Sleeper:
    """A browser that can be put to sleep, with all its processes, as a laptop that is closed."""

    def __init__(self, browser: Browser, mark: str) -> None:
        self.browser = browser
        self.mark = mark

    def _processes(self) -> set[int]:
        parents = {}
        found = set()
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                stat = (entry / "stat").read_text()
                if self.mark in (entry / "cmdline").read_text():
                    found.add(int(entry.name))
            except OSError:
                continue
            parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
        while more := {child for child, parent in parents.items() if parent in found} - found:
            found |= more
        return found

    def _signal(self, number: signal.Signals) -> None:
        for process in self._processes():
            os.kill(process, number)

    def sleep(self) -> None:
        self._signal(signal.SIGSTOP)

    def wake(self) -> None:
        self._signal(signal.SIGCONT)


@pytest.fixture
async def sleeper() -> AsyncIterator[Sleeper]:
    mark = f"--sleeper={secrets.token_hex(8)}"
    async for browser in launched("--use-fake-ui-for-media-stream", mark):
        found = Sleeper(browser, mark)
        yield found
        found.wake()


async def in_a_call(
    open_page: OpenPage, sleeper: Sleeper, alice: Person, bob: Person, asleep: str
) -> tuple[Visitor, Visitor, Visitor]:
    """Caller, callee, and the one of them whose machine does not sleep."""
    browsers = {asleep: {"browser": sleeper.browser}}
    caller = await open_page(alice, **browsers.get("caller", {}))
    callee = await open_page(bob, **browsers.get("callee", {}))
    await talk(caller, callee)
    return caller, callee, callee if asleep == "caller" else caller


@pytest.mark.parametrize("asleep", ["caller", "callee"])
async def test_a_machine_that_slept_in_a_call_resumes_it(
    open_page: OpenPage, sleeper: Sleeper, alice: Person, bob: Person, asleep: str
) -> None:
    caller, callee, awake = await in_a_call(open_page, sleeper, alice, bob, asleep)
    sleeper.sleep()
    await awake.wait_for_state("reconnecting")
    await awake.expect_text("Reconnecting…")
    sleeper.wake()
    await asyncio.gather(caller.wait_for_state("active"), callee.wait_for_state("active"))
    await asyncio.gather(caller.expect_media(), callee.expect_media())
    await awake.click("Hang up")
    await asyncio.gather(caller.wait_for_state("idle"), callee.wait_for_state("idle"))


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("asleep", ["caller", "callee"])
async def test_after_two_minutes_of_sleep_the_call_is_over(
    open_page: OpenPage, sleeper: Sleeper, alice: Person, bob: Person, asleep: str
) -> None:
    caller, callee, awake = await in_a_call(open_page, sleeper, alice, bob, asleep)
    slept = callee if awake is caller else caller
    begun = time.monotonic()
    sleeper.sleep()
    await awake.expect_text("Reconnecting…")
    await wait_until(awake.page, "document.querySelector('#call').dataset.state === 'idle'", NIGHT)
    await awake.expect_text(f"The connection to {slept.name} was lost.")
    print(f"\nthe peer was waited for {time.monotonic() - begun:.1f} s")
    await asyncio.sleep(begun + NIGHT - time.monotonic())
    sleeper.wake()
    woken = time.monotonic()
    await slept.wait_for_state("idle")
    # The server's message or the page's own timer ends it, whichever comes first.
    await slept.expect_text(
        re.compile(f"(The connection to {awake.name} was lost|The call with {awake.name} has ended)")
    )
    print(f"who woke knew it after {time.monotonic() - woken:.1f} s")
    slept.ignore_reconnect_errors()
    # Nothing of it stands in the way of the next one.
    await slept.wait_for_online()
    await talk(awake, slept)
