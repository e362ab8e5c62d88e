"""One person's page in Chromium; buttons are found by their accessible names."""

import asyncio
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG

from .contexts import PooledContext, acquire

SCRIPTS = Path(__file__).parent / "scripts"
INSTRUMENT = (SCRIPTS / "instrument.js").read_text()
MEDIA_FLOW = (SCRIPTS / "media_flow.js").read_text()


class Evaluates(Protocol):
    """A page in any browser."""

    async def evaluate(self, expression: str, /) -> Any: ...


# As browsers say it after "Install". True once the service worker is active.
INSTALL = "() => { dispatchEvent(new Event('appinstalled')); return navigator.serviceWorker.ready.then(() => true); }"
DIRECT = """async () => {
  const pairs = await tests.pairs();
  return pairs.length > 0 && pairs.every(({ local, remote }) => local !== "relay" && remote !== "relay");
}"""


async def wait_until(page: Evaluates, condition: str, limit: float = HANG) -> None:
    """Wait until an expression or a function of the page is true: Playwright's own wait uses eval."""
    try:
        async with asyncio.timeout(limit):
            while not await page.evaluate(condition):  # noqa: ASYNC110  (a page sends its tests no events)
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"never became true: {condition}") from None


async def force_rejoin(asking: "Visitor", peer: "Visitor") -> None:
    """One page asks as it does when its connection cannot be healed: both make a new one."""
    both = (asking, peer)
    before = [await visitor.page.evaluate("tests.connections.length") for visitor in both]
    await asking.page.evaluate("tests.say({ type: 'rejoin' })")
    for visitor, number in zip(both, before, strict=True):
        await wait_until(visitor.page, f"() => tests.connections.length > {number}")
        await wait_until(visitor.page, "() => tests.connections.at(-1).connectionState === 'connected'")


