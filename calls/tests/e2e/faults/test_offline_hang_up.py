"""A hang-up while the page has lost the server takes effect as soon as the server can be told."""

import asyncio

import pytest

from calls.tests.e2e.browser.visitor import Visitor, talk, wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person


async def hangs_up_unheard(visitor: Visitor) -> None:
    await visitor.page.evaluate("tests.hold('leave')")
    await visitor.presses("Hang up")
    await visitor.reaches("idle")
    await wait_until(visitor.page, "tests.held === 1")


@pytest.mark.parametrize("again", ["the caller", pytest.param("the callee", marks=pytest.mark.tier2)])
async def test_who_hangs_up_unheard_and_calls_again_is_in_a_new_call(
    open_page: OpenPage, alice: Person, bob: Person, again: str
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await talk(caller, callee)
    me, peer = (caller, callee) if again == "the caller" else (callee, caller)
    await hangs_up_unheard(me)
    await me.presses("Call again")
    await me.page.evaluate("tests.lose()")
    await peer.is_rung_by(me.name)
    await peer.presses("Accept")
    await asyncio.gather(me.reaches("active"), peer.reaches("active"))
    await asyncio.gather(me.sees_and_hears(), peer.sees_and_hears())
    await peer.presses("Hang up")
    await asyncio.gather(me.reaches("idle"), peer.reaches("idle"))


async def test_who_hangs_up_unheard_and_reloads_stays_out_of_the_call(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await talk(caller, callee)
    await hangs_up_unheard(callee)
    await callee.page.reload()
    await callee.is_online()
    await caller.reaches("idle")
    await caller.reads(f"{bob.name} hung up")
    await callee.reaches("idle")
    assert await callee.page.evaluate("tests.connections.length") == 0
