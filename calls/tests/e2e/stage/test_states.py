"""Every state of the pages, in each theme and size: axe finds nothing, nothing sticks out, and no policy is broken.

The first tier leads two people through the states on a desktop: all of axe's rules in the light
theme, its rule of contrast in the dark one, and the geometry at a phone's size too, and with large text
(looks/test_large_text.py has other sizes of text and window). The second tier
does the same on a real phone as well, with all rules in both themes. With SCREENSHOTS=DIRECTORY it
keeps a picture of each (`make screenshots`).
"""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from calls.tests.e2e.browser.language import Words
from calls.tests.e2e.browser.looks.axe import THEMES, axe_findings
from calls.tests.e2e.browser.looks.layout import STICKS_OUT, at_sizes
from calls.tests.e2e.browser.looks.pictures import PICTURES
from calls.tests.e2e.browser.looks.settled import SETTLED
from calls.tests.e2e.browser.scenarios import usual
from calls.tests.e2e.browser.scenarios.journey import SIZES, Journey
from calls.tests.e2e.browser.scenarios.states import COMMON, SCENARIOS, Look, Scenario, at_a_glance, wrong_with
from calls.tests.e2e.browser.visitor import SCRIPTS
from calls.tests.harness.people import Person
from calls.tests.harness.process import ROOT
from calls.tests.harness.sites import Site
from tools.catalogues.files import DOMAINS

# Pictures are to show names without numbers, which nobody can have twice: three for each scenario in each size.
NAMES = (SCRIPTS / "names.txt").read_text().split()
LOOKED_AT = ("desktop", "phone")
SPECIAL = [pytest.param(one, marks=pytest.mark.tier2) for one in SCENARIOS if one not in COMMON]
#: The same in Chinese characters.
CHINESE_NAMES = [family + given for given in "伟芳娜强敏静" for family in "李王张刘陈杨赵黄周吴徐孙胡朱高林"]
CHINESE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES"


def in_full(size: str, language: str = "en") -> Look:
    """All of it in either theme; and a picture, where one is wanted (see take_pictures)."""

    async def look(state: str, page: Page) -> list[str]:
        found: list[str] = []
        for theme in THEMES:
            await page.emulate_media(color_scheme=theme)
            await page.evaluate(SETTLED)
            if PICTURES:
                await page.screenshot(path=Path(PICTURES) / f"{language}-{state}-{size}-{theme}.png")
            found += await axe_findings(page, theme)
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
    names = names_for(size, scenario, NAMES)
    people = [Person(site, name, home_worker=number % 2, plain=bool(PICTURES)) for number, name in enumerate(names)]
    async with Journey.begin(chromium, people, size, fine=bool(PICTURES)) as journey:
        found = await wrong_with(scenario, journey, in_full(size))
    assert found == []


def names_for(size: str, scenario: Scenario, names: list[str]) -> list[str]:
    return names[3 * (LOOKED_AT.index(size) * len(SCENARIOS) + SCENARIOS.index(scenario)) :][:3]


if PICTURES:  # what a state needs in another language than English, looks/test_languages.py checks

    @pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
    @pytest.mark.parametrize("size", LOOKED_AT)
    async def test_every_state_in_chinese(
        monkeypatch: pytest.MonkeyPatch, chromium: Browser, site: Site, size: str, scenario: Scenario
    ) -> None:
        Words(*(CHINESE / f"{domain}.mo" for domain in DOMAINS)).speak(monkeypatch)
        names = names_for(size, scenario, CHINESE_NAMES)
        people = [Person(site, name, home_worker=number % 2, plain=True) for number, name in enumerate(names)]
        async with Journey.begin(chromium, people, size, fine=True, locale="zh-CN") as journey:
            found = await wrong_with(scenario, journey, in_full(size, "zh-hans"))
        assert found == []


def with_the_longest_name(site: Site) -> list[Person]:
    """The account's limit, less what makes names unlike."""
    return [Person(site, "alice"), Person(site, "b" * 70 + "-" + "o" * 72, home_worker=1)]


@pytest.mark.tier2
async def test_the_longest_name_fits_on_the_smallest_screen(chromium: Browser, site: Site) -> None:
    async def look(state: str, page: Page) -> list[str]:
        return await at_a_glance(state, page) + await at_sizes(page, *SIZES)

    async with Journey.begin(chromium, with_the_longest_name(site), "desktop") as journey:
        found = await wrong_with(usual.crowded, journey, look)
    assert found == []


@pytest.mark.tier2
@pytest.mark.parametrize("size", SIZES)
async def test_the_longest_name_fits_in_full(chromium: Browser, site: Site, size: str) -> None:
    async with Journey.begin(chromium, with_the_longest_name(site), size) as journey:
        found = await wrong_with(usual.crowded, journey, in_full(size))
    assert found == []
