"""What axe finds on a page, in either theme."""

from typing import Literal

from playwright.async_api import Page

from calls.tests.e2e.browser.looks.settled import SETTLED
from calls.tests.harness.process import ROOT

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# All its rules, those for best practice too, or those that are named.
FINDINGS = """async (rules) => {
  const runOnly = rules.length > 0 ? { runOnly: { type: "rule", values: rules } } : {};
  const { violations } = await axe.run(document, { resultTypes: ["violations"], ...runOnly });
  const place = ({ target, failureSummary }) => `${target} ${failureSummary}`;
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(place).join("; ")}`);
}"""
CONTRAST = ("color-contrast",)


async def load_axe(page: Page) -> None:
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.read_text())


async def axe_findings(page: Page, theme: Theme, *rules: str) -> list[str]:
    """What axe finds by these rules, or by all."""
    await page.emulate_media(color_scheme=theme)
    await page.evaluate(SETTLED)
    return [f"{theme}: {finding}" for finding in await page.evaluate(FINDINGS, rules)]


async def expect_accessible(page: Page) -> None:
    await load_axe(page)
    assert await axe_findings(page, "light") == []
    assert await axe_findings(page, "dark", *CONTRAST) == []
