"""What both pages show while a call rings: declined, cancelled, not answered, on two devices, both at once."""

import asyncio
import json
from typing import Any

import pytest
from playwright.async_api import expect

from calls.tests.e2e.browser.stage import fake_notifications
from calls.tests.e2e.browser.visitor import Visitor, wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person
from calls.tests.harness.sites import Site

# What the page has made ready while it rings, once it is.
READY = """() => {
  const [pc] = tests.connections;
  return pc?.signalingState === "stable" && pc.iceGatheringState === "complete";
}"""
# The packets that it has sent to the peer, and the tracks that it would send.
LEAKS = """async () => {
  const [pc] = tests.connections;
  const pairs = [...(await pc.getStats()).values()].filter(({ type }) => type === "candidate-pair");
  return [pairs.length, pc.getSenders().filter(({ track }) => track).length, pc.connectionState];
}"""
# A user who is typing continues while the dialog opens, faster than a test could.
TYPE_ON = """() => new MutationObserver(() => {
  if (!incoming.open || window.typed) return;
  window.typed = performance.now();
  const { activeElement } = document;
  const key = { key: "a", code: "KeyA", bubbles: true, cancelable: true };
  activeElement.dispatchEvent(new KeyboardEvent("keydown", key));
  activeElement.click();
}).observe(incoming, { attributeFilter: ["open"] })"""


async def test_declined(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    await caller.wait_for_state("ringing")
    await callee.click("Decline")
    await asyncio.gather(caller.wait_for_state("idle"), callee.wait_for_state("idle"))
    await caller.expect_text(f"{bob.name} declined the call.")
    assert await callee.ringing.count() == 0


async def test_cancelled(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    await caller.click("Hang up")
    await asyncio.gather(caller.wait_for_state("idle"), callee.wait_for_state("idle"))
    await callee.expect_text(f"You missed a call from {alice.name}.")
    await callee.expect_missed(1)


async def test_what_is_ready_while_it_rings_is_told_on_accept(one_worker: Site, open_page: OpenPage) -> None:
    """Without a TURN server. With one, test_connected_while_ringing.py."""
    alice, bob = Person(one_worker, "alice"), Person(one_worker, "bob")
    caller, callee = await open_page(alice), await open_page(bob)
    sent: list[dict[str, Any]] = []
    callee.page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(json.loads(frame))))
    await callee.open()
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    await wait_until(callee.page, READY)
    assert await callee.page.evaluate(LEAKS) == [0, 0, "new"]
    assert await callee.page.evaluate("document.querySelector('video#remoteVideo').srcObject") is None
    told = [frame["type"] for frame in sent if frame["type"] not in ("ping", "people", "requests")]
    assert told == ["ringing"]
    assert await caller.page.evaluate("tests.connections[0].remoteDescription") is None
    await callee.click("Accept")
    await asyncio.gather(caller.wait_for_state("active"), callee.wait_for_state("active"))
    await asyncio.gather(caller.expect_media(), callee.expect_media())
    frames = [frame for frame in sent if frame["type"] in ("accept", "answer", "candidate")]
    assert [frame["type"] for frame in frames] == ["accept", "answer"]
    assert "a=candidate:" in frames[1]["answer"]["sdp"]
    for visitor in (caller, callee):
        assert await visitor.page.evaluate("tests.connections.length") == 1


