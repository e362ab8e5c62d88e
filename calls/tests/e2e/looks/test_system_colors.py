"""The system's own colors, and more contrast: what is pressed has an edge, and what is chosen is told from the rest."""

import base64
from typing import Literal, NamedTuple, TypedDict

import pytest
from playwright.async_api import Page

from calls.tests.e2e.browser.looks.settled import SETTLED
from calls.tests.e2e.browser.visitor import SCRIPTS
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

SEEN = (SCRIPTS / "seen.js").read_text().strip()


class Media(TypedDict, total=False):
    forced_colors: Literal["active", "none"]
    color_scheme: Literal["light", "dark"]
    contrast: Literal["more", "no-preference"]


MEDIA: dict[str, Media] = {
    "forced light": {"forced_colors": "active", "color_scheme": "light"},
    "forced dark": {"forced_colors": "active", "color_scheme": "dark"},
    "more contrast": {"contrast": "more", "color_scheme": "light"},
    "more contrast, dark": {"contrast": "more", "color_scheme": "dark"},
}
PRESSED = ".btn, .control, .icon-button, .account-button, .form-control, .form-select, .form-check-input, .chip-button"


class Pair(NamedTuple):
    """Two states of one thing, each as the page's script sets it."""

    selector: str
    one: str
    other: str


IN_LIST = [
    Pair(".person .status-dot", "one.dataset.status = 'online'", "one.dataset.status = 'busy'"),
    Pair(".person .status-dot", "one.dataset.status = 'online'", "one.dataset.status = 'offline'"),
    Pair(".person .status-dot", "one.dataset.status = 'busy'", "one.dataset.status = 'offline'"),
    Pair(".nav-item-link", "one.setAttribute('aria-current', 'page')", "one.removeAttribute('aria-current')"),
]
# In a copy, since the microphone moves the meter.
LEVEL = "const copy = one.cloneNode(true); one.replaceWith(copy); copy.style.setProperty('--level', {})"
IN_SETTINGS = [
    Pair("#settingsEcho", "one.checked = true", "one.checked = false"),
    Pair("#settingsMeter", LEVEL.format(1), LEVEL.format(0)),
]
ON_STAGE = [
    Pair(f".controls > .control{name}", f"one.setAttribute('{state}', true)", f"one.setAttribute('{state}', false)")
    for name, state in (
        ("[data-device=microphone]", "aria-pressed"),
        ("[data-device=screen]", "aria-pressed"),
        ("#more", "aria-expanded"),
    )
]
# The list in a copy, which the answer to the search does not replace.
LIST = "people.replaceWith(people.cloneNode(true))"
# The stage without a call, in a copy of which the page's script knows nothing.
STAGE = """() => {
  call.replaceWith(call.cloneNode(true));
  call.dataset.state = "active";
  call.dataset.channel = "true";
  qualitySign.hidden = false;
  qualitySign.dataset.level = "poor";
  qualityAct.hidden = false;
  qualityAct.textContent = "Stop receiving video";
}"""


async def shot(page: Page, selector: str = "") -> str:
    if not selector:
        return base64.b64encode(await page.screenshot()).decode()
    return base64.b64encode(await page.locator(selector).first.screenshot()).decode()


async def without_edge(page: Page) -> list[str]:
    await page.evaluate(SETTLED)
    asked = {"shot": await shot(page), "selector": PRESSED}
    found: list[str] = await page.evaluate(f"(asked) => {SEEN}.edges(asked)", asked)
    return [f"{one} has no edge" for one in found]


async def told_apart(page: Page, pairs: list[Pair]) -> list[str]:
    found = []
    for selector, *states in pairs:
        shots = []
        for state in states:
            await page.locator(selector).first.evaluate(f"(one) => {{ {state} }}")
            await page.evaluate(SETTLED)
            shots.append(await shot(page, selector))
        asked = dict(zip(("one", "other"), shots, strict=True))
        if await page.evaluate(f"(asked) => {SEEN}.differ(asked)", asked) < 0.02:
            found.append(f"{selector}: {states} look alike")
    return found


@pytest.mark.tier2
@pytest.mark.parametrize("medium", MEDIA)
async def test_chosen_and_pressed_things_are_told_apart(
    open_page: OpenPage, alice: Person, bob: Person, medium: str
) -> None:
    visitor = await open_page(alice)
    page = visitor.page
    await page.emulate_media(**MEDIA[medium])
    await visitor.search(bob.name)
    await page.evaluate(LIST)
    found = await without_edge(page) + await told_apart(page, IN_LIST)
    await visitor.click("Settings")
    await page.locator('#settingsFrame[data-picture="on"]').wait_for()
    found += await told_apart(page, IN_SETTINGS) + await without_edge(page)
    await page.locator("#settingsClose").click()
    await page.evaluate(STAGE)
    found += await without_edge(page) + await told_apart(page, ON_STAGE)
    assert found == []
