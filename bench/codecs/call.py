"""A call between two bare pages, each in a browser of its own, so that their processors' times are told apart."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserType, CDPSession, Page, Route, async_playwright

PAGE = (Path(__file__).parent / "page.js").read_text()
FLAGS = [
    "--no-sandbox", "--autoplay-policy=no-user-gesture-required", "--disable-background-networking",
    "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream=fps=30,display-media-type=browser",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
]  # fmt: skip

#: Of VideoFrame's formats, those that decoders give.
LAYOUTS = {"I420": "yuv420p", "NV12": "nv12"}


@dataclass
class Frame:
    width: int
    height: int
    #: of the pixels, as ffmpeg calls it
    layout: str
    planes: bytes

    def arguments(self) -> list[str]:
        """For ffmpeg, before the name of a file of such frames."""
        return ["-f", "rawvideo", "-pix_fmt", self.layout, "-s", f"{self.width}x{self.height}"]


class End:
    """One page of the call."""

    def __init__(self, page: Page, processes: CDPSession) -> None:
        self.page = page
        self.processes = processes

    async def cpu_seconds(self) -> float:
        """What the page's process has used so far, all its threads together."""
        found = (await self.processes.send("SystemInfo.getProcessInfo"))["processInfo"]
        return float(sum(one["cpuTime"] for one in found if one["type"] == "renderer"))

    async def stats(self, kind: str) -> dict[str, Any]:
        return dict(await self.page.evaluate("statsOf", kind))

    async def record(self, count: int) -> list[Frame]:
        """The next received frames."""
        return await self.recorded(await self.page.evaluate("record", count))

    async def recorded(self, found: list[dict[str, Any]]) -> list[Frame]:
        return [
            Frame(
                one["width"],
                one["height"],
                LAYOUTS[one["format"]],
                base64.b64decode(await self.page.evaluate("frameAt", index)),
            )
            for index, one in enumerate(found)
        ]

    async def watch(self) -> None:
        """From now on the last received frame is kept."""
        await self.page.evaluate("watch")


@dataclass
class Call:
    sender: End
    receiver: End


async def open_page(browser: Browser, html: str) -> End:
    async def serve(route: Route) -> None:
        await route.fulfill(body=html, content_type="text/html")

    page = await browser.new_page(viewport={"width": 1920, "height": 1080})
    await page.route("**/*", serve)
    await page.goto("https://bench.test/")
    await page.add_script_tag(content=PAGE)
    return End(page, await browser.new_browser_cdp_session())


@asynccontextmanager
async def call(
    program: str, film: Path, offer: dict[str, Any], html: str = "<title>bench</title>"
) -> AsyncIterator[Call]:
    """A call in which the first page sends what `offer` says (page.js), and whose pages are connected."""
    async with async_playwright() as playwright, AsyncExitStack() as stack:

        async def end(kind: BrowserType, *flags: str) -> End:
            browser = await kind.launch(executable_path=program, args=[*FLAGS, *flags])
            stack.push_async_callback(browser.close)
            return await open_page(browser, html)

        chromium = playwright.chromium
        sender, receiver = await asyncio.gather(
            end(chromium, f"--use-file-for-fake-video-capture={film}"), end(chromium)
        )
        description = await sender.page.evaluate("offer", offer)
        await sender.page.evaluate("accept", await receiver.page.evaluate("answer", description))
        await sender.page.wait_for_function("pc.connectionState === 'connected'")
        yield Call(sender, receiver)
