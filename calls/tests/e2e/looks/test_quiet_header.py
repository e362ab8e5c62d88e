"""While "do not disturb" is on, the header of a phone keeps its height, whatever the end time and the language."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect

from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.availability import quiet
from calls.tests.harness.people import Person

WIDTHS = (320, 360, 390, 430)
#: What a phone shows of the button, and of the header around it.
LINES = """() => {
  const chip = document.getElementById("quietChip");
  const range = document.createRange();
  range.selectNodeContents(chip.querySelector(".quiet-time"));
  const tops = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
  return {
    header: document.querySelector(".site-header").getBoundingClientRect().height,
    lines: tops.size,
    moon: chip.querySelector(".icon").getBoundingClientRect().width > 0,
    wide: document.documentElement.scrollWidth > innerWidth,
  };
}"""


def ends() -> list[int]:
    """Seconds until an end in 20 minutes, one minute before midnight, tomorrow, and in the last minute of day six."""
    now = datetime.now(UTC)
    tonight = now.replace(hour=23, minute=59, second=0) + timedelta(days=now.hour == 23 and now.minute == 59)
    times = (now + timedelta(minutes=20), tonight, tonight + timedelta(days=1), tonight + timedelta(days=6))
    return [int((each - now).total_seconds()) for each in times]


@pytest.mark.tier2
@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
async def test_an_end_time_leaves_the_header_of_a_phone_as_it_is(
    open_page: OpenPage, alice: Person, locale: str
) -> None:
    visitor = await open_page(alice, locale=locale, timezone_id="UTC")
    page, device, heights, found = visitor.page, await alice.device(), dict[int, float](), list[object]()
    chip = page.locator("#quietChip")
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 700})
        heights[width] = (await page.evaluate(LINES))["header"]
    for seconds in ends():
        await quiet(device, seconds=seconds)
        await expect(chip.locator(".quiet-time")).not_to_be_empty()
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 700})
            seen = await page.evaluate(LINES)
            if seen != {"header": heights[width], "lines": 1, "moon": True, "wide": False}:
                found.append((width, seconds, await chip.inner_text(), heights[width], seen))
        await device.send("do-not-disturb", on=False)
        await expect(chip).to_be_hidden()
    assert found == []
