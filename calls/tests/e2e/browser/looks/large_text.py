"""The page in a small window, with text of the size that a person has set in the browser."""

from typing import NamedTuple

from playwright.async_api import Page

from calls.tests.e2e.browser.looks.settled import SETTLED
from calls.tests.e2e.browser.visitor import SCRIPTS

REACH = (SCRIPTS / "reach.js").read_text()
USUAL_PX = 16
# The controls of a call hide from a person who only watches.
WAKE = "document.dispatchEvent(new Event('wheel'))"


class Reading(NamedTuple):
    """A window in CSS pixels, and the size of text in per cent of the usual one."""

    width: int
    height: int
    text: int


#: A phone, a window of 1280 x 1024 at 400 % (WCAG 1.4.10), and a phone on its side.
WINDOWS = ((360, 640), (320, 256), (640, 360))
READINGS = [Reading(*window, text) for window in WINDOWS for text in (100, 125, 150, 200)]
LARGEST = Reading(360, 640, 200)


async def out_of_reach(page: Page, *readings: Reading) -> list[str]:
    """What cannot be reached or read on this page, in each of these windows."""
    found: list[str] = []
    before = await page.evaluate("({ width: innerWidth, height: innerHeight, deviceScaleFactor: 1, mobile: false })")
    devtools = await page.context.new_cdp_session(page)
    for width, height, text in readings:
        window = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        sizes = {"standard": USUAL_PX * text // 100, "fixed": 13}
        await devtools.send("Emulation.setDeviceMetricsOverride", window)
        await devtools.send("Page.setFontSizes", {"fontSizes": sizes})
        await page.evaluate(WAKE)
        await page.evaluate(SETTLED)
        found += [f"{width}x{height}, {text} %: {finding}" for finding in await page.evaluate(REACH)]
    await devtools.send("Page.setFontSizes", {"fontSizes": {"standard": USUAL_PX, "fixed": 13}})
    await devtools.send("Emulation.setDeviceMetricsOverride", before)
    await devtools.detach()
    await page.evaluate(SETTLED)
    return found
