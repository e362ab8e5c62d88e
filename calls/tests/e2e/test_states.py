"""Every state of the pages, in each theme and size: axe finds nothing, nothing sticks out, and no policy is broken.

With SCREENSHOTS=DIRECTORY it keeps a picture of each (`make screenshots`).
"""

import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser, Page

from calls.tests.harness.people import Person
from calls.tests.harness.process import ROOT
from calls.tests.harness.sites import Site

from . import chapters, mishaps
from .journey import SIZES, Journey
from .visitor import SCRIPTS

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
# Pictures are to show names without numbers, which nobody can have twice: three for each chapter in each size.
NAMES = (SCRIPTS / "names.txt").read_text().split()
LOOKED_AT = ("desktop", "phone")
# Whatever is read or pressed lies within the window, and within what cuts it off; but what can be scrolled to is within
# reach, and a text that ends in dots is meant to.
STICKS_OUT = """() => {
  const own = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const isThere = (one) => one.matches("button, a, input, textarea, select, img, progress") || own(one);
  // For screen readers alone, or on its way.
  const clipped = (one) => one && (getComputedStyle(one).clipPath === "inset(50%)" || clipped(one.parentElement));
  const hidden = (one) => one.closest(".visually-hidden, .skip-link, [aria-hidden='true'] .reaction") || clipped(one);
  const cuts = ({ overflowX, overflowY }) => [overflowX, overflowY].map((one) => one !== "visible");
  const scrolls = ({ overflowX, overflowY }) => [overflowX, overflowY].map((one) => ["auto", "scroll"].includes(one));
  const name = ({ id, className, tagName }) => id || className || tagName;
  const sides = ({ left, right, top, bottom }) => [[left, right], [top, bottom]];
  const page = document.querySelector("#call:not([data-state=idle], [data-state=incoming])") !== null;
  const found = [];
  for (const one of document.body.querySelectorAll("*")) {
    if (!isThere(one) || !one.checkVisibility({ visibilityProperty: true }) || hidden(one)) continue;
    const rect = one.getBoundingClientRect();
    if (rect.width <= 1 || rect.height <= 1) continue;
    const box = sides(rect);
    // The stage and what lies over it are not scrolled; any other page is, downwards.
    const fixed = one.closest("#stage, dialog, .toasts") !== null;
    const free = [false, !(fixed || page)];
    for (let parent = one; parent; parent = parent.parentElement) {
      const style = getComputedStyle(parent);
      const dots = style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none";
      const [scroll, cut] = [scrolls(style), cuts(style)];
      for (const axis of [0, 1]) {
        if (parent !== one && scroll[axis]) free[axis] = true;
        if (parent === one || free[axis] || !cut[axis] || dots) continue;
        const [low, high] = sides(parent.getBoundingClientRect())[axis];
        if (box[axis][0] < low - 1 || box[axis][1] > high + 1)
          found.push(`${name(one)} out of ${name(parent)}`);
      }
      if (dots) free[0] = true;
    }
    const window = [innerWidth, innerHeight];
    for (const axis of [0, 1])
      if (!free[axis] && (box[axis][0] < -1 || box[axis][1] > window[axis] + 1))
        found.push(`${name(one)} out of the window`);
    // And within what it stands on, as buttons on their bar do.
    const bar = one.closest(".controls, .panel-head, .ring-dialog, .more-menu, .hint, .video-ask, .chip");
    if (bar && bar !== one && !free[0]) {
      const { left, right } = bar.getBoundingClientRect();
      if (rect.left < left - 1 || rect.right > right + 1) found.push(`${name(one)} out of ${name(bar)}`);
    }
  }
  // And what asks for something lies free.
  const all = ".toast-card, .notice-card:not(.toast-card), .chat-news-card, .hint, .video-ask, .controls, .panel-head";
  const asking = [...document.querySelectorAll(all)]
    .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }));
  for (const [index, one] of asking.entries()) {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    for (const other of asking.slice(index + 1)) {
      const box = other.getBoundingClientRect();
      if (left < box.right - 1 && box.left < right - 1 && top < box.bottom - 1 && box.top < bottom - 1)
        found.push(`${name(one)} and ${name(other)} overlap`);
    }
  }
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.push("the page is wider than the window");
  return [...new Set(found)];
}"""
Chapter = Callable[[Journey], AsyncIterator[str]]
CHAPTERS: list[Chapter] = [
    chapters.lobby, chapters.ringing, chapters.voice, chapters.talking, chapters.chatting, chapters.verifying,
    chapters.moving, chapters.small, chapters.ending, mishaps.without_devices, mishaps.muted, mishaps.struggling,
    mishaps.out_of_reach, mishaps.interrupted, mishaps.not_verified, mishaps.outdone,
]  # fmt: skip
PICTURES = os.environ.get("SCREENSHOTS")


async def wrong_with(chapter: Chapter, journey: Journey, size: str) -> list[str]:
    """What is wrong with any state of a chapter."""
    axe = AXE.read_text()
    found = []
    async for state in chapter(journey):
        await journey.page.evaluate(axe)
        found += await observe(state, size, journey.page)
    return found


async def observe(state: str, size: str, page: Page) -> list[str]:
    """What is wrong with the page as it is, in either theme."""
    found = []
    for theme in THEMES:
        await page.emulate_media(color_scheme=theme)
        await page.evaluate(SETTLED)
        if PICTURES:
            await page.screenshot(path=Path(PICTURES) / f"{size}-{theme}-{state}.png")
        found += [f"{state}, {theme}: {finding}" for finding in await page.evaluate(FINDINGS)]
    found += [f"{state}: {finding}" for finding in await page.evaluate(STICKS_OUT)]
    return found


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.__name__)
@pytest.mark.parametrize("size", LOOKED_AT)
async def test_every_state_is_within_reach_of_everybody(
    chromium: Browser, site: Site, size: str, chapter: Chapter
) -> None:
    names = NAMES[3 * (LOOKED_AT.index(size) * len(CHAPTERS) + CHAPTERS.index(chapter)) :][:3]
    people = [Person(site, name, home=home % 2, plain=bool(PICTURES)) for home, name in enumerate(names)]
    journey = await Journey.begin(chromium, people, size)
    found = await wrong_with(chapter, journey, size)
    await journey.end()
    assert found == []


@pytest.mark.parametrize("size", SIZES)
async def test_the_longest_name_fits_on_the_smallest_screen(chromium: Browser, site: Site, size: str) -> None:
    # The account's limit, less what makes names unlike.
    alice, bob = Person(site, "alice"), Person(site, "b" * 70 + "-" + "o" * 72, home=1)
    journey = await Journey.begin(chromium, [alice, bob], size)
    found = await wrong_with(chapters.crowded, journey, size)
    await journey.end()
    assert found == []
