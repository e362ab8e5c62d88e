"""One road through every state that the call page shows, for whoever looks at each: tests, and pictures."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
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
SIZES = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}
THEMES = ("light", "dark")


@dataclass(frozen=True)
class Look:
    """How a person's browser shows pages."""

    size: str
    theme: str

    def __str__(self) -> str:
        return f"{self.size}-{self.theme}"

    @property
    def options(self) -> dict[str, Any]:
        return {"viewport": SIZES[self.size], "color_scheme": self.theme, "has_touch": self.size == "phone"}


LOOKS = [Look(size, theme) for size in SIZES for theme in THEMES]


class Journey:
    """Alice, whose page is looked at, and Bob, with whom she talks."""

    def __init__(self, me: Visitor, peer: Visitor, another: Callable[[], Awaitable[Visitor]]) -> None:
        self.me, self.peer = me, peer
        #: One more device of Alice's.
        self.another = another

    @classmethod
    async def begin(cls, browser: Browser, alice: Person, bob: Person, look: Look) -> "Journey":
        async def come(person: Person, face: dict[str, object], **options: Any) -> Visitor:
            visitor = await visit(browser, person, **options)
            await visitor.page.evaluate(f"({FACES})({json.dumps(face)})")
            return visitor

        return cls(await come(alice, ALICE, **look.options), await come(bob, BOB), lambda: come(alice, ALICE))

    async def states(self) -> AsyncIterator[str]:
        """The name of each state, while the page is in it."""
        for chapter in (self.before, self.ringing, self.talking, self.moving, self.after):
            async for name in chapter():
                yield name

    async def before(self) -> AsyncIterator[str]:
        yield "people"
        await self.me.page.get_by_role("searchbox").fill("nobody of this name")
        await self.me.reads("No one matches")
        yield "people-none"

    async def ringing(self) -> AsyncIterator[str]:
        me, peer = self.me, self.peer
        await me.calls(peer.name)
        await me.reaches("ringing")
        yield "ringing"
        await peer.presses("Decline")
        await me.reads("declined the call")
        yield "declined"
        async for name in self.by_voice():
            yield name
        await peer.calls(me.name)
        await me.is_rung_by(peer.name)
        yield "incoming"
        await me.presses("Accept")
        await asyncio.gather(me.reaches("active"), peer.reaches("active"))

    async def by_voice(self) -> AsyncIterator[str]:
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
        await me.presses("Hang up")
        await asyncio.gather(me.reaches("idle"), peer.reaches("idle"))

    async def verifying(self) -> AsyncIterator[str]:
        me = self.me
        await me.page.locator('#call[data-verify="ready"]').wait_for()
        await me.presses("More")
        await me.presses("Verify this call")
        yield "verify"
        await me.presses("They match")
        yield "verified"
        await me.presses("They differ")
        yield "codes-differ"
        await me.page.locator("#closePanel").click()

    async def talking(self) -> AsyncIterator[str]:
        me, peer = self.me, self.peer
        await asyncio.gather(me.sees_and_hears(sound=False), peer.sees_and_hears(sound=False))
        yield "talk"
        async for name in self.verifying():
            yield name
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
        for device in ("Camera", "Microphone"):
            await peer.presses(device)
            await me.presses(device)
        await me.sees_and_hears(sound=False)

    async def moving(self) -> AsyncIterator[str]:
        """The call goes to another device of hers, and is brought back."""
        me, other = self.me, await self.another()
        await me.presses("More")
        await me.presses("Continue on another device")
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
        await me.presses("Continue here")
        await asyncio.gather(me.reaches("active"), other.reaches("idle"))
        await me.sees_and_hears(sound=False)
        await other.leave()

    async def after(self) -> AsyncIterator[str]:
        me, peer = self.me, self.peer
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


Observer = Callable[[str, Visitor], Awaitable[None]]


async def travel(browser: Browser, alice: Person, bob: Person, look: Look, observe: Observer) -> None:
    """Take the whole road, and have each state looked at."""
    journey = await Journey.begin(browser, alice, bob, look)
    async for state in journey.states():
        await observe(state, journey.me)
    await journey.end()
