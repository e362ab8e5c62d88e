"""A person moves a call to another device, and the peer sees no break."""

import asyncio
from typing import Any

import pytest

from calls.tests.e2e.browser.old_client import old_page
from calls.tests.e2e.browser.visitor import Visitor, talk, wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

#: Notes all that the stage shows from now on, and whether its picture ever went dark.
NOTE = """() => {
  const stage = document.querySelector("#call");
  window.shown = new Set([stage.dataset.state, stage.dataset.remote]);
  const note = () => shown.add(stage.dataset.state).add(stage.dataset.remote);
  new MutationObserver(note).observe(stage, { attributes: true });
  remoteVideo.addEventListener("emptied", () => shown.add("dark"));
}"""
LIGHTS = "localVideo.srcObject?.getTracks().some((track) => track.readyState === 'live') ?? false"


async def move_call(old: Visitor, new: Visitor, peer: Visitor) -> float:
    """One moves the call by the banner; the longest time without a picture at the peer's, in milliseconds."""
    await new.expect_text(f"with {peer.name}")
    await peer.page.evaluate(NOTE)
    await peer.page.evaluate("window.tests.watch()")
    await new.click("Continue here")
    await asyncio.gather(new.wait_for_state("active"), old.wait_for_state("idle"))
    await asyncio.gather(peer.expect_media(), new.expect_media())
    assert set(await peer.page.evaluate("[...shown]")) == {"active", "video"}, "nothing was seen of the move"
    found: float = await peer.page.evaluate("window.tests.gap()")
    await old.expect_text(f"The call with {peer.name} continues on your other device.")
    assert not await old.page.evaluate(LIGHTS), "the camera that is not used is off"
    return found


async def expect_one_call(visitor: Visitor) -> None:
    """By the history, there was one call, and it was answered."""
    page = await visitor.context.new_page()
    await page.goto("/history/")
    assert await page.locator(".rows > li").count() == 1
    assert await page.locator(".is-missed").count() == 0


@pytest.mark.parametrize("moves", ["the callee", pytest.param("the caller", marks=pytest.mark.tier2)])
async def test_a_call_moves_to_the_phone_and_back(
    open_page: OpenPage, alice: Person, bob: Person, moves: str, capsys: Any
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    (old, peer) = (callee, caller) if moves == "the callee" else (caller, callee)
    phone = await open_page(bob if moves == "the callee" else alice, worker=0)
    await talk(caller, callee)
    there = await move_call(old, phone, peer)
    back = await move_call(phone, old, peer)
    again = await move_call(old, phone, peer)
    with capsys.disabled():
        print(f"\n{moves} moves: {there:.0f}, {back:.0f} and {again:.0f} ms without a picture at the peer's")
    await phone.click("Hang up")
    await asyncio.gather(peer.wait_for_state("idle"), phone.wait_for_state("idle"))
    await peer.expect_text(f"{phone.name} hung up")
    await old.page.locator("#otherDeviceBanner").wait_for(state="hidden")
    await asyncio.gather(*(expect_one_call(visitor) for visitor in (old, peer)))


@pytest.mark.tier2
async def test_a_device_asks_another_one_which_may_say_not_now(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, laptop, phone = await open_page(alice), await open_page(bob), await open_page(bob, worker=0)
    await talk(caller, laptop)

    async def ask() -> None:
        await laptop.click("More")
        await laptop.click("Continue on another device")
        await laptop.page.get_by_text("Move there").click()
        await phone.expect_text(f"Continue the call with {alice.name} here?")
        await laptop.expect_text("on that device")

    await ask()
    await phone.click("Not now")
    await phone.page.get_by_role("dialog").wait_for(state="hidden")
    await laptop.click("Close")
    await asyncio.gather(caller.expect_media(), laptop.expect_media())
    await ask()
    # The banner behind the question has a button of the same name, out of reach.
    await phone.page.get_by_role("dialog").get_by_role("button", name="Continue here").click()
    await asyncio.gather(phone.wait_for_state("active"), laptop.wait_for_state("idle"))
    await asyncio.gather(caller.expect_media(), phone.expect_media())
    assert await laptop.page.get_by_role("dialog").count() == 0


@pytest.mark.tier2
async def test_a_handover_question_closes_when_its_call_ends(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, laptop, phone = await open_page(alice), await open_page(bob), await open_page(bob, worker=0)
    await talk(caller, laptop)
    await laptop.click("More")
    await laptop.click("Continue on another device")
    await laptop.page.get_by_text("Move there").click()
    await phone.expect_text(f"Continue the call with {alice.name} here?")
    await caller.click("Hang up")
    await phone.page.get_by_role("dialog").wait_for(state="hidden")
    await phone.page.locator("#otherDeviceBanner").wait_for(state="hidden")


@pytest.mark.tier2
async def test_a_page_that_opens_or_reloads_meanwhile_shows_the_call(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, laptop = await open_page(alice), await open_page(bob)
    await talk(caller, laptop)
    phone = await open_page(bob, worker=0)
    await phone.expect_text(f"You are in a call with {alice.name} on another device.")
    await phone.click("Continue here")
    # Whether it still serves the call or is out of it already: this page has no part in it any more.
    await phone.wait_for_state("active")
    await laptop.page.reload()
    await laptop.expect_text(f"You are in a call with {alice.name} on another device.")
    await laptop.wait_for_state("idle")
    await asyncio.gather(caller.expect_media(), phone.expect_media())
    await caller.wait_for_state("active")
    # The new device's own reload brings it back into the call.
    await phone.page.reload()
    await phone.wait_for_state("active")
    await asyncio.gather(caller.expect_media(), phone.expect_media())


@pytest.mark.tier2
async def test_a_voice_call_stays_one(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, laptop, phone = await open_page(alice), await open_page(bob), await open_page(bob, worker=0)
    await caller.search(bob.name)
    await caller.click(f"Voice call to {bob.name}")
    await laptop.expect_call_from(alice.name)
    await laptop.click("Accept")
    await asyncio.gather(caller.wait_for_state("active"), laptop.wait_for_state("active"))
    await phone.click("Continue here")
    await asyncio.gather(phone.wait_for_state("active"), laptop.wait_for_state("idle"))
    await asyncio.gather(*(visitor.expect_media(picture=False) for visitor in (caller, phone)))
    assert not await phone.page.evaluate(LIGHTS)


@pytest.mark.tier2
async def test_a_five_message_client_answers_the_new_device(open_page: OpenPage, alice: Person, bob: Person) -> None:
    laptop, phone = await open_page(alice), await open_page(alice, worker=1)
    callee, page = await old_page(open_page, bob)
    await laptop.call(bob.name)
    await wait_until(page, "old.waiting")
    await page.evaluate("old.answer()")
    await asyncio.gather(laptop.wait_for_state("active"), callee.expect_media())
    await page.evaluate("old.waiting = null; old.remote = false")
    await phone.click("Continue here")
    await wait_until(page, "old.waiting")
    await page.evaluate("old.answer()")
    await asyncio.gather(phone.wait_for_state("active"), laptop.wait_for_state("idle"))
    await asyncio.gather(phone.expect_media(), callee.expect_media())
    assert await page.evaluate("old.errors") == []
