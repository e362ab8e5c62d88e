"""Missing or failing browser APIs: the page lists people, calls with what is there, and says what cannot work."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import expect

from calls.tests.e2e.browser.broken_apis import broken
from calls.tests.e2e.browser.stage import choose_from_menu
from calls.tests.e2e.browser.visitor import SCRIPTS, Visitor
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG

FAILING_HANDLERS = (SCRIPTS / "failing_handlers.js").read_text()
#: What the page uses if it is there.
OPTIONAL = [
    "AbortSignal.timeout",
    "AnalyserNode",
    "AudioContext",
    "AudioContext.prototype.setSinkId",
    "BroadcastChannel",
    "Crypto.prototype.randomUUID",
    "Crypto.prototype.subtle",
    "DataTransfer",
    "Document.prototype.fullscreenEnabled",
    "Document.prototype.pictureInPictureEnabled",
    "Element.prototype.checkVisibility",
    "Element.prototype.requestFullscreen",
    "Element.prototype.setPointerCapture",
    "GainNode",
    "HTMLElement.prototype.hidePopover",
    "HTMLMediaElement.prototype.setSinkId",
    "HTMLVideoElement.prototype.requestPictureInPicture",
    "HTMLVideoElement.prototype.requestVideoFrameCallback",
    "IntersectionObserver",
    "Intl.ListFormat",
    "MediaCapabilities.prototype.encodingInfo",
    "MediaDevices.prototype.enumerateDevices",
    "MediaDevices.prototype.getDisplayMedia",
    "MediaDevices.prototype.getSupportedConstraints",
    "MediaRecorder",
    "MediaStreamAudioDestinationNode",
    "MediaStreamTrack.prototype.clone",
    "Navigator.prototype.clipboard",
    "Navigator.prototype.connection",
    "Navigator.prototype.credentials",
    "Navigator.prototype.hardwareConcurrency",
    "Navigator.prototype.languages",
    "Navigator.prototype.locks",
    "Navigator.prototype.maxTouchPoints",
    "Navigator.prototype.mediaCapabilities",
    "Navigator.prototype.permissions",
    "Navigator.prototype.platform",
    "Navigator.prototype.serviceWorker",
    "Navigator.prototype.userAgentData",
    "Navigator.prototype.vibrate",
    "Navigator.prototype.wakeLock",
    "Notification",
    "OscillatorNode",
    "PublicKeyCredential",
    "Permissions.prototype.query",
    "RTCPeerConnection.generateCertificate",
    "RTCRtpReceiver.prototype.getStats",
    "RTCRtpReceiver.prototype.getSynchronizationSources",
    "RTCRtpSender.prototype.getStats",
    "RTCRtpSender.prototype.setParameters",
    "RTCRtpSender.prototype.setStreams",
    "ResizeObserver",
    "WakeLock.prototype.request",
    "documentPictureInPicture",
    "localStorage",
    "requestIdleCallback",
    "sessionStorage",
    "structuredClone",
    "visualViewport",
]
CANNOT_CALL = "This browser cannot make calls"
NOT_SECURE = "This page is not secure"
NO_DEVICES = "This browser gives pages no camera and no microphone"
FAILED = "That did not work"
INSECURE = [
    ("isSecureContext", {"value": False}),
    ("Navigator.prototype.mediaDevices", "missing"),
    ("Crypto.prototype.randomUUID", "missing"),
    ("Crypto.prototype.subtle", "missing"),
    ("Navigator.prototype.locks", "missing"),
]
#: Broken APIs, what the page says once it is loaded, and what it says when a call is placed: None if it rings.
ROWS: list[tuple[str, list[tuple[str, Any]], str | None, str | None]] = [
    ("no WebRTC", [("RTCPeerConnection", "missing")], CANNOT_CALL, CANNOT_CALL),
    ("WebRTC turned off", [("RTCPeerConnection", {"value": None})], CANNOT_CALL, CANNOT_CALL),
    ("WebRTC throws", [("RTCPeerConnection", "throws")], None, CANNOT_CALL),
    ("certificates never come", [("RTCPeerConnection.generateCertificate", "never")], None, None),
    ("what encoders cost never comes", [("MediaCapabilities.prototype.encodingInfo", "never")], None, None),
    ("an insecure page", INSECURE, NOT_SECURE, None),
    ("no devices", [("Navigator.prototype.mediaDevices", "missing")], NO_DEVICES, None),
    ("devices forbidden", [("MediaDevices.prototype.getUserMedia", "missing")], NO_DEVICES, None),
    ("locks never come", [("LockManager.prototype.request", "never")], None, None),
    ("a locale of the system", [("Navigator.prototype.languages", {"value": ["en-US@posix"]})], None, None),
    ("no languages", [("Navigator.prototype.languages", {"value": None})], None, None),
    ("no random numbers", [("Crypto.prototype.getRandomValues", "throws")], None, FAILED),
    ("what every page needs", [("MutationObserver", "missing")], "This page could not start", None),
]


async def is_listed(visitor: Visitor, person: Person) -> None:
    await visitor.wait_for_online()
    await expect(visitor.page.locator("#peopleCard")).to_have_attribute("aria-busy", "false", timeout=HANG * 1000)
    await visitor.search(person.name)


async def is_cancelled(caller: Visitor) -> None:
    await caller.wait_for_state("calling", "ringing")
    await caller.click("Hang up")
    await caller.wait_for_state("idle")


@pytest.mark.tier2
async def test_without_what_is_optional_a_page_calls_all_the_same(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice, "/healthz"), await open_page(bob)
    for how in ("missing", "throws"):
        async with broken(caller, [(path, how) for path in OPTIONAL]):
            await is_listed(caller, bob)
            await caller.click("Settings")
            await caller.click("Play a test sound")
            await caller.expect_text("The test sound could not be played.")
            await caller.click("Done")
            await caller.call(bob.name)
            await callee.expect_call_from(alice.name)
            await callee.click("Accept")
            # The proof of sound needs an AudioContext.
            await asyncio.gather(caller.expect_media(sound=False), callee.expect_media())
            for entry in ("Full screen", "Picture in picture"):
                await expect(caller.button(entry)).to_be_hidden()
            await choose_from_menu(caller, "Call details")
            await caller.click("Copy report")
            await caller.expect_text("does not allow copying")
            await caller.click("Hang up")
            await asyncio.gather(caller.wait_for_state("idle"), callee.wait_for_state("idle"))
            await caller.expect_text("has ended")


@pytest.mark.tier2
async def test_each_api_that_stops_calls_is_said_in_words(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, _ = await open_page(alice, "/healthz"), await open_page(bob)
    for _name, apis, loaded, pressed in ROWS:
        async with broken(caller, apis):
            if loaded:
                await caller.expect_text(loaded)
            if loaded == "This page could not start":
                continue
            await is_listed(caller, bob)
            await caller.call(bob.name)
            if pressed:
                await caller.expect_text(pressed)
                await caller.wait_for_state("idle")
            else:
                await is_cancelled(caller)
    caller.errors = [said for said in caller.errors if "broken" not in said and "MutationObserver" not in said]


@pytest.mark.tier2
async def test_a_browser_without_modules_says_that_it_cannot_run_the_page(open_page: OpenPage, alice: Person) -> None:
    visitor = await open_page(alice, "/healthz")
    await visitor.page.route("**/calls/main*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    await visitor.page.goto("/")
    script = visitor.page.locator("script[nomodule]")
    source = await visitor.page.request.get(str(await script.get_attribute("src")))
    await visitor.page.evaluate(await source.text())
    await visitor.expect_text("This page could not start")


@pytest.mark.tier2
@pytest.mark.parametrize("how", ["missing", "throws"])
async def test_each_optional_api_alone(open_page: OpenPage, alice: Person, bob: Person, how: str) -> None:
    caller, _ = await open_page(alice, "/healthz"), await open_page(bob)
    for path in OPTIONAL:
        async with broken(caller, [(path, how)]):
            await is_listed(caller, bob)
            await caller.call(bob.name)
            await is_cancelled(caller)
            assert caller.errors == [], path


@pytest.mark.tier2
async def test_who_cannot_take_calls_and_the_caller_read_so(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob, "/healthz")
    async with broken(callee, [("RTCPeerConnection", "missing")]):
        await callee.wait_for_online()
        await caller.call(bob.name)
        await caller.expect_text(f"{bob.name}\u2019s browser cannot take calls")
        await callee.expect_text(f"{alice.name} called you, but this browser cannot take calls")
        # With another device it rings there, and here it says so.
        other = await open_page(bob)
        await caller.call(bob.name)
        await other.expect_call_from(alice.name)
        await callee.expect_text("This browser cannot take calls")
        await expect(callee.button("Accept")).to_be_hidden()
        await other.click("Accept")
        await asyncio.gather(caller.wait_for_state("active"), callee.wait_for_state("idle"))
        await caller.click("Hang up")


@pytest.mark.tier2
@pytest.mark.parametrize("how", ["throws", "rejects"])
async def test_every_handler_that_fails_is_answered_with_a_sentence(
    open_page: OpenPage, alice: Person, bob: Person, how: str
) -> None:
    visitor, _ = await open_page(alice, "/healthz"), await open_page(bob)
    await visitor.add_init_script(FAILING_HANDLERS)
    await visitor.open()
    await visitor.load_features()
    await visitor.search(bob.name)
    failed = await visitor.page.evaluate("how => tests.failEachHandler(how)", how)
    assert {"click", "keydown", "input", "change", "submit", "drop", "pointerdown"} <= set(failed)
    assert {kind: silent for kind, (_, silent) in failed.items() if silent} == {}
    assert failed["click"][0] > 60
    visitor.errors.clear()


async def test_a_press_that_fails_is_answered_with_a_sentence(open_page: OpenPage, alice: Person) -> None:
    visitor = await open_page(alice)
    plant = "() => { HTMLDialogElement.prototype.showModal = () => { throw new Error('planted') } }"
    await visitor.page.evaluate(plant)
    # Within the press, and in a promise that it begins.
    for press in ("?", "Settings"):
        await (visitor.page.keyboard.press(press) if press == "?" else visitor.click(press))
        await visitor.expect_text(FAILED)
        await visitor.click("Dismiss")
    assert len(visitor.errors) == 2
    visitor.errors.clear()
