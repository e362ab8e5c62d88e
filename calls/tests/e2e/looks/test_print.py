"""On paper, from either theme: names and times in black on white, and nothing that is pressed."""

from typing import Literal

import pytest
from playwright.async_api import Page

from calls.tests.e2e.browser.looks.settled import SETTLED
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

PRINTED = """(name) => {
  const seen = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const pressed = "button:not(.person-open), .btn, nav, header, dialog, video";
  const found = [...document.querySelectorAll(pressed)].filter(seen)
    .map((one) => `${one.id || one.className || one.tagName} is printed`);
  const words = [...document.querySelectorAll("main *")].filter((one) =>
    seen(one) && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
  if (!words.some((one) => one.textContent.includes(name))) found.push("no name");
  for (const one of words) {
    const { color } = getComputedStyle(one);
    if (color !== "rgb(0, 0, 0)") found.push(`${one.textContent.trim()} is ${color}`);
    for (let ground = one; ground; ground = ground.parentElement) {
      const { backgroundColor } = getComputedStyle(ground);
      if (!["rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"].includes(backgroundColor))
        found.push(`${ground.className} is ${backgroundColor}`);
    }
  }
  return [...new Set(found)];
}"""


async def printed(page: Page, theme: Literal["light", "dark"], name: str) -> list[str]:
    await page.emulate_media(media="print", color_scheme=theme)
    await page.evaluate(SETTLED)
    found: list[str] = await page.evaluate(PRINTED, name)
    await page.emulate_media(media="screen")
    return found


@pytest.mark.parametrize("theme", [pytest.param("light", marks=pytest.mark.tier2), "dark"])
async def test_paper_has_names_and_no_buttons(
    open_page: OpenPage, alice: Person, bob: Person, theme: Literal["light", "dark"]
) -> None:
    visitor = await open_page(alice)
    await visitor.call(bob.name)
    await visitor.expect_text("is not online")
    found = [f"people: {one}" for one in await printed(visitor.page, theme, bob.name)]
    for path in ("/history/", "/accounts/email/"):
        await visitor.page.goto(path)
        name = bob.name if path == "/history/" else "email"
        found += [f"{path}: {one}" for one in await printed(visitor.page, theme, name)]
    assert found == []
