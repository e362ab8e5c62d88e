"""The dialog for sound and video."""

from playwright.async_api import Locator, expect

from calls.tests.e2e.browser.visitor import Visitor
from calls.tests.harness.process import HANG


def settings(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("dialog", name="Sound and video")


async def open_settings(visitor: Visitor) -> Locator:
    """From the people page, or from the menu in a call."""
    if await visitor.button("More").is_visible():
        await visitor.click("More")
    await visitor.click("Settings")
    await expect(settings(visitor)).to_be_visible(timeout=HANG * 1000)
    return settings(visitor)
