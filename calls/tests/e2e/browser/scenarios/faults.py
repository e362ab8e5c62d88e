"""Scenarios of the call page in its error and interruption states. Each begins on the people page."""

import asyncio
from collections.abc import AsyncIterator

from calls.tests.e2e.browser.chat import open_chat, send_message
from calls.tests.e2e.browser.scenarios.journey import Journey
from calls.tests.e2e.browser.stage import FAKE_DEVICES, FAKE_STATS, choose_from_menu

DENY = """() => {
  navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("no", "NotAllowedError"); };
}"""
NO_CERTIFICATES = "() => { RTCDtlsTransport.prototype.getRemoteCertificates = () => []; }"
NO_LOCKS = "Object.defineProperty(navigator, 'locks', { value: undefined });"
# From now on the page's sockets find nobody.
NO_SERVER = """() => {
  window.WebSocket = class extends WebSocket {
    constructor() {
      super(`ws://${location.host}/nowhere/`);
    }
  };
  tests.lose();
}"""
# As a duplicate of this tab does, where the browser has no locks to tell the two apart.
TAKE_OVER = """() => {
  const party = encodeURIComponent(sessionStorage.getItem("videochat.party"));
  window.other = new WebSocket(`ws://${location.host}/ws/signaling/?party=${party}`);
}"""


async def without_devices(journey: Journey) -> AsyncIterator[str]:
    me, peer = journey.me, journey.peer
    await me.page.evaluate(DENY)
    await me.call(peer.name)
    await me.page.locator("#deviceErrors[open]").wait_for()
    yield "device-errors"
    await me.click("Continue without")
    await me.click("Hang up")
    await me.wait_for_state("idle")


async def muted(journey: Journey) -> AsyncIterator[str]:
    me = journey.me
    await me.page.evaluate(FAKE_DEVICES)
    await me.page.evaluate("fakeDevices.setMicrophoneLevel(0.01)")
    await journey.talk()
    await me.click("Microphone")
    await me.page.evaluate("fakeDevices.setMicrophoneLevel(0.5)")
    await me.expect_text("You are muted.")
    yield "hint"


async def struggling(journey: Journey) -> AsyncIterator[str]:
    me, peer = journey.me, journey.peer
    for visitor in (me, peer):
        await visitor.page.evaluate(FAKE_STATS, 1)
    await journey.talk()
    await me.page.evaluate("window.lossy = 'in'")
    await me.button("Stop receiving video").wait_for()
    yield "poor"
    await me.click("Stop receiving video")
    await me.expect_text("is paused to keep the sound")
    yield "paused"


async def out_of_reach(journey: Journey) -> AsyncIterator[str]:
    me = journey.me
    await journey.talk()
    await me.page.evaluate(NO_SERVER)
    await me.wait_for_online(False)
    yield "talk-offline"
    await me.click("Hang up")
    await me.wait_for_state("idle")
    yield "offline"


async def interrupted(journey: Journey) -> AsyncIterator[str]:
    """Somebody else calls meanwhile, and the peer writes and sends what is not looked at at once."""
    me, peer = journey.me, journey.peer
    await journey.talk()
    third = await journey.third()
    await third.call(me.name)
    await me.page.locator(".toast-card").wait_for()
    await open_chat(peer)
    await send_message(peer, "Shall we look at the plan?")
    await me.page.locator(".chat-news-card").wait_for()
    yield "interrupted"
    await third.leave()
    await journey.is_offered("plan.txt", 2_800)
    await open_chat(me)
    await me.click("Accept plan.txt")
    await me.button("Save plan.txt").wait_for()
    await journey.is_offered("film.bin", 90 * 1024 * 1024)
    await me.click("Accept film.bin")
    yield "files"
    await peer.click("Hang up")
    await me.expect_text("not saved yet")
    yield "unsaved"


async def not_verified(journey: Journey) -> AsyncIterator[str]:
    me, peer = journey.me, journey.peer
    await me.page.evaluate(NO_CERTIFICATES)
    await journey.talk()
    await choose_from_menu(me, "Verify this call")
    await me.page.locator('#call[data-verify="unable"]').wait_for()
    yield "verify-unable"
    await me.click("Hang up")
    await asyncio.gather(me.wait_for_state("idle"), peer.wait_for_state("idle"))


async def replaced_by_other_tab(journey: Journey) -> AsyncIterator[str]:
    """Another tab with the same party has replaced this one."""
    me = journey.me
    await me.page.add_init_script(NO_LOCKS)
    await me.open()
    await me.page.evaluate(TAKE_OVER)
    await me.page.locator("#otherTabDialog[open]").wait_for()
    yield "other-tab"
