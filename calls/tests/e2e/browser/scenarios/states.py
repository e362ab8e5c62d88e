"""All scenarios, and what is wrong with the states that they lead through."""

from collections.abc import AsyncIterator, Awaitable, Callable

from playwright.async_api import Page

from calls.tests.e2e.browser.looks.axe import CONTRAST, axe_findings, load_axe
from calls.tests.e2e.browser.looks.large_text import LARGEST, out_of_reach
from calls.tests.e2e.browser.looks.layout import STICKS_OUT, at_sizes
from calls.tests.e2e.browser.scenarios import faults, usual
from calls.tests.e2e.browser.scenarios.journey import Journey

Scenario = Callable[[Journey], AsyncIterator[str]]
#: Says what is wrong with a state of this name.
Look = Callable[[str, Page], Awaitable[list[str]]]
SCENARIOS: list[Scenario] = [
    usual.people, usual.ringing, usual.voice, usual.talking, usual.chatting, usual.verifying,
    usual.moving, usual.small, usual.ending, faults.without_devices, faults.muted,
    faults.struggling, faults.out_of_reach, faults.interrupted,
    faults.not_verified, faults.replaced_by_other_tab,
]  # fmt: skip
#: Those of the first tier: what everybody sees in a call.
COMMON: list[Scenario] = [usual.people, usual.talking]


async def wrong_with(scenario: Scenario, journey: Journey, look: Look) -> list[str]:
    """What is wrong with any state of a scenario."""
    found = []
    async for state in scenario(journey):
        await load_axe(journey.page)
        found += [f"{state}, {finding}" for finding in await look(state, journey.page)]
    return found


async def at_a_glance(state: str, page: Page) -> list[str]:
    found: list[str] = await page.evaluate(STICKS_OUT)
    found += await axe_findings(page, "light")
    found += await axe_findings(page, "dark", *CONTRAST)
    await page.emulate_media(color_scheme="light")
    # No phone has a small window.
    if not state.startswith("small"):
        found += await at_sizes(page, "phone")
        found += await out_of_reach(page, LARGEST)
    return found
