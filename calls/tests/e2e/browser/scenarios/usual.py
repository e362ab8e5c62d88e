"""Scenarios of the call page in its normal states. Each begins on the people page."""

import asyncio
from collections.abc import AsyncIterator

from calls.tests.e2e.browser.chat import open_chat, send_message
from calls.tests.e2e.browser.scenarios.journey import Journey
from calls.tests.e2e.browser.stage import choose_from_menu, fake_notifications, small_window


async def people(journey: Journey) -> AsyncIterator[str]:
    me, peer = journey.me, journey.peer
    yield "people"
    await me.search(peer.name)
    await me.page.locator(".favourite-button").first.click()
    await me.page.get_by_role("region", name="Favourites").wait_for()
    await me.page.locator(".person-open").first.click()
    await me.page.locator("#cardCalls:not([hidden])").wait_for()
    yield "card"
    await me.page.locator("#cardClose").click()
    await me.click("Do not disturb")
    yield "do-not-disturb"
    await me.click("Until another time…")
    await me.page.get_by_label("Time", exact=True).fill("")
    await me.click("Set this end time")
    await me.expect_text("Enter a time.")
    yield "do-not-disturb-until"
    await me.page.get_by_label("Note for others").fill("In a meeting until the train leaves")
    await me.click("Until tomorrow morning")
    await me.page.locator("#quietChip:not([hidden])").wait_for()
    await peer.click("Do not disturb")
    await peer.page.get_by_label("Note for others").fill("On the train, the line is bad")
    await peer.click("For 1 hour")
    await me.page.locator('.person[data-status="quiet"]').wait_for()
    yield "people-do-not-disturb"
    await me.page.locator("#quietChip").click()
    await me.button("Turn off").wait_for()
    yield "do-not-disturb-on"
    await me.page.locator("#quietClose").click()
    await me.page.locator(".person-open").first.click()
    await me.page.locator("#cardCalls:not([hidden])").wait_for()
    yield "card-do-not-disturb"
    await me.page.locator("#cardClose").click()
    await me.call(peer.name)
    await me.expect_text("does not want to be disturbed")
    yield "call-do-not-disturb"
    await me.click("Tell me when free")
    await me.expect_text("You will be told when")
    await me.page.locator(".person-open").first.click()
    await me.page.locator("#cardWaiting:not([hidden])").wait_for()
    yield "card-waiting"
    await me.page.locator("#cardClose").click()
    for each in (me, peer):
        await each.page.locator("#quietChip").click()
        await each.click("Turn off")
    await me.expect_text("is free now.")
    yield "people-free"
    await me.page.locator(".toast-card").filter(has_text="is free now.").get_by_role("button", name="Dismiss").click()
    await me.page.get_by_role("searchbox").fill("nobody of this name")
    await me.expect_text("No one matches")
    yield "people-none"
    await me.click("Settings")
    await me.page.locator('#settingsFrame[data-picture="on"]').wait_for()
    yield "settings"
    await me.page.locator("#settingsClose").click()
    await fake_notifications(me)
    await me.open()
    await me.button("Not now").wait_for()
    yield "people-notifications"


async def ringing(journey: Journey) -> AsyncIterator[str]:
    me, peer = journey.me, journey.peer
    await me.call(peer.name)
    await me.wait_for_state("ringing")
    yield "ringing"
    await peer.click("Decline")
    await me.expect_text("declined the call")
    yield "declined"
    await peer.call(me.name)
    await me.expect_call_from(peer.name)
    yield "incoming"
    await me.click("Decline")
    await asyncio.gather(me.wait_for_state("idle"), peer.wait_for_state("idle"))
    await me.page.evaluate("localStorage.setItem('videochat.devices', '{\"showsCaller\": true}')")
    await peer.call(me.name)
    await me.expect_call_from(peer.name)
    # On a site without a relay, none comes.
    await me.page.locator("#ringCaller:not([data-picture=awaited])").wait_for()
    yield "incoming-picture"
    await me.click("Decline")
    await peer.wait_for_state("idle")


async def voice(journey: Journey) -> AsyncIterator[str]:
    me, peer = journey.me, journey.peer
    await peer.page.get_by_role("searchbox").fill(me.name)
    await peer.click(f"Voice call to {me.name}")
    await me.expect_call_from(peer.name)
    yield "voice-incoming"
    await me.click("Accept")
    await asyncio.gather(me.wait_for_state("active"), peer.wait_for_state("active"))
    await peer.page.locator('#call[data-channel="true"]').wait_for()
    yield "voice"
    await peer.click("Camera")
    await me.button("Just watch").wait_for()
    yield "voice-asked"
    await me.click("Not now")
    await me.click("Camera")
    await me.expect_text("Asking")
    yield "voice-asking"


