"""A site in the made-up language, and what of a page is not translated or does not fit."""

from playwright.async_api import Page

from calls.tests.e2e.browser.looks.layout import STICKS_OUT
from calls.tests.e2e.browser.looks.settled import SETTLED
from calls.tests.e2e.browser.visitor import SCRIPTS
from calls.tests.harness import pseudo_locale
from calls.tests.harness.sites import Site, sqlite_copy

PLAIN, CUT_OFF = (SCRIPTS / "plain_words.js").read_text(), (SCRIPTS / "cut_off.js").read_text()
PHONE = {"width": 390, "height": 844}
#: What has no translation: the product's name, names of browsers and techniques, units, times, and what tests send.
KNOWN = [
    r"Videochat", r"Pseudo", r"\b(?:alice|bob|carol)(?:_\w+)?\b", r"(?:Headless)?Chrome", r"Linux", r"fake_\w+",
    r"\bFake\b[^⟦⟧]*", r"\b(?:UDP|TCP|TLS|ICE|VP8|VP9|H264|AV1|opus|red|rtx)\b", r"\b[kMG]?B\b|\bbytes?\b",
    r"\b[AP]M\b", r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b", r"UTC", r"https?://\S+",
    r"\S+\.(?:txt|bin|pdf|zip|png|jpg)\b", r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?",
]  # fmt: skip
#: What people write in scenarios.
WRITTEN = [
    *("In a meeting until the train leaves", "On the train, the line is bad", "nobody of this name"),
    *("Did you get the garden plan[?]", "Yes!", "is lovely.", "Shall we look at the plan[?]"),
]


def pseudo_language_site(migrated_file: object, static_root: str, **variables: str) -> Site:
    settings = {
        "DJANGO_SETTINGS_MODULE": "calls.tests.harness.programs.pseudo_language",
        "TEST_LOCALE_PATH": str(pseudo_locale.catalogues()),
        "TEST_STATIC_ROOT": static_root,
        "SIGNUP_OPEN": "true",
        "INVITATIONS": "everybody",
    }
    return Site("pseudo", sqlite_copy(migrated_file), 1, **settings, **variables)  # type: ignore[arg-type]


async def wrong_words(page: Page, *more: str) -> list[str]:
    found: list[str] = await page.evaluate(PLAIN, [*more, *WRITTEN, *KNOWN])
    return found


async def misfits(page: Page) -> list[str]:
    await page.evaluate(SETTLED)
    return [*await page.evaluate(STICKS_OUT), *(f"cut off: {text}" for text in await page.evaluate(CUT_OFF))]
