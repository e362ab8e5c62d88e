"""Reactions float over both pages, are announced, and are rate-limited."""

import asyncio

import pytest
from playwright.async_api import expect

from calls.tests.e2e.browser.chat import connect_pages
from calls.tests.e2e.browser.visitor import wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

# How many there have been at most, from now on.
COUNT = """() => {
  window.most = 0;
  new MutationObserver(() => (window.most = Math.max(most, reactionsLayer.childElementCount)))
    .observe(reactionsLayer, { childList: true });
}"""


@pytest.mark.parametrize("phone", [False, pytest.param(True, marks=pytest.mark.tier2)])
async def test_a_reaction_is_seen_on_both_sides(open_page: OpenPage, alice: Person, bob: Person, phone: bool) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    if phone:
        await caller.page.set_viewport_size({"width": 390, "height": 844})
    await connect_pages(caller, callee)
    await caller.click("More" if phone else "React")
    await caller.click("Applause")
    for visitor, who in ((caller, "You"), (callee, alice.name)):
        sign = visitor.page.locator(".reaction")
        await expect(sign).to_have_text(f"👏{who}")
    await expect(callee.page.locator("#reactionSays")).to_have_text(f"{alice.name} reacts: applause")
    for visitor in (caller, callee):
        await expect(visitor.page.locator(".reaction")).to_have_count(0)
        await expect(visitor.page.locator("#reactionSays")).to_be_empty()


@pytest.mark.tier2
async def test_reactions_are_rate_limited(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await connect_pages(caller, callee)
    for visitor in (caller, callee):
        await visitor.page.evaluate(COUNT)
    await caller.page.evaluate("for (let n = 0; n < 50; n += 1) document.querySelector('[data-reaction]').click()")
    await wait_until(callee.page, "most === 6")
    for visitor in (caller, callee):
        await expect(visitor.page.locator(".reaction")).to_have_count(0)
        assert await visitor.page.evaluate("most") == 6


@pytest.mark.tier2
async def test_reactions_stand_still_with_reduced_motion(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await callee.page.emulate_media(reduced_motion="reduce")
    await connect_pages(caller, callee)
    await caller.click("React")
    await caller.click("Heart")
    sign = callee.page.locator(".reaction")
    await expect(sign).to_be_visible()
    assert await sign.evaluate("(element) => element.getAnimations().length") == 0
    await asyncio.gather(*(expect(v.page.locator(".reaction")).to_have_count(0) for v in (caller, callee)))
