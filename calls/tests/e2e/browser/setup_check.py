"""Runs the page "Check my set-up" and reads its verdicts."""

import os
from pathlib import Path

from playwright.async_api import Page

from .visitor import Visitor, wait_until

#: Where pictures of the page are kept, if anywhere.
PICTURES = os.environ.get("SCREENSHOTS")

#: Of each step: its state, and what the page says of it.
Verdicts = dict[str, tuple[str, str]]
VERDICTS = """() => [...document.querySelectorAll("[data-step]")].map((step) => {
  const text = (of) => step.querySelector(of).textContent.trim();
  return [step.dataset.step, [step.dataset.state, `${text(".check-text")} ${text(".check-advice")}`.trim()]];
})"""
ENDED = "!['waiting', 'running'].includes(document.getElementById('checkHead').dataset.state)"


async def run_check(visitor: Visitor, start: str = "Start the check") -> Verdicts:
    await visitor.click(start)
    await wait_until(visitor.page, ENDED)
    return {step: (state, text) for step, (state, text) in await visitor.page.evaluate(VERDICTS)}


async def state_of(visitor: Visitor, step: str) -> str | None:
    return await visitor.page.locator(f"[data-step='{step}']").get_attribute("data-state")


async def take_pictures(page: Page, name: str) -> None:
    """Of the whole page, on a desktop and on a phone, light and dark; if pictures are wanted."""
    if not PICTURES:
        return
    usual = page.viewport_size
    for size, (width, height) in {"desktop": (1280, 720), "phone": (360, 740)}.items():
        await page.set_viewport_size({"width": width, "height": height})
        for theme in ("light", "dark"):
            await page.emulate_media(color_scheme=theme)
            await page.evaluate("scrollTo(0, 0)")
            await page.screenshot(path=Path(PICTURES) / f"check-{name}-{size}-{theme}.png", full_page=True)
    await page.emulate_media(color_scheme="light")
    if usual:
        await page.set_viewport_size(usual)


def expect_verdicts(verdicts: Verdicts, expected: Verdicts) -> None:
    """Each of these steps has this state, and these words in what the page says."""
    for step, (state, words) in expected.items():
        assert verdicts[step][0] == state, (step, verdicts)
        assert words in verdicts[step][1], (step, verdicts)