@pytest.mark.tier2
async def test_a_declined_call_leaves_no_connection(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    await wait_until(callee.page, READY)
    await callee.click("Decline")
    await asyncio.gather(caller.wait_for_state("idle"), callee.wait_for_state("idle"))
    for visitor in (caller, callee):
        assert await visitor.page.evaluate("tests.connections.map((pc) => pc.connectionState)") == ["closed"]


@pytest.mark.tier2
async def test_not_answered(limited_site: Site, open_page: OpenPage) -> None:
    alice, bob = Person(limited_site, "alice"), Person(limited_site, "bob")
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    await asyncio.gather(caller.wait_for_state("idle"), callee.wait_for_state("idle"))
    await caller.expect_text(f"{bob.name} did not answer.")
    await callee.expect_text(f"You missed a call from {alice.name}.")


async def test_offline(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller = await open_page(alice)
    await caller.call(bob.name)
    await caller.expect_text(f"{bob.name} is not online.")
    await caller.wait_for_state("idle")
    callee = await open_page(bob)
    await callee.expect_missed(1)


@pytest.mark.tier2
async def test_busy(open_page: OpenPage, alice: Person, bob: Person, carol: Person) -> None:
    caller, callee, third = await open_page(alice), await open_page(bob), await open_page(carol)
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    await callee.click("Accept")
    await callee.wait_for_state("active")
    await third.call(bob.name)
    await third.expect_text(f"{bob.name} is in another call.")
    await third.wait_for_state("idle")
    await callee.expect_text(carol.name)
    await callee.expect_media()


async def test_two_devices_ring_and_one_answers(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, first, second = await open_page(alice), await open_page(bob), await open_page(bob, worker=0)
    await caller.call(bob.name)
    await asyncio.gather(first.expect_call_from(alice.name), second.expect_call_from(alice.name))
    await first.click("Accept")
    await second.expect_text(f"You are in a call with {alice.name} on another device.")
    await second.wait_for_state("idle")
    await asyncio.gather(caller.wait_for_state("active"), first.wait_for_state("active"))
    await asyncio.gather(caller.expect_media(), first.expect_media())
    await second.expect_missed(0)


async def test_a_page_that_opens_while_it_rings_takes_the_call(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, first = await open_page(alice), await open_page(bob)
    await caller.call(bob.name)
    await first.expect_call_from(alice.name)
    second = await open_page(bob, "/healthz", 0)
    await second.page.goto("/")
    await second.expect_call_from(alice.name)
    await second.click("Accept")
    await asyncio.gather(caller.wait_for_state("active"), second.wait_for_state("active"), first.wait_for_state("idle"))
    await asyncio.gather(caller.expect_media(), second.expect_media())


async def test_both_call_each_other_at_once(open_page: OpenPage, alice: Person, bob: Person) -> None:
    one, two = await open_page(alice), await open_page(bob)
    for visitor, other in ((one, two), (two, one)):
        await visitor.page.evaluate("tests.hold('offer')")
        await visitor.call(other.name)
        await visitor.wait_for_state("calling")
        await wait_until(visitor.page, "tests.held > 0")
    await asyncio.gather(*(visitor.page.evaluate("tests.release()") for visitor in (one, two)))
    await asyncio.gather(one.wait_for_state("active"), two.wait_for_state("active"))
    await asyncio.gather(one.expect_media(), two.expect_media())
    assert await one.ringing.count() == await two.ringing.count() == 0
    await two.click("Hang up")
    await asyncio.gather(one.wait_for_state("idle"), two.wait_for_state("idle"))


@pytest.mark.tier2
async def test_typing_does_not_accept_a_call(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await callee.page.get_by_role("searchbox").press_sequentially("ann")
    await callee.page.evaluate(TYPE_ON)
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    # Both keys were heard long ago; the word that they belong to is over.
    await wait_until(callee.page, "performance.now() > typed + 2100")
    await callee.wait_for_state("incoming")
    await callee.page.keyboard.press("a")
    await asyncio.gather(caller.wait_for_state("active"), callee.wait_for_state("active"))


@pytest.mark.tier2
async def test_a_call_with_video_is_answered_by_voice_alone(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    await callee.click("Answer without video")
    await asyncio.gather(caller.wait_for_state("active"), callee.wait_for_state("active"))
    await asyncio.gather(caller.expect_media(picture=False), callee.expect_media())
    await callee.expect_button("Microphone", pressed=True)
    await callee.expect_button("Camera", pressed=False)
    await caller.expect_text("camera is off")
    # It is a call with video all the same: nobody has to be asked.
    await callee.click("Camera")
    await callee.expect_button("Camera", pressed=True)
    await caller.expect_media()


async def settings_say(visitor: Visitor, on: bool, sentence: str) -> None:
    """The switch in the settings, and the sentence below it."""
    await visitor.click("Settings")
    switch = visitor.page.get_by_role("switch", name="Notify me of calls in the background")
    await expect(switch).to_be_checked(checked=on)
    await expect(switch).to_have_accessible_description(sentence)
    await visitor.click("Done")


@pytest.mark.tier2
async def test_a_call_in_the_background_is_notified_to_a_person_who_wants_that(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    blocked = "The browser blocks notifications of this site. Allow them with the icon beside the address."
    caller, callee = await open_page(alice, "/healthz"), await open_page(bob, "/healthz")
    await fake_notifications(caller, answer="denied")
    await caller.open("/")
    await caller.click("Turn on")
    await caller.expect_text(blocked)
    await caller.click("Dismiss")
    await expect(caller.page.locator("#notifyPrompt")).to_be_hidden()
    await settings_say(caller, False, blocked)

    await fake_notifications(callee, answer="granted")
    await callee.open("/")
    await callee.click("Not now")
    await callee.open("/")
    await expect(callee.button("Turn on")).to_be_hidden()
    await settings_say(callee, False, "Off.")
    await callee.page.evaluate("localStorage.clear()")
    await callee.open("/")
    await callee.click("Turn on")
    await callee.expect_text("You will be notified of calls")
    await expect(callee.button("Turn on")).to_be_hidden()
    await settings_say(callee, True, "On in this browser.")

    await callee.page.evaluate("notified.hide(true)")
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    shown = await callee.page.evaluate("notified.shown.map(({ says }) => says)")
    assert shown == [[alice.name, "Video call", "videochat.call"]]
    await caller.click("Hang up")
    await wait_until(callee.page, "() => notified.shown.length === 0")
