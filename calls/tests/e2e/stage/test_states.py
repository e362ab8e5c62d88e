"""Every state of the pages, in each theme and size: axe finds nothing, nothing sticks out, and no policy is broken.

The first tier leads two people through the states on a desktop: all of axe's rules in the light
theme, its rule of contrast in the dark one, and the geometry at a phone's size too, and with large text
(looks/test_large_text.py has other sizes of text and window). The second tier
does the same on a real phone as well, with all rules in both themes. With SCREENSHOTS=DIRECTORY it
keeps a picture of each (`make screenshots`).
"""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser, Page

from calls.tests.e2e.browser import fault_scenarios, scenarios
from calls.tests.e2e.browser.journey import SIZES, Journey
from calls.tests.e2e.browser.large_text import LARGEST, SETTLED, out_of_reach
from calls.tests.e2e.browser.visitor import SCRIPTS
from calls.tests.harness.people import Person
from calls.tests.harness.process import ROOT
from calls.tests.harness.sites import Site

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
# Pictures are to show names without numbers, which nobody can have twice: three for each scenario in each size.
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
Scenario = Callable[[Journey], AsyncIterator[str]]
#: Says what is wrong with a state of this name.
Look = Callable[[str, Page], Awaitable[list[str]]]
SCENARIOS: list[Scenario] = [
    scenarios.people, scenarios.ringing, scenarios.voice, scenarios.talking, scenarios.chatting, scenarios.verifying,
    scenarios.moving, scenarios.small, scenarios.ending, fault_scenarios.without_devices, fault_scenarios.muted,
    fault_scenarios.struggling, fault_scenarios.out_of_reach, fault_scenarios.interrupted,
    fault_scenarios.not_verified, fault_scenarios.replaced_by_other_tab,
]  # fmt: skip
#: Those of the first tier: what everybody sees in a call.
COMMON: list[Scenario] = [scenarios.people, scenarios.talking]
SPECIAL = [pytest.param(one, marks=pytest.mark.tier2) for one in SCENARIOS if one not in COMMON]
PICTURES = os.environ.get("SCREENSHOTS")


CONTRAST = ("color-contrast",)


async def wrong_with(scenario: Scenario, journey: Journey, look: Look) -> list[str]:
    """What is wrong with any state of a scenario."""
    found = []
    async for state in scenario(journey):
        await has_axe(journey.page)
        found += [f"{state}, {finding}" for finding in await look(state, journey.page)]
    return found


async def has_axe(page: Page) -> None:
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.read_text())


async def in_theme(page: Page, theme: Theme, *rules: str) -> list[str]:
    """What axe finds by these rules, or by all."""
    await page.emulate_media(color_scheme=theme)
    await page.evaluate(SETTLED)
    return [f"{theme}: {finding}" for finding in await page.evaluate(FINDINGS, rules)]


async def at_a_glance(state: str, page: Page) -> list[str]:
    found: list[str] = await page.evaluate(STICKS_OUT)
    found += await in_theme(page, "light")
    found += await in_theme(page, "dark", *CONTRAST)
    await page.emulate_media(color_scheme="light")
    # No phone has a small window.
    if not state.startswith("small"):
        found += await at_sizes(page, "phone")
        found += await out_of_reach(page, LARGEST)
    return found


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


def in_full(size: str) -> Look:
    """All of it in either theme; and a picture, where one is wanted."""

    async def look(state: str, page: Page) -> list[str]:
        found: list[str] = []
        for theme in THEMES:
            await page.emulate_media(color_scheme=theme)
            await page.evaluate(SETTLED)
            if PICTURES:
                await page.screenshot(path=Path(PICTURES) / f"{size}-{theme}-{state}.png")
            found += await in_theme(page, theme)
        return found + list(await page.evaluate(STICKS_OUT))

    return look


@pytest.mark.parametrize("scenario", [*COMMON, *SPECIAL], ids=lambda scenario: scenario.__name__)
async def test_every_state_is_within_reach_of_everybody(chromium: Browser, site: Site, scenario: Scenario) -> None:
    people = [Person(site, name, home_worker=number % 2) for number, name in enumerate(NAMES[:3])]
    async with Journey.begin(chromium, people, "desktop") as journey:
        found = await wrong_with(scenario, journey, at_a_glance)
    assert found == []


@pytest.mark.tier2
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
@pytest.mark.parametrize("size", LOOKED_AT)
async def test_every_state_in_full(chromium: Browser, site: Site, size: str, scenario: Scenario) -> None:
    names = NAMES[3 * (LOOKED_AT.index(size) * len(SCENARIOS) + SCENARIOS.index(scenario)) :][:3]
    people = [Person(site, name, home_worker=number % 2, plain=bool(PICTURES)) for number, name in enumerate(names)]
    async with Journey.begin(chromium, people, size, fine=bool(PICTURES)) as journey:
        found = await wrong_with(scenario, journey, in_full(size))
    assert found == []


def with_the_longest_name(site: Site) -> list[Person]:
    """The account's limit, less what makes names unlike."""
    return [Person(site, "alice"), Person(site, "b" * 70 + "-" + "o" * 72, home_worker=1)]


@pytest.mark.tier2
async def test_the_longest_name_fits_on_the_smallest_screen(chromium: Browser, site: Site) -> None:
    async def look(state: str, page: Page) -> list[str]:
        return await at_a_glance(state, page) + await at_sizes(page, *SIZES)

    async with Journey.begin(chromium, with_the_longest_name(site), "desktop") as journey:
        found = await wrong_with(scenarios.crowded, journey, look)
    assert found == []


@pytest.mark.tier2
@pytest.mark.parametrize("size", SIZES)
async def test_the_longest_name_fits_in_full(chromium: Browser, site: Site, size: str) -> None:
    async with Journey.begin(chromium, with_the_longest_name(site), size) as journey:
        found = await wrong_with(scenarios.crowded, journey, in_full(size))
    assert found == []
