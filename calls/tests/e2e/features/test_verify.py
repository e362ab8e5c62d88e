"""Both people see the same seven emoji, and different ones if somebody intercepts the call."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from calls.tests.e2e.browser.mitm import ManInTheMiddle
from calls.tests.e2e.browser.people_page import ring_voice
from calls.tests.e2e.browser.visitor import Visitor, force_rejoin, talk, wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG

# Words of the callee's page on their way to the caller's.
FORGE = """() => {
  middle.passes = (data, from) => {
    const said = JSON.parse(data);
    return from === "callee" && said.type === "verify-reveal"
      ? JSON.stringify({ ...said, nonce: "ab".repeat(32) }) : data;
  };
}"""
PRESENT = "tests.connections.at(-1)"
UFRAG = f"{PRESENT}.remoteDescription?.sdp.match(/a=ice-ufrag:(.*)/)?.[1]"


async def expect_verification(visitor: Visitor, standing: str) -> None:
    """Wait until `data-verify` has this value."""
    root = visitor.page.locator("#call")
    await expect(root).to_have_attribute("data-verify", standing, timeout=HANG * 1000)


async def open_verification(visitor: Visitor) -> None:
    await visitor.click("More")
    await visitor.click("Verify this call")
    await visitor.page.get_by_role("heading", name="Verify this call").wait_for()


async def code(visitor: Visitor) -> str:
    """The seven names, as they are read aloud."""
    shown = visitor.page.locator("[data-page=verify]").get_by_role("img")
    await expect(shown).to_have_attribute("aria-label", re.compile("^([^,]+, ){6}[^,]+$"), timeout=HANG * 1000)
    return await shown.get_attribute("aria-label") or ""


async def codes(*visitors: Visitor) -> list[str]:
    return list(await asyncio.gather(*(code(visitor) for visitor in visitors)))


@pytest.fixture
async def together(open_page: OpenPage, alice: Person, bob: Person) -> tuple[Visitor, Visitor]:
    """Alice and Bob in a call, each looking at the code."""
    caller, callee = await open_page(alice), await open_page(bob)
    await talk(caller, callee)
    for visitor in (caller, callee):
        await expect_verification(visitor, "ready")
        await open_verification(visitor)
    return caller, callee


async def test_both_see_the_same_seven_and_say_so(together: tuple[Visitor, Visitor]) -> None:
    caller, callee = together
    mine, theirs = await codes(caller, callee)
    assert mine == theirs
    emoji = await caller.page.locator(".verify-emoji").all_inner_texts()
    assert len(emoji) == 7 and emoji == await callee.page.locator(".verify-emoji").all_inner_texts()
    await caller.click("They match")
    await expect_verification(caller, "matched")
    await expect(caller.button("Verified")).to_be_visible()
    await callee.click("They differ")
    await callee.expect_text("Say nothing secret, hang up")
    await expect_verification(callee, "differs")
    # What was said of one call says nothing of the next.
    await caller.click("Hang up")
    await asyncio.gather(caller.wait_for_state("idle"), callee.wait_for_state("idle"))
    await talk(callee, caller)
    await expect_verification(caller, "ready")
    await expect(caller.button("Verified")).to_be_hidden()
    await open_verification(caller)
    assert await code(caller) != mine


@pytest.mark.tier2
async def test_the_code_survives_an_ice_restart_and_a_new_connection(together: tuple[Visitor, Visitor]) -> None:
    caller, callee = together
    (seen,) = set(await codes(caller, callee))
    await caller.click("They match")
    before = await caller.page.evaluate(UFRAG)
    await caller.page.evaluate(f"{PRESENT}.restartIce()")
    await wait_until(caller.page, f"() => {UFRAG} !== '{before}'")
    await force_rejoin(callee, caller)
    await asyncio.gather(caller.expect_media(), callee.expect_media())
    await asyncio.gather(expect_verification(caller, "matched"), expect_verification(callee, "ready"))
    assert set(await codes(caller, callee)) == {seen}
    assert await callee.page.locator("#compareAgain").inner_text() == ""


@pytest.mark.tier2
async def test_a_reloaded_page_has_to_be_verified_again(together: tuple[Visitor, Visitor]) -> None:
    caller, callee = together
    (seen,) = set(await codes(caller, callee))
    await caller.click("They match")
    await callee.page.reload()
    await expect_verification(callee, "ready")
    await expect_verification(caller, "stale")
    await caller.expect_text("page was reloaded")
    await expect(caller.button("Compare the code again")).to_be_visible()
    await open_verification(callee)
    (now,) = set(await codes(caller, callee))
    assert now != seen
    await caller.click("They match")
    await expect_verification(caller, "matched")


async def talk_by_voice(caller: Visitor, callee: Visitor) -> None:
    """Pictures that are taken apart and put together once more on the way would be too much for a busy machine."""
    await ring_voice(caller, callee)
    await callee.click("Accept")
    await asyncio.gather(caller.wait_for_state("active"), callee.wait_for_state("active"))


@pytest.fixture
async def between(
    chromium: Browser, alice: Person, bob: Person
) -> AsyncIterator[tuple[Visitor, ManInTheMiddle, Visitor]]:
    """Alice, whose server is dishonest; who sits between her and Bob; and Bob."""
    origin = alice.worker(None).origin
    mitm = await ManInTheMiddle.come(chromium, origin)
    caller = await Visitor.arrive(chromium, origin, alice.name, alice.browser_cookie())
    await mitm.intercept(caller)
    callee = await Visitor.arrive(chromium, bob.worker(None).origin, bob.name, bob.browser_cookie())
    await asyncio.gather(caller.open(), callee.open())
    yield caller, mitm, callee
    await asyncio.gather(caller.leave(), callee.leave())
    await mitm.go()


@pytest.mark.tier2
async def test_a_man_in_the_middle_changes_the_code(between: tuple[Visitor, ManInTheMiddle, Visitor]) -> None:
    caller, mitm, callee = between
    # Nothing else tells: they hear each other as ever.
    await talk_by_voice(caller, callee)
    await asyncio.gather(*(visitor.expect_media(picture=False) for visitor in (caller, callee)))
    await asyncio.gather(expect_verification(caller, "ready"), expect_verification(callee, "ready"))
    assert {"verify-commit", "verify-reveal"} <= set(await mitm.passed())
    await asyncio.gather(open_verification(caller), open_verification(callee))
    mine, theirs = await codes(caller, callee)
    assert mine != theirs


async def test_a_changed_reveal_is_detected_by_its_commitment(
    between: tuple[Visitor, ManInTheMiddle, Visitor],
) -> None:
    caller, mitm, callee = between
    await mitm.page.evaluate(FORGE)
    await talk_by_voice(caller, callee)
    await expect_verification(caller, "broken")
    await caller.button("Something is interfering with this call").click()
    await caller.expect_text("the verification messages do not match")
    await expect(caller.button("They match")).to_be_hidden()
    await expect(caller.page.locator(".verify-emoji")).to_have_count(0)
