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
    await caller.call(bob.name)
    await caller.wait_for_state("ringing")
    await callee.expect_call_from(alice.name)
    await callee.click("Accept")
    await asyncio.gather(caller.wait_for_state("active"), callee.wait_for_state("active"))
    await asyncio.gather(caller.expect_media(), callee.expect_media())
    for visitor in (caller, callee):
        for device in ("Microphone", "Camera"):
            await visitor.expect_button(device, pressed=True)
        await wait_until(visitor.page, "(({ videoWidth, paused }) => videoWidth > 0 && !paused)(localVideo)")
        assert await visitor.button("Share screen").is_visible()
    await caller.click("Hang up")
    await asyncio.gather(caller.wait_for_state("idle"), callee.wait_for_state("idle"))
    await callee.expect_text(f"{alice.name} hung up")


async def test_they_call_again_straight_away_without_a_reload(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    for _ in range(2):
        await talk(caller, callee)
        await callee.click("Hang up")
        await asyncio.gather(caller.wait_for_state("idle"), callee.wait_for_state("idle"))
        caller, callee = callee, caller


async def test_a_reload_comes_back_into_the_call(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await talk(caller, callee)
    for visitor in (callee, caller):
        await visitor.page.reload()
        await visitor.wait_for_state("active")
        await asyncio.gather(caller.expect_media(), callee.expect_media())
    await callee.click("Hang up")
    await asyncio.gather(caller.wait_for_state("idle"), callee.wait_for_state("idle"))


@pytest.mark.tier2
@pytest.mark.slow
async def test_leaving_the_pages_that_ring_hangs_up(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await talk(caller, callee)
    await callee.page.goto("/history/")  # a page of the site, where the call goes on
    await callee.wait_for_state("active")
    await caller.expect_media()
    await callee.page.goto("/healthz")
    await caller.wait_for_state("idle")
    await caller.expect_text(f"{bob.name} hung up")


async def test_the_call_goes_on_and_is_hung_up_after_the_worker_has_ended(
    two_workers: Site, open_page: OpenPage
) -> None:
    alice, bob = Person(two_workers, "alice"), Person(two_workers, "bob")
    ending = await asyncio.to_thread(two_workers.add)
    caller = await open_page(alice, worker=0)
    callee = await open_page(bob, worker=two_workers.workers.index(ending))
    await talk(caller, callee)
    await asyncio.to_thread(ending.stop)
    await callee.expect_text("No connection to the server; your call continues.")
    callee.errors.clear()  # the browser itself complains of the refused reconnects
    await asyncio.gather(caller.expect_media(), callee.expect_media())
    await caller.click("Hang up")
    await caller.wait_for_state("idle")
    callee.errors.clear()
    await callee.context.close()


async def test_the_camera_and_the_microphone_go_off_and_on(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await talk(caller, callee)
    await caller.click("Camera")
    await callee.expect_text("camera is off")
    await caller.click("Microphone")
    await caller.expect_button("Microphone", pressed=False)
    await callee.page.locator("#remoteMuted").wait_for()
    await caller.click("Camera")
    await caller.click("Microphone")
    await callee.expect_media()


@pytest.mark.tier2
async def test_blocked_sound_can_be_started_after_the_peers_screen_has_ended(
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
    await caller.call(bob.name)
    await callee.expect_call_from(alice.name)
    await callee.click("Accept")
    await asyncio.gather(caller.wait_for_state("active"), callee.wait_for_state("active"))
    await caller.page.locator("#playSound").wait_for()
    await callee.click("Share screen")
    await caller.page.locator('#call[data-remote-screen="beside"]').wait_for()
    await callee.click("Share screen")
    await caller.page.locator('#call[data-remote-screen="none"]').wait_for()
    assert await caller.page.locator("#playSound").is_visible()
    await caller.page.evaluate("() => { tests.blocked = false; }")
    await caller.page.locator("#playSound").click()
    await caller.page.locator("#playSound").wait_for(state="hidden")
    await caller.expect_media()
