"""Real calls between two browsers, on one worker as with `make run` and on two as in production."""

import asyncio

import pytest

from calls.tests.e2e.browser.visitor import talk, wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person
from calls.tests.harness.sites import Site


@pytest.mark.parametrize("site", ["one_worker", "two_workers"], indirect=True)
async def test_two_people_see_and_hear_each_other_and_hang_up(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.calls(bob.name)
    await caller.reaches("ringing")
    await callee.is_rung_by(alice.name)
    await callee.presses("Accept")
    await asyncio.gather(caller.reaches("active"), callee.reaches("active"))
    await asyncio.gather(caller.sees_and_hears(), callee.sees_and_hears())
    for visitor in (caller, callee):
        for device in ("Microphone", "Camera"):
            await visitor.has(device, pressed=True)
        await wait_until(visitor.page, "(({ videoWidth, paused }) => videoWidth > 0 && !paused)(localVideo)")
        assert await visitor.button("Share screen").is_visible()
    await caller.presses("Hang up")
    await asyncio.gather(caller.reaches("idle"), callee.reaches("idle"))
    await callee.reads(f"{alice.name} hung up")


async def test_they_call_again_straight_away_without_a_reload(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    for _ in range(2):
        await talk(caller, callee)
        await callee.presses("Hang up")
        await asyncio.gather(caller.reaches("idle"), callee.reaches("idle"))
        caller, callee = callee, caller


async def test_a_reload_comes_back_into_the_call(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await talk(caller, callee)
    for visitor in (callee, caller):
        await visitor.page.reload()
        await visitor.reaches("active")
        await asyncio.gather(caller.sees_and_hears(), callee.sees_and_hears())
    await callee.presses("Hang up")
    await asyncio.gather(caller.reaches("idle"), callee.reaches("idle"))


@pytest.mark.slow
async def test_who_goes_to_another_page_and_stays_there_has_hung_up(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await talk(caller, callee)
    await callee.page.goto("/history/")
    await caller.reaches("idle")
    await caller.reads(f"{bob.name} hung up")


async def test_the_call_goes_on_and_is_hung_up_after_the_worker_has_ended(
    two_workers: Site, open_page: OpenPage
) -> None:
    alice, bob = Person(two_workers, "alice"), Person(two_workers, "bob")
    ending = await asyncio.to_thread(two_workers.add)
    caller = await open_page(alice, worker=0)
    callee = await open_page(bob, worker=two_workers.workers.index(ending))
    await talk(caller, callee)
    await asyncio.to_thread(ending.stop)
    await callee.reads("No connection to the server; your call continues.")
    callee.errors.clear()  # the browser itself complains of the refused reconnects
    await asyncio.gather(caller.sees_and_hears(), callee.sees_and_hears())
    await caller.presses("Hang up")
    await caller.reaches("idle")
    callee.errors.clear()
    await callee.context.close()


async def test_the_camera_and_the_microphone_go_off_and_on(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await talk(caller, callee)
    await caller.presses("Camera")
    await callee.reads("camera is off")
    await caller.presses("Microphone")
    await caller.has("Microphone", pressed=False)
    await callee.page.locator("#remoteMuted").wait_for()
    await caller.presses("Camera")
    await caller.presses("Microphone")
    await callee.sees_and_hears()


async def test_sound_that_is_blocked_can_be_had_after_the_peers_screen_has_ended_too(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    # As a browser does it where nobody has touched the page.
    await caller.page.evaluate("""() => {
        const { play } = HTMLMediaElement.prototype;
        tests.blocked = true;
        HTMLMediaElement.prototype.play = function () {
            if (tests.blocked && !this.muted) return Promise.reject(new DOMException("no click", "NotAllowedError"));
            return play.call(this);
        };
    }""")
    await caller.calls(bob.name)
    await callee.is_rung_by(alice.name)
    await callee.presses("Accept")
    await asyncio.gather(caller.reaches("active"), callee.reaches("active"))
    await caller.page.locator("#playSound").wait_for()
    await callee.presses("Share screen")
    await caller.page.locator('#call[data-remote-screen="beside"]').wait_for()
    await callee.presses("Share screen")
    await caller.page.locator('#call[data-remote-screen="none"]').wait_for()
    assert await caller.page.locator("#playSound").is_visible()
    await caller.page.evaluate("() => { tests.blocked = false; }")
    await caller.page.locator("#playSound").click()
    await caller.page.locator("#playSound").wait_for(state="hidden")
    await caller.sees_and_hears()
