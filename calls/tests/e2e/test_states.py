"""Every state of the pages, in each theme and size: axe finds nothing, nothing sticks out, and no policy is broken.

With SCREENSHOTS=DIRECTORY it keeps a picture of each (`make screenshots`).
"""

import os
from pathlib import Path

import pytest
from playwright.async_api import Browser

from calls.tests.harness.people import Person
from calls.tests.harness.process import ROOT
from calls.tests.harness.sites import Site

from .journey import LOOKS, Look, travel
from .visitor import Visitor

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# Motion that has not come to its end is measured half way, half transparent.
SETTLED = """() => {
  const ends = (one) => one.effect.getTiming().iterations < 99;
  return Promise.all(document.getAnimations().filter(ends).map((one) => one.finished.catch(() => {})));
}"""
# Its own rules for best practice, too.
FINDINGS = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  const place = ({ target, failureSummary }) => `${target} ${failureSummary}`;
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(place).join("; ")}`);
}"""
STICKS_OUT = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
#: Nobody can have a name twice.
NAMES = [("alice", "bob"), ("anna", "ben"), ("amina", "bruno"), ("aiko", "boris")]
PICTURES = os.environ.get("SCREENSHOTS")


@pytest.mark.parametrize("look", LOOKS, ids=str)
async def test_every_state_is_within_reach_of_everybody(chromium: Browser, site: Site, look: Look) -> None:
    names = NAMES[LOOKS.index(look)]
    alice, bob = (Person(site, name, home=home, plain=bool(PICTURES)) for home, name in enumerate(names))
    axe = AXE.read_text()
    found: dict[str, object] = {}

    async def observe(state: str, visitor: Visitor) -> None:
        page = visitor.page
        await page.evaluate(SETTLED)
        if PICTURES:
            await page.screenshot(path=Path(PICTURES) / f"{look}-{state}.png")
        await page.evaluate(axe)
        findings = await page.evaluate(FINDINGS)
        if await page.evaluate(STICKS_OUT):
            findings.append("the page is wider than the window")
        if findings:
            found[state] = findings

    await travel(chromium, alice, bob, look, observe)
    assert found == {}
