"""Calls between Chromium and Firefox."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from calls.tests.e2e.browser.firefox import Firefox, FirefoxVisitor
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

pytestmark = pytest.mark.tier2


@pytest.fixture
def firefox() -> Iterator[Firefox]:
    found = Firefox()
    yield found
    found.stop()


@pytest.fixture
async def stranger(firefox: Firefox, bob: Person) -> AsyncIterator[FirefoxVisitor]:
    """Bob, with Firefox."""
    visitor = await FirefoxVisitor.arrive(firefox, bob)
    yield visitor
    await visitor.leave()


@pytest.mark.parametrize("calls", ["Chromium", "Firefox"])
async def test_two_browsers_understand_each_other(
    open_page: OpenPage, stranger: FirefoxVisitor, alice: Person, bob: Person, calls: str
) -> None:
    visitor = await open_page(alice)
    caller, callee = (visitor, stranger) if calls == "Chromium" else (stranger, visitor)
    await caller.calls(callee.name)
    await callee.is_rung_by(caller.name)
    await callee.presses("Accept")
    await asyncio.gather(caller.reaches("active"), callee.reaches("active"))
    await asyncio.gather(caller.sees_and_hears(), callee.sees_and_hears())
    # Their pages reach each other beside the server, too.
    await visitor.page.locator('#call[data-channel="true"]').wait_for()
    await stranger.presses("Camera")
    await visitor.reads("camera is off")
    await stranger.presses("Camera")
    await visitor.sees_and_hears()
    await stranger.reload()
    await asyncio.gather(caller.reaches("active"), callee.reaches("active"))
    await asyncio.gather(caller.sees_and_hears(), callee.sees_and_hears())
    await caller.presses("Hang up")
    await asyncio.gather(caller.reaches("idle"), callee.reaches("idle"))
    await callee.reads(f"{caller.name} hung up")
