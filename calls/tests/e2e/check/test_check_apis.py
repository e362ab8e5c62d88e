"""The set-up check in browsers that lack or forbid APIs: each has a verdict in words, and stops no other step."""

from typing import Any

import pytest

from calls.tests.e2e.browser.broken_apis import broken
from calls.tests.e2e.browser.setup_check import Verdicts, expect_verdicts, run_check
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

pytestmark = pytest.mark.tier2
INSECURE = [
    ("isSecureContext", {"value": False}),
    ("Navigator.prototype.mediaDevices", "missing"),
    ("Crypto.prototype.randomUUID", "missing"),
    ("Navigator.prototype.locks", "missing"),
]
NO_WEBRTC: Verdicts = {
    "browser": ("fails", "WebRTC is missing"),
    "turn-udp": ("skipped", "WebRTC"),
    "turn-tcp": ("skipped", "WebRTC"),
    "stun": ("skipped", "WebRTC"),
    "turn-tls": ("skipped", "WebRTC"),
    "relay": ("skipped", "WebRTC"),
}
NO_LEVEL = {"microphone": ("limited", "does not show its level")}
NOT_OPENED: Verdicts = {
    "camera": ("fails", "not opened"),
    "microphone": ("fails", "not opened"),
}
BLOCKED: Verdicts = {
    "permissions": ("fails", "blocked"),
    "camera": ("fails", "blocked"),
    "microphone": ("fails", "blocked"),
}
NO_DEVICES: Verdicts = {
    "browser": ("limited", "no camera and no microphone"),
    "permissions": ("skipped", "no devices"),
    "camera": ("fails", "gives this page no camera"),
    "microphone": ("fails", "gives this page no microphone"),
}
#: Broken APIs, and the steps whose verdict that changes: the state, and words of what the page says.
ROWS: list[tuple[str, list[tuple[str, Any]], Verdicts]] = [
    ("no WebRTC", [("RTCPeerConnection", "missing")], NO_WEBRTC),
    ("WebRTC throws", [("RTCPeerConnection", "throws")], NO_WEBRTC),
    (
        "no data channels",
        [("RTCPeerConnection.prototype.createDataChannel", "throws")],
        {"turn-udp": ("fails", "error"), "turn-tcp": ("fails", "error"), "relay": ("skipped", "relay")},
    ),
    (
        "an insecure page",
        INSECURE,
        {
            "secure": ("fails", "https"),
            "permissions": ("skipped", "secure page"),
            "camera": ("fails", "https"),
            "microphone": ("fails", "https"),
        },
    ),
    ("no devices", [("Navigator.prototype.mediaDevices", "missing")], NO_DEVICES),
    ("devices never open", [("MediaDevices.prototype.getUserMedia", "never")], NOT_OPENED),
    ("devices throw", [("MediaDevices.prototype.getUserMedia", "throws")], BLOCKED),
    ("no sound", [("AudioContext", "missing")], NO_LEVEL),
    ("no analyser", [("AnalyserNode", "throws")], NO_LEVEL),
    ("no clones", [("MediaStreamTrack.prototype.clone", "throws")], NO_LEVEL),
    *(
        (path, [(path, how)], {})
        for path, how in (
            ("Navigator.prototype.permissions", "missing"),
            ("Permissions.prototype.query", "never"),
            ("MediaDevices.prototype.enumerateDevices", "throws"),
            ("Navigator.prototype.userAgent", "throws"),
            ("Navigator.prototype.maxTouchPoints", "missing"),
            ("HTMLCanvasElement.prototype.getContext", "throws"),
            ("RTCPeerConnection.prototype.getStats", "throws"),
        )
    ),
]
#: What this site and the camera of the tests give.
USUAL = {"camera": "limited", "stun": "skipped", "turn-tls": "skipped", "recording": "request", "speaker": "request"}
#: Broken APIs, the button that needs them, and what the page says then.
SOUNDS: list[tuple[list[tuple[str, Any]], str, str]] = [
    ([("MediaRecorder", "missing")], "Record 3 seconds", "This browser cannot record"),
    ([("MediaRecorder", "throws")], "Record 3 seconds", "refused this with an error"),
    ([("Navigator.prototype.mediaDevices", "missing")], "Record 3 seconds", "gives this page no microphone"),
    ([("AudioContext", "missing")], "Play a tone", "The tone could not be played."),
    ([("HTMLMediaElement.prototype.play", "throws")], "Play a tone", "The tone could not be played."),
    ([("HTMLMediaElement.prototype.play", "throws")], "Record 3 seconds", "The recording could not be played."),
    ([("URL.createObjectURL", "throws")], "Record 3 seconds", "The recording could not be played."),
]


@pytest.mark.parametrize(("name", "apis", "expected"), ROWS, ids=[name for name, *_ in ROWS])
async def test_a_broken_api_has_a_verdict_and_stops_no_other_step(
    open_page: OpenPage, alice: Person, name: str, apis: list[tuple[str, Any]], expected: Verdicts
) -> None:
    visitor = await open_page(alice, "/healthz")
    async with broken(visitor, apis, "/check/"):
        await visitor.wait_for_online()
        verdicts = await run_check(visitor)
        expect_verdicts(verdicts, expected)
        others = {step: state for step, (state, _) in verdicts.items() if step not in expected}
        assert others == {step: USUAL.get(step, "works") for step in others}, verdicts
    visitor.errors = [said for said in visitor.errors if "broken" not in said]


async def test_sounds_that_cannot_be_made_are_said_in_words(open_page: OpenPage, alice: Person) -> None:
    visitor = await open_page(alice, "/healthz")
    for apis, button, text in SOUNDS:
        async with broken(visitor, apis, "/check/"):
            await visitor.wait_for_online()
            await visitor.click(button)
            await visitor.expect_text(text)
    assert visitor.errors == []


async def test_a_report_that_cannot_be_copied_is_shown(open_page: OpenPage, alice: Person) -> None:
    visitor = await open_page(alice, "/healthz")
    for how in ("missing", "throws"):
        async with broken(visitor, [("Navigator.prototype.clipboard", how)], "/check/"):
            await run_check(visitor)
            await visitor.click("Copy report")
            await visitor.expect_text("does not allow copying")
            shown = await visitor.page.get_by_role("textbox", name="Report").input_value()
            assert "[Works] Server: Connected" in shown
