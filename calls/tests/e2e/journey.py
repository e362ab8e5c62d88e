"""The states that the call page shows, in chapters, for whoever looks at each: tests, and pictures."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

from playwright.async_api import Browser

from calls.tests.harness.people import Person

from .visitor import Visitor, visit

FACES = (Path(__file__).parent / "faces.js").read_text()
ALICE = {
    "skin": "#eec9ae", "shade": "#d6ab8d", "hair": "#4b2b20", "shirt": "#4558a6", "wall": "#f4e8d8", "floor": "#d9c9b8",
    "longHair": True,
}  # fmt: skip
BOB = {
    "skin": "#c58a63", "shade": "#a06f4c", "hair": "#1b1413", "shirt": "#e29f52", "wall": "#dcf0f2", "floor": "#b4cbd0",
    "longHair": False,
}  # fmt: skip
SIZES = {
    "desktop": {"width": 1280, "height": 800},
    "phone": {"width": 390, "height": 844},
    "small phone": {"width": 320, "height": 640},
    "phone on its side": {"width": 844, "height": 390},
    "small window": {"width": 640, "height": 400},
}
THEMES = ("light", "dark")


class Journey:
    """Alice, whose page is looked at, and Bob, with whom she talks. Each chapter begins with both in the lobby."""

    def __init__(self, me: Visitor, peer: Visitor, another: Callable[[], Awaitable[Visitor]]) -> None:
        self.me, self.peer = me, peer
        #: One more device of Alice's.
        self.another = another

    @classmethod
    async def begin(cls, browser: Browser, alice: Person, bob: Person, size: str) -> "Journey":
        async def come(person: Person, face: dict[str, object], **options: Any) -> Visitor:
            visitor = await visit(browser, person, **options)
            await visitor.page.evaluate(f"({FACES})({json.dumps(face)})")
            return visitor

        phone = size != "desktop"
        me = await come(alice, ALICE, viewport=SIZES[size], has_touch=phone, is_mobile=phone)
        return cls(me, await come(bob, BOB), lambda: come(alice, ALICE))

    async def talk(self) -> None:
        me, peer = self.me, self.peer
        await me.calls(peer.name)
        await peer.is_rung_by(me.name)
        await peer.presses("Accept")
        await asyncio.gather(me.reaches("active"), peer.reaches("active"))
        await asyncio.gather(me.sees_and_hears(sound=False), peer.sees_and_hears(sound=False))
        for visitor in (me, peer):
            await visitor.page.locator('#call[data-channel="true"]').wait_for()

    async def chooses(self, *names: str) -> None:
        """What stands behind "More"."""
        await self.me.presses("More")
        for name in names:
            await self.me.presses(name)

    async def lobby(self) -> AsyncIterator[str]:
        me = self.me
        yield "people"
        await me.page.get_by_role("searchbox").fill("nobody of this name")
        await me.reads("No one matches")
        yield "people-none"
        await me.presses("Settings")
        await me.page.locator('#settingsFrame[data-picture="on"]').wait_for()
        yield "settings"
        await me.page.locator("#settingsClose").click()

    async def ringing(self) -> AsyncIterator[str]:
        me, peer = self.me, self.peer
        await me.calls(peer.name)
        await me.reaches("ringing")
        yield "ringing"
        await peer.presses("Decline")
        await me.reads("declined the call")
        yield "declined"
        await peer.calls(me.name)
        await me.is_rung_by(peer.name)
        yield "incoming"
        await me.presses("Decline")
        await peer.reaches("idle")

    async def voice(self) -> AsyncIterator[str]:
        me, peer = self.me, self.peer
        await peer.page.get_by_role("searchbox").fill(me.name)
        await peer.presses(f"Voice call to {me.name}")
        await me.is_rung_by(peer.name)
        yield "voice-incoming"
        await me.presses("Accept")
        await asyncio.gather(me.reaches("active"), peer.reaches("active"))
        await peer.page.locator('#call[data-channel="true"]').wait_for()
        yield "voice"
        await peer.presses("Camera")
        await me.button("Just watch").wait_for()
        yield "voice-asked"
        await me.presses("Not now")
        await me.presses("Camera")
        await me.reads("Asking")
        yield "voice-asking"

    async def talking(self) -> AsyncIterator[str]:
        me, peer = self.me, self.peer
        await self.talk()
        yield "talk"
        await me.presses("More")
        yield "more"
        await me.presses("Call details")
        await me.reads("Call details")
        yield "details"
        await me.page.locator("#closePanel").click()
        await peer.presses("Share screen")
        await me.page.locator('#call[data-remote-screen="beside"]').wait_for()
        yield "their-screen"
        await peer.presses("Share screen")
        await me.presses("Share screen")
        await me.reads("You are sharing your screen")
        yield "my-screen"
        await me.presses("Share screen")
        for device in ("Camera", "Microphone"):
            await peer.presses(device)
            await me.presses(device)
        await me.reads("camera is off")
        yield "all-off"
        await me.page.keyboard.press("?")
        await me.page.locator("#shortcuts[open]").wait_for()
        yield "shortcuts"

    async def crowded(self) -> AsyncIterator[str]:
        """All that can stand on the stage at once, with the longest name that there is."""
        me, peer = self.me, self.peer
        await peer.calls(me.name)
        await me.is_rung_by(peer.name)
        yield "incoming"
        await me.presses("Accept")
        await asyncio.gather(me.reaches("active"), peer.reaches("active"))
        await me.page.locator('#call[data-channel="true"]').wait_for()
        await peer.presses("Microphone")
        await me.page.evaluate("document.querySelector('.controls [data-device=screen]').click()")
        await me.reads("You are sharing your screen")
        yield "crowded"
        await me.presses("More")
        yield "crowded-more"
        await me.presses("Call details")
        yield "crowded-details"

    async def chatting(self) -> AsyncIterator[str]:
        me, peer = self.me, self.peer
        await self.talk()
        await me.presses("Chat")
        yield "chat-empty"
        for visitor, text in (
            (me, "Did you get the garden plan?"),
            (peer, "Yes! https://garden.example/plan is lovely."),
        ):
            if visitor is peer:
                await peer.presses("Chat")
            await visitor.page.get_by_role("textbox", name="Message").fill(text)
            await visitor.page.keyboard.press("Enter")
            await me.reads(text.split()[0])
        await peer.page.locator("input[type=file]").set_input_files(
            {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"Beans by the wall. " * 400}
        )
        await me.reads("plan.txt")
        yield "chat"

    async def verifying(self) -> AsyncIterator[str]:
        me = self.me
        await self.talk()
        await me.page.locator('#call[data-verify="ready"]').wait_for()
        await self.chooses("Verify this call")
        yield "verify"
        await me.presses("They match")
        yield "verified"
        await me.presses("They differ")
        yield "codes-differ"

    async def moving(self) -> AsyncIterator[str]:
        """The call goes to another device of hers, and is brought back."""
        await self.talk()
        me, other = self.me, await self.another()
        await self.chooses("Continue on another device")
        await me.reads("Move there")
        yield "other-devices"
        await me.presses("Close")
        await other.presses("Continue here")
        await asyncio.gather(other.reaches("active"), me.reaches("idle"))
        yield "elsewhere"
        await other.presses("More")
        await other.presses("Continue on another device")
        await other.page.get_by_text("Move there").click()
        await me.reads("Continue the call with")
        yield "continue-here"
        await me.page.get_by_role("dialog").get_by_role("button", name="Continue here").click()
        await asyncio.gather(me.reaches("active"), other.reaches("idle"))
        await me.sees_and_hears(sound=False)
        await other.leave()

    async def ending(self) -> AsyncIterator[str]:
        me, peer = self.me, self.peer
        await self.talk()
        await peer.page.goto("about:blank")
        await me.reaches("reconnecting")
        yield "reconnecting"
        await me.presses("Hang up")
        await me.reaches("idle")
        yield "ended"
        await me.open("/history/")
        yield "history"

    async def end(self) -> None:
        for visitor in (self.me, self.peer):
            await visitor.leave()


CHAPTERS = {
    chapter.__name__: chapter
    for chapter in (
        Journey.lobby,
        Journey.ringing,
        Journey.voice,
        Journey.talking,
        Journey.chatting,
        Journey.verifying,
        Journey.moving,
        Journey.ending,
    )
}
