"""A hang-up while the page has lost the server takes effect as soon as the server can be told."""

import asyncio

import pytest

from calls.tests.e2e.browser.visitor import Visitor, talk, wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person


async def hang_up_offline(visitor: Visitor) -> None:
    await visitor.page.evaluate("tests.hold('leave')")
    await visitor.click("Hang up")
    await visitor.wait_for_state("idle")
    await wait_until(visitor.page, "tests.held === 1")


@pytest.mark.parametrize("again", ["the caller", "the callee"])
@pytest.mark.tier2
async def test_after_an_offline_hang_up_a_second_call_is_a_new_call(
    open_page: OpenPage, alice: Person, bob: Person, again: str
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await talk(caller, callee)
    me, peer = (caller, callee) if again == "the caller" else (callee, caller)
    await hang_up_offline(me)
    await me.click("Call again")
    await me.page.evaluate("tests.lose()")
    await peer.expect_call_from(me.name)
    await peer.click("Accept")
    await asyncio.gather(me.wait_for_state("active"), peer.wait_for_state("active"))
    await asyncio.gather(me.expect_media(), peer.expect_media())
    await peer.click("Hang up")
    await asyncio.gather(me.wait_for_state("idle"), peer.wait_for_state("idle"))


@pytest.mark.tier2
async def test_an_offline_hang_up_survives_a_reload(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await talk(caller, callee)
    await hang_up_offline(callee)
    await callee.page.reload()
    await callee.wait_for_online()
    await caller.wait_for_state("idle")
    await caller.expect_text(f"{bob.name} hung up")
    await callee.wait_for_state("idle")
    assert await callee.page.evaluate("tests.connections.length") == 0
