"""Text and controls on the video have enough contrast over any picture, white or black."""

import pytest

from calls.tests.e2e.browser.stage import expect_data, start_call
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

# Each text or sign with what lies behind it, as sRGB over a picture of one colour, by WCAG 2's formula.
CONTRAST = """({ selector, over, ring }) => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const colour = (...layers) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const layer of layers) {
      canvas.fillStyle = layer;
      canvas.fillRect(0, 0, 1, 1);
    }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((one) => one / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const element = document.querySelector(selector);
  const style = getComputedStyle(element);
  if (ring) {
    // The better of the two rings.
    const shadow = style.boxShadow.match(/rgba?\\([^)]*\\)/)[0];
    return Math.max(...[style.outlineColor, shadow].map((one) => ratio(colour(one), colour(over))));
  }
  const layers = [];
  for (let one = element; one.id !== "stage"; one = one.parentElement)
    layers.unshift(getComputedStyle(one).backgroundColor);
  return ratio(colour(over, ...layers, style.color), colour(over, ...layers));
}"""
TEXTS = ["#stageName", "#timer", "#remoteMuted span", ".chip-sharing", "#qualityWords", "#qualityAct"]


@pytest.mark.tier2
@pytest.mark.parametrize("over", ["white", "black"])
async def test_badges_and_focus_rings_have_contrast_over_any_picture(
    open_page: OpenPage, alice: Person, bob: Person, over: str
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await start_call(caller, callee)
    await callee.click("Microphone")
    await expect_data(caller, remote_muted="true")
    page = caller.page

    async def contrast(selector: str, ring: bool = False) -> float:
        found: float = await page.evaluate(CONTRAST, {"selector": selector, "over": over, "ring": ring})
        return found

    for selector in TEXTS:
        assert await contrast(selector) >= 4.5, selector
    for level in ("weak", "poor"):
        await page.evaluate("(level) => { qualitySign.dataset.level = level; }", level)
        assert await contrast("#qualitySign .bars") >= 3, level
    await page.keyboard.press("Tab")
    for selector in ("#more", "#hangUp", "#selfView"):
        await page.locator(selector).focus()
        assert await contrast(selector, ring=True) >= 3, selector
