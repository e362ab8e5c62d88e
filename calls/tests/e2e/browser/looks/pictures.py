"""Pictures of pages, to be looked at by people (`make screenshots`)."""

import os
from pathlib import Path

from playwright.async_api import Page

from calls.tests.e2e.browser.looks.axe import THEMES
from calls.tests.e2e.browser.looks.settled import SETTLED
from calls.tests.e2e.browser.scenarios.journey import SIZES

#: The directory in which they are kept; empty if none are wanted.
PICTURES = os.environ.get("SCREENSHOTS", "")


async def take_pictures(page: Page, name: str) -> None:
    """Of the whole page, if pictures are wanted: `NAME-SIZE-THEME.png` on a desktop and a phone, light and dark."""
    if not PICTURES:
        return
    usual = page.viewport_size
    for size in ("desktop", "phone"):
        await page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
        for theme in THEMES:
            await page.emulate_media(color_scheme=theme)
            await page.evaluate(SETTLED)
            await page.evaluate("scrollTo(0, 0)")
            await page.screenshot(path=Path(PICTURES) / f"{name}-{size}-{theme}.png", full_page=True)
    await page.emulate_media(color_scheme="light")
    if usual:
        await page.set_viewport_size(usual)