async def talking(journey: Journey) -> AsyncIterator[str]:
    me, peer = journey.me, journey.peer
    await journey.talk()
    yield "talk"
    await me.click("More")
    yield "more"
    await me.click("Call details")
    await me.expect_text("Call details")
    yield "details"
    await me.page.locator("#closePanel").click()
    await peer.click("Share screen")
    await me.page.locator('#call[data-remote-screen="beside"]').wait_for()
    yield "their-screen"
    await peer.click("Share screen")
    await me.click("Share screen")
    await me.expect_text("You are sharing your screen")
    yield "my-screen"
    await me.click("Share screen")
    for device in ("Camera", "Microphone"):
        await peer.click(device)
        await me.click(device)
    await me.expect_text("camera is off")
    yield "all-off"
    await me.page.keyboard.press("?")
    await me.page.locator("#shortcuts[open]").wait_for()
    yield "shortcuts"


async def crowded(journey: Journey) -> AsyncIterator[str]:
    """All that can stand on the stage at once, with the longest name that there is."""
    me, peer = journey.me, journey.peer
    await peer.call(me.name)
    await me.expect_call_from(peer.name)
    yield "crowded-incoming"
    await me.click("Accept")
    await asyncio.gather(me.wait_for_state("active"), peer.wait_for_state("active"))
    await me.page.locator('#call[data-channel="true"]').wait_for()
    await peer.click("Microphone")
    await me.page.evaluate("document.querySelector('.controls [data-device=screen]').click()")
    await me.expect_text("You are sharing your screen")
    yield "crowded"
    await me.click("More")
    yield "crowded-more"
    await me.click("Call details")
    yield "crowded-details"


async def chatting(journey: Journey) -> AsyncIterator[str]:
    me, peer = journey.me, journey.peer
    await journey.talk()
    await open_chat(me)
    yield "chat-empty"
    for visitor, text in (
        (me, "Did you get the garden plan?"),
        (peer, "Yes! https://garden.example/plan is lovely."),
    ):
        if visitor is peer:
            await open_chat(peer)
        await send_message(visitor, text)
        await me.expect_text(text.split()[0])
    await journey.is_offered("plan.txt", 7_600)
    await me.expect_text("plan.txt")
    yield "chat"


async def verifying(journey: Journey) -> AsyncIterator[str]:
    me, peer = journey.me, journey.peer
    await journey.talk()
    await me.page.locator('#call[data-verify="ready"]').wait_for()
    await choose_from_menu(me, "Verify this call")
    yield "verify"
    await me.click("They match")
    yield "verified"
    await peer.page.reload()
    await me.page.locator('#call[data-verify="stale"]').wait_for()
    yield "verify-stale"
    await me.click("They differ")
    yield "codes-differ"


async def moving(journey: Journey) -> AsyncIterator[str]:
    """The call goes to another device of hers, and is brought back."""
    await journey.talk()
    me, other = journey.me, await journey.another()
    await choose_from_menu(me, "Continue on another device")
    await me.expect_text("Move there")
    yield "other-devices"
    await me.click("Close")
    await other.click("Continue here")
    await asyncio.gather(other.wait_for_state("active"), me.wait_for_state("idle"))
    yield "other-device"
    await choose_from_menu(other, "Continue on another device")
    await other.page.get_by_text("Move there").click()
    await me.expect_text("Continue the call with")
    yield "continue-here"
    await me.page.get_by_role("dialog").get_by_role("button", name="Continue here").click()
    await asyncio.gather(me.wait_for_state("active"), other.wait_for_state("idle"))
    await me.expect_media(sound=False)
    await other.leave()


async def small(journey: Journey) -> AsyncIterator[str]:
    """The call is in a window of its own, which no phone has."""
    me, peer = journey.me, journey.peer
    if await me.page.evaluate("matchMedia('(pointer: coarse)').matches"):
        return
    await journey.talk()
    async with small_window(me) as window:
        yield "pip-placeholder"
        await peer.click("Camera")
        await peer.click("Microphone")
        journey.page = window
        yield "small"
        journey.page = me.page


async def ending(journey: Journey) -> AsyncIterator[str]:
    me, peer = journey.me, journey.peer
    await journey.talk()
    await peer.page.goto("about:blank")
    await me.wait_for_state("reconnecting")
    yield "reconnecting"
    # The peer has eight seconds to come back. On a busy machine they have passed by now.
    await me.wait_for_state("idle")
    yield "ended"
    await me.open("/history/")
    yield "history"
