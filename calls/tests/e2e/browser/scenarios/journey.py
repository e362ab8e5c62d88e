"""Leads two people on the call page through its states (usual.py, faults.py)."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser

from calls.tests.e2e.browser.stage import start_call
from calls.tests.e2e.browser.visitor import SCRIPTS, Visitor, leave_all, visit
from calls.tests.harness.people import Person

FAKE_PEOPLE = (SCRIPTS / "fake_people.js").read_text()
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
# Chooses a file of so many bytes, as the browser's own dialog does.
CHOOSE = """([name, size]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(size)], name));
  attached.files = data.files;
  attached.dispatchEvent(new Event("change"));
}"""
Coming = Callable[[], Awaitable[Visitor]]


class Journey:
    """Alice, whose page is looked at, and Bob, with whom she talks. Each scenario begins on the people page."""

    def __init__(self, me: Visitor, peer: Visitor, another: Coming, third: Coming) -> None:
        self.me, self.peer = me, peer
        #: One more device of Alice's.
        self.another = another
        #: Somebody else, where there is one.
        self.third = third
        #: What is looked at.
        self.page = me.page

    @classmethod
    @asynccontextmanager
    async def begin(
        cls, browser: Browser, people: Sequence[Person], size: str, *, fine: bool = False, **common: Any
    ) -> AsyncIterator["Journey"]:
        """A `fine` one has pictures to be looked at: they take most of the processor. `common`: see `visit`."""
        alice, bob = people[:2]
        visitors: list[Visitor] = []

        async def come(person: Person, face: dict[str, object], **options: Any) -> Visitor:
            visitor = await visit(browser, person, **common, **options)
            visitors.append(visitor)
            looks = f"({FAKE_PEOPLE})({json.dumps(face | {'fine': fine})})"
            await visitor.add_init_script(looks)
            await visitor.page.evaluate(looks)
            return visitor

        phone = size != "desktop"
        me = await come(alice, ALICE, viewport=SIZES[size], has_touch=phone, is_mobile=phone)
        peer = await come(bob, BOB)
        try:
            yield cls(me, peer, lambda: come(alice, ALICE), lambda: come(people[-1], BOB))
        except BaseException:
            # A call that goes on would take the processor from the tests that follow.
            for visitor in visitors:
                await visitor.context.close()
            raise
        await leave_all([me, peer])

    async def talk(self) -> None:
        me, peer = self.me, self.peer
        await start_call(me, peer)
        for visitor in (me, peer):
            await visitor.page.locator('#call[data-channel="true"]').wait_for()

    async def is_offered(self, name: str, size: int) -> None:
        """The peer, whose chat is open, offers a file of so many bytes."""
        await self.peer.page.evaluate(CHOOSE, [name, size])
