"""A shared screen goes beside the camera, not instead of it, and ends where the browser's own bar ends it."""

import asyncio

from calls.tests.harness.people import Person

from .conftest import Visit
from .test_calls import talk
from .visitor import holds

SHARED = "document.querySelector('#call').dataset.remoteScreen"
# Keeps what the browser gives, so that the test can press the browser's own "Stop sharing", which a page cannot reach.
KEEP = """() => {
  const ask = navigator.mediaDevices.getDisplayMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getDisplayMedia = async (wanted) => (window.shared = await ask(wanted));
}"""
BROWSERS_BAR = "() => shared.getTracks().forEach((track) => { track.stop(); track.dispatchEvent(new Event('ended')); })"


async def test_the_peer_sees_the_screen_and_the_face_at_once(at_home: Visit, alice: Person, bob: Person) -> None:
    caller, callee = await at_home(alice), await at_home(bob)
    await talk(caller, callee)
    await callee.page.evaluate(KEEP)
    await callee.presses("Share screen")
    await callee.has("Share screen", pressed=True)
    await callee.reads("You are sharing your screen")
    await holds(caller.page, f"{SHARED} === 'beside'")
    await asyncio.gather(
        caller.sees_and_hears(),
        holds(caller.page, "remoteScreen.getVideoPlaybackQuality().totalVideoFrames > 3"),
    )
    await callee.page.evaluate(BROWSERS_BAR)
    await callee.has("Share screen", pressed=False)
    await holds(caller.page, f"{SHARED} === 'none'")
    await caller.sees_and_hears()


async def test_both_share_at_once(at_home: Visit, alice: Person, bob: Person) -> None:
    caller, callee = await at_home(alice), await at_home(bob)
    await talk(caller, callee)
    await asyncio.gather(caller.presses("Share screen"), callee.presses("Share screen"))
    for visitor in (caller, callee):
        await holds(visitor.page, f"{SHARED} === 'beside'")
    await asyncio.gather(caller.sees_and_hears(), callee.sees_and_hears())
    # A new peer connection carries all that the old one did.
    await caller.page.reload()
    await caller.reaches("active")
    await holds(caller.page, f"{SHARED} === 'beside'")
    await asyncio.gather(caller.sees_and_hears(), callee.sees_and_hears())
