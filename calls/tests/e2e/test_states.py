"""Every state of the pages, in each theme and size: axe finds nothing, nothing sticks out, and no policy is broken.

With SCREENSHOTS=DIRECTORY it keeps a picture of each (`make screenshots`).
"""

import os
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser, Page

from calls.tests.harness.people import Person
from calls.tests.harness.process import ROOT
from calls.tests.harness.sites import Site

from .journey import CHAPTERS, SIZES, Journey

THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# Motion that has not come to its end is measured half way, half transparent.
SETTLED = """async () => {
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  const ends = (one) => one.effect.getTiming().iterations < 99;
  return Promise.all(document.getAnimations().filter(ends).map((one) => one.finished.catch(() => {})));
}"""
# Its own rules for best practice, too.
FINDINGS = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  const place = ({ target, failureSummary }) => `${target} ${failureSummary}`;
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(place).join("; ")}`);
}"""
PLAIN = [
    "alice bob", "anna ben", "amina bruno", "aiko boris", "ada bela", "aino bao", "asha bill", "agnes bert",
    "alma beppe", "ana bogdan", "anke birk", "aylin baris", "amara bakari", "astrid bjorn", "aoife bran", "ayse bora",
]  # fmt: skip
STICKS_OUT = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
PICTURES = os.environ.get("SCREENSHOTS")


async def observe(state: str, size: str, page: Page) -> list[str]:
    """What is wrong with the page as it is, in either theme."""
    found = []
    for theme in THEMES:
        await page.emulate_media(color_scheme=theme)
        await page.evaluate(SETTLED)
        if PICTURES:
            await page.screenshot(path=Path(PICTURES) / f"{size}-{theme}-{state}.png")
        found += [f"{state}, {theme}: {finding}" for finding in await page.evaluate(FINDINGS)]
    if await page.evaluate(STICKS_OUT):
        found.append(f"{state}: the page is wider than the window")
    return found


@pytest.mark.parametrize("chapter", CHAPTERS)
@pytest.mark.parametrize("size", SIZES)
async def test_every_state_is_within_reach_of_everybody(chromium: Browser, site: Site, size: str, chapter: str) -> None:
    # Pictures are to show names without numbers, which nobody can have twice.
    names = PLAIN[list(SIZES).index(size) * len(CHAPTERS) + list(CHAPTERS).index(chapter)].split()
    alice, bob = (Person(site, name, home=home, plain=bool(PICTURES)) for home, name in enumerate(names))
    journey = await Journey.begin(chromium, alice, bob, size)
    axe = AXE.read_text()
    found = []
    async for state in CHAPTERS[chapter](journey):
        await journey.me.page.evaluate(axe)
        found += await observe(state, size, journey.me.page)
    await journey.end()
    assert found == []
