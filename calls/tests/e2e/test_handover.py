"""The same person goes on with a call on another of her devices, and nobody sees it break."""

import asyncio
from typing import Any

import pytest

from calls.tests.harness.people import Person

from .conftest import Visit
from .test_calls import talk
from .visitor import Visitor

#: Notes all that the stage shows from now on, and whether its picture ever went dark.
NOTE = """() => {
  const stage = document.querySelector("#call");
  window.shown = new Set([stage.dataset.state, stage.dataset.remote]);
  const note = () => shown.add(stage.dataset.state).add(stage.dataset.remote);
  new MutationObserver(note).observe(stage, { attributes: true });
  remoteVideo.addEventListener("emptied", () => shown.add("dark"));
}"""
LIGHTS = "localVideo.srcObject?.getTracks().some((track) => track.readyState === 'live') ?? false"


async def go_on(old: Visitor, new: Visitor, peer: Visitor) -> float:
    """One moves the call by the banner; the longest time without a picture at the peer's, in milliseconds."""
    await new.reads(f"with {peer.name}")
    await peer.page.evaluate(NOTE)
    await peer.page.evaluate("window.tests.watch()")
    await new.presses("Continue here")
    await asyncio.gather(new.reaches("active"), old.reaches("idle"))
    await asyncio.gather(peer.sees_and_hears(), new.sees_and_hears())
    assert set(await peer.page.evaluate("[...shown]")) == {"active", "video"}, "nothing was seen of the move"
    found: float = await peer.page.evaluate("window.tests.gap()")
    await old.reads(f"The call with {peer.name} goes on on your other device.")
    assert not await old.page.evaluate(LIGHTS), "the camera that is not used is off"
    return found


async def one_call(visitor: Visitor) -> None:
    """By the history, there was one call, and it was answered."""
    page = await visitor.context.new_page()
    await page.goto("/history/")
    assert await page.locator(".rows > li").count() == 1
    assert await page.locator(".is-missed").count() == 0


@pytest.mark.parametrize("moves", ["the callee", "the caller"])
async def test_a_call_moves_to_the_phone_and_back(
    at_home: Visit, alice: Person, bob: Person, moves: str, capsys: Any
) -> None:
    caller, callee = await at_home(alice), await at_home(bob)
    (old, peer) = (callee, caller) if moves == "the callee" else (caller, callee)
    phone = await at_home(bob if moves == "the callee" else alice, worker=0)
    await talk(caller, callee)
    there = await go_on(old, phone, peer)
    back = await go_on(phone, old, peer)
    again = await go_on(old, phone, peer)
    with capsys.disabled():
        print(f"\n{moves} moves: {there:.0f}, {back:.0f} and {again:.0f} ms without a picture at the peer's")
    await phone.presses("Hang up")
    await asyncio.gather(peer.reaches("idle"), phone.reaches("idle"))
    await peer.reads(f"{phone.name} hung up")
    await old.page.locator("#elsewhere").wait_for(state="hidden")
    await asyncio.gather(*(one_call(visitor) for visitor in (old, peer)))