class Visitor:
    def __init__(self, name: str, context: BrowserContext, page: Page, pooled: PooledContext | None = None) -> None:
        self.name = name
        self.context = context
        self.pooled = pooled
        self.page = page
        self.errors: list[str] = []
        #: What the server has said to this page, to all its sockets.
        self.heard: list[dict[str, Any]] = []
        page.on("websocket", lambda socket: socket.on("framereceived", self._hear))
        page.on("pageerror", lambda error: self.errors.append(f"{error}"))
        page.on("console", lambda said: self.errors.append(said.text) if said.type in ("error", "warning") else None)

    @classmethod
    async def arrive(
        cls, browser: Browser, origin: str, name: str, cookie: Any = None, granted: bool = True, **options: Any
    ) -> "Visitor":
        pooled = await acquire(browser, origin, granted, INSTRUMENT, options)
        pooled.context.set_default_timeout(HANG * 1000)
        if cookie:
            await pooled.context.add_cookies([cookie])
        return cls(name, pooled.context, await pooled.blank(), pooled)

    async def add_init_script(self, script: str) -> None:
        """Run the script in every later document, before the page's own scripts (Playwright's add_init_script)."""
        assert self.pooled is not None
        await self.pooled.add_init_script(script)

    def _hear(self, frame: str | bytes) -> None:
        self.heard.append(json.loads(frame))

    async def open(self, path: str = "/") -> "Visitor":
        await self.page.goto(path)
        if path.split("?")[0] == "/":
            await self.wait_for_state("idle")
            await expect(self.page.locator("#peopleCard")).to_have_attribute("aria-busy", "false", timeout=HANG * 1000)
        return self

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    @property
    def ringing(self) -> Locator:
        return self.page.get_by_role("dialog").filter(has=self.button("Accept"))

    async def wait_for_state(self, *states: str) -> None:
        """Wait until the call is in one of these states."""
        wanted = " , ".join(f'#call[data-state="{state}"]' for state in states)
        await self.page.locator(wanted).wait_for(state="attached")

    async def search(self, name: str) -> Locator:
        """Search for a person; return the button that calls them."""
        await self.page.get_by_role("searchbox").fill(name)
        button = self.button(f"Call {name}")
        await button.wait_for()
        return button

    async def call(self, name: str) -> None:
        await (await self.search(name)).click()

    async def load_features(self) -> None:
        """Load now what the page loads after a while: the features of a call."""
        await self.page.evaluate("import(JSON.parse(document.getElementById('config').textContent).lazy)")

    async def install(self) -> None:
        """Install the site: its service worker outlives this page, so no other test gets the context."""
        assert self.pooled is not None
        self.pooled.discard()
        await self.load_features()
        assert await self.page.evaluate(INSTALL)

    async def expect_call_from(self, name: str) -> None:
        dialog = self.page.get_by_role("dialog", name=name)
        await expect(dialog).to_be_visible(timeout=HANG * 1000)
        await self.wait_for_state("incoming")

    async def expect_button(self, name: str, *, pressed: bool) -> None:
        """Wait until a button is pressed, or is not."""
        await expect(self.button(name)).to_have_attribute("aria-pressed", str(pressed).lower(), timeout=HANG * 1000)

    async def expect_missed(self, calls: int) -> None:
        """Wait until the badge says so."""
        badge = self.page.locator("#missedBadge")
        if calls:
            await expect(badge).to_have_text(str(calls), timeout=HANG * 1000)
        else:
            await expect(badge).to_be_hidden(timeout=HANG * 1000)

    async def click(self, name: str) -> None:
        await self.button(name).click()

    async def expect_text(self, text: str | re.Pattern[str]) -> None:
        await expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible(timeout=HANG * 1000)

    async def expect_media(
        self, *, sound: bool = True, picture: bool = True, at: str = "#remoteVideo"
    ) -> dict[str, Any]:
        """Wait until the peer's frames keep coming, its pixels change and its sound has energy."""
        try:
            async with asyncio.timeout(HANG):
                found: dict[str, Any] = await self.page.evaluate(
                    MEDIA_FLOW, {"sound": sound, "picture": picture, "at": at}
                )
        except TimeoutError:
            raise AssertionError(
                f"{self.name} gets no media: {await self.page.evaluate('window.tests.last')}"
            ) from None
        return found

    async def wait_for_online(self, online: bool = True) -> None:
        """Wait until the page is connected to the server, or is not."""
        await self.page.locator(f'#call[data-online="{str(online).lower()}"]').wait_for(state="attached")

    def ignore_reconnect_errors(self) -> None:
        """Drop the errors that the browser itself logs for refused connections."""
        self.errors = [said for said in self.errors if "WebSocket connection" not in said]

    async def candidate_types(self) -> set[tuple[str, str]]:
        """The local and remote candidate types of each selected pair."""
        found = await self.page.evaluate("window.tests.pairs()")
        return {(pair["local"], pair["remote"]) for pair in found}

    async def goes_directly(self) -> None:
        """The media pass no relay. What has connected through one while it rang finds that a second later."""
        await wait_until(self.page, DIRECT)

    async def leave(self) -> None:
        await leave_all([self])


async def leave_all(visitors: Sequence[Visitor]) -> None:
    """Close these pages, none of which may have logged an error."""
    for visitor in visitors:
        if visitor.pooled and not visitor.errors:
            await visitor.pooled.release()
        else:
            await visitor.context.close()
    complaints = {visitor.name: visitor.errors for visitor in visitors if visitor.errors}
    assert complaints == {}, f"pages complained: {complaints}"


async def visit(
    browser: Browser,
    person: Person,
    path: str = "/",
    worker: int | None = None,
    granted: bool = True,
    **options: Any,
) -> Visitor:
    """The call page of somebody who is signed in already; `options` are Playwright's of a context."""
    origin = person.worker(worker).origin
    visitor = await Visitor.arrive(browser, origin, person.name, person.browser_cookie(worker), granted, **options)
    return await visitor.open(path)


async def talk(caller: Visitor, callee: Visitor) -> None:
    await caller.call(callee.name)
    await callee.expect_call_from(caller.name)
    await callee.click("Accept")
    await asyncio.gather(caller.wait_for_state("active"), callee.wait_for_state("active"))
    await asyncio.gather(caller.expect_media(), callee.expect_media())
