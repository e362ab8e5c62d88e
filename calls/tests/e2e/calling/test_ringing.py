"""What both pages show while a call rings: declined, cancelled, not answered, on two devices, both at once."""

import asyncio

from calls.tests.e2e.browser.visitor import wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person
from calls.tests.harness.sites import Site

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
    await caller.calls(bob.name)
    await callee.is_rung_by(alice.name)
    await caller.reaches("ringing")
    await callee.presses("Decline")
    await asyncio.gather(caller.reaches("idle"), callee.reaches("idle"))
    await caller.reads(f"{bob.name} declined the call.")
    assert await callee.ringing.count() == 0


async def test_cancelled(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.calls(bob.name)
    await callee.is_rung_by(alice.name)
    await caller.presses("Hang up")
    await asyncio.gather(caller.reaches("idle"), callee.reaches("idle"))
    await callee.reads(f"You missed a call from {alice.name}.")
    await callee.has_missed(1)


async def test_not_answered(limited_site: Site, open_page: OpenPage) -> None:
    alice, bob = Person(limited_site, "alice"), Person(limited_site, "bob")
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.calls(bob.name)
    await callee.is_rung_by(alice.name)
    await asyncio.gather(caller.reaches("idle"), callee.reaches("idle"))
    await caller.reads(f"{bob.name} did not answer.")
    await callee.reads(f"You missed a call from {alice.name}.")


async def test_offline(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller = await open_page(alice)
    await caller.calls(bob.name)
    await caller.reads(f"{bob.name} is not online.")
    await caller.reaches("idle")
    callee = await open_page(bob)
    await callee.has_missed(1)


async def test_busy(open_page: OpenPage, alice: Person, bob: Person, carol: Person) -> None:
    caller, callee, third = await open_page(alice), await open_page(bob), await open_page(carol)
    await caller.calls(bob.name)
    await callee.is_rung_by(alice.name)
    await callee.presses("Accept")
    await callee.reaches("active")
    await third.calls(bob.name)
    await third.reads(f"{bob.name} is in another call.")
    await third.reaches("idle")
    await callee.reads(carol.name)
    await callee.sees_and_hears()


async def test_two_devices_ring_and_one_answers(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, first, second = await open_page(alice), await open_page(bob), await open_page(bob, worker=0)
    await caller.calls(bob.name)
    await asyncio.gather(first.is_rung_by(alice.name), second.is_rung_by(alice.name))
    await first.presses("Accept")
    await second.reads(f"You are in a call with {alice.name} on another device.")
    await second.reaches("idle")
    await asyncio.gather(caller.reaches("active"), first.reaches("active"))
    await asyncio.gather(caller.sees_and_hears(), first.sees_and_hears())
    await second.has_missed(0)


async def test_a_page_that_opens_while_it_rings_takes_the_call(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, first = await open_page(alice), await open_page(bob)
    await caller.calls(bob.name)
    await first.is_rung_by(alice.name)
    second = await open_page(bob, "/healthz", 0)
    await second.page.goto("/")
    await second.is_rung_by(alice.name)
    await second.presses("Accept")
    await asyncio.gather(caller.reaches("active"), second.reaches("active"), first.reaches("idle"))
    await asyncio.gather(caller.sees_and_hears(), second.sees_and_hears())


async def test_both_call_each_other_at_once(open_page: OpenPage, alice: Person, bob: Person) -> None:
    one, two = await open_page(alice), await open_page(bob)
    for visitor, other in ((one, two), (two, one)):
        await visitor.page.evaluate("tests.hold('offer')")
        await visitor.calls(other.name)
        await visitor.reaches("calling")
        await wait_until(visitor.page, "tests.held > 0")
    await asyncio.gather(*(visitor.page.evaluate("tests.release()") for visitor in (one, two)))
    await asyncio.gather(one.reaches("active"), two.reaches("active"))
    await asyncio.gather(one.sees_and_hears(), two.sees_and_hears())
    assert await one.ringing.count() == await two.ringing.count() == 0
    await two.presses("Hang up")
    await asyncio.gather(one.reaches("idle"), two.reaches("idle"))


async def test_a_call_is_not_taken_by_who_was_typing(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await callee.page.get_by_role("searchbox").press_sequentially("ann")
    await callee.page.evaluate(TYPE_ON)
    await caller.calls(bob.name)
    await callee.is_rung_by(alice.name)
    # Both keys were heard long ago; the word that they belong to is over.
    await wait_until(callee.page, "performance.now() > typed + 2100")
    await callee.reaches("incoming")
    await callee.page.keyboard.press("a")
    await asyncio.gather(caller.reaches("active"), callee.reaches("active"))


async def test_a_call_with_video_is_answered_by_voice_alone(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.calls(bob.name)
    await callee.is_rung_by(alice.name)
    await callee.presses("Answer without video")
    await asyncio.gather(caller.reaches("active"), callee.reaches("active"))
    await asyncio.gather(caller.sees_and_hears(picture=False), callee.sees_and_hears())
    await callee.has("Microphone", pressed=True)
    await callee.has("Camera", pressed=False)
    await caller.reads("camera is off")
    # It is a call with video all the same: nobody has to be asked.
    await callee.presses("Camera")
    await callee.has("Camera", pressed=True)
    await caller.sees_and_hears()
