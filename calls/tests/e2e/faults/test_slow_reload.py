"""A page that takes long to load again in a call returns to it, or says that it is over."""

import asyncio
import re

import pytest
from playwright.async_api import Route

from calls.actions.absence.grace import RELOAD_GRACE
from calls.tests.e2e.browser.visitor import talk
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person


@pytest.mark.tier2
async def test_a_page_that_loads_slowly_returns_to_its_call_or_says_that_it_is_over(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    visitor, peer = await open_page(alice), await open_page(bob)
    await talk(visitor, peer)
    held = asyncio.Event()
    requests: list[str] = []

    async def hold(route: Route) -> None:
        requests.append(route.request.url)
        await held.wait()
        await route.continue_()

    async def reload_slowly() -> None:
        held.clear()
        await visitor.page.reload(wait_until="commit")
        await peer.wait_for_state("reconnecting")

    # main.js is in the chunk that the check of the set-up shares.
    await visitor.page.route(re.compile(r"/chunk-[0-9A-Z]+\.[0-9a-f]+\.js$"), hold)
    await reload_slowly()
    await asyncio.sleep(RELOAD_GRACE.total_seconds() + 2)  # longer than a page is usually waited for
    held.set()
    await asyncio.gather(visitor.wait_for_state("active"), peer.wait_for_state("active"))
    await reload_slowly()
    await peer.click("Hang up")
    await peer.wait_for_state("idle")
    held.set()
    await visitor.expect_text(f"The call with {bob.name} ended before this page was back.")
    assert len(requests) >= 2, "nothing was held"
