"""What sticks out of the window, or of what cuts it off."""

from playwright.async_api import Page

from calls.tests.e2e.browser.looks.settled import SETTLED
from calls.tests.e2e.browser.scenarios.journey import SIZES
from calls.tests.e2e.browser.visitor import SCRIPTS

STICKS_OUT = (SCRIPTS / "sticks_out.js").read_text()


async def at_sizes(page: Page, *sizes: str) -> list[str]:
    """What sticks out of the page at these sizes; a small one has a finger instead of a mouse."""
    found = []
    devtools = await page.context.new_cdp_session(page)
    for size in (*sizes, "desktop"):
        phone = size != "desktop"
        screen = {"deviceScaleFactor": 1, "mobile": phone, **SIZES[size]}
        await devtools.send("Emulation.setDeviceMetricsOverride", screen)
        await devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": phone})
        await page.evaluate(SETTLED)
        if phone:
            found += [f"{size}: {finding}" for finding in await page.evaluate(STICKS_OUT)]
    await devtools.detach()
    return found
