"""The controls fade while the user only watches, and return at the first movement."""

import pytest
from playwright.async_api import expect

from calls.tests.e2e.browser.stage import expect_data, start_call
from calls.tests.e2e.browser.visitor import wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

# Counts how often the page has asked itself whether anybody is still at it.
COUNT_RESTS = """() => {
  window.rests = 0;
  const later = window.setTimeout;
  window.setTimeout = (work, ms, ...rest) =>
    later(() => { work(...rest); if (ms === 3000) window.rests += 1; }, ms);
}"""


@pytest.mark.tier2
async def test_the_controls_hide_without_activity_and_return(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await start_call(caller, callee)
    page, controls = caller.page, caller.page.locator(".controls")
    await expect_data(caller, idle="true")
    for faded in (controls, page.locator(".stage-top")):
        await expect(faded).to_have_css("opacity", "0")
    await expect(page.locator("#remoteVideo")).to_have_css("cursor", "none")
    await page.mouse.move(500, 300)
    await expect(controls).to_have_css("opacity", "1")
    await expect_data(caller, idle="true")
    await page.keyboard.press("Shift")
    await expect_data(caller, idle="false")
    # What happens in the call is worth a look.
    await expect_data(caller, idle="true")
    await callee.click("Microphone")
    await expect_data(caller, idle="false", remote_muted="true")


@pytest.mark.tier2
async def test_a_tap_shows_the_controls_and_clicks_none(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await start_call(caller, callee)
    devtools = await caller.context.new_cdp_session(caller.page)
    box = await caller.button("Microphone").bounding_box()
    assert box is not None
    point = {"x": box["x"] + 20, "y": box["y"] + 20}

    async def tap() -> None:
        await devtools.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
        await devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    clicks = "() => { window.clicks = 0; addEventListener('click', () => (window.clicks += 1), { capture: true }); }"
    await caller.page.evaluate(clicks)
    await expect_data(caller, idle="true")
    await tap()
    await wait_until(caller.page, "clicks === 1")
    await expect_data(caller, idle="false")
    await caller.expect_button("Microphone", pressed=True)
    await tap()
    await caller.expect_button("Microphone", pressed=False)


@pytest.mark.tier2
async def test_the_controls_stay_while_they_are_in_use(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await start_call(caller, callee)
    await caller.page.evaluate(COUNT_RESTS)

    async def stays() -> None:
        """The page has thought of it, and has left them."""
        await wait_until(caller.page, f"rests > {await caller.page.evaluate('rests')}")
        await expect_data(caller, idle="false")

    await caller.click("More")
    await stays()
    await caller.page.keyboard.press("Escape")
    await expect(caller.button("More")).to_be_focused()
    await stays()  # the keyboard's focus is on the button
    await caller.page.mouse.click(600, 300)
    await expect_data(caller, idle="true")
    await caller.page.keyboard.press("?")
    await stays()


@pytest.mark.tier2
async def test_controls_that_are_still_visible_work_at_the_first_touch(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await start_call(caller, callee)
    devtools = await caller.context.new_cdp_session(caller.page)
    await expect_data(caller, idle="true")
    await callee.click("Chat")
    await callee.page.get_by_role("textbox", name="Message").fill("Look at this")
    await callee.page.keyboard.press("Enter")
    card = caller.page.locator(".chat-news-card")
    await card.hover(trial=True)  # not before it rests
    await expect_data(caller, idle="true")
    box = await card.bounding_box()
    assert box is not None
    point = {"x": box["x"] + 40, "y": box["y"] + 20}
    await devtools.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    await devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    await expect(caller.page.get_by_role("complementary", name="Chat")).to_be_visible()


@pytest.mark.tier2
async def test_the_keyboard_brings_the_controls_back(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await start_call(caller, callee)
    page = caller.page
    await expect_data(caller, idle="true")
    # Without a key, as a screen reader moves it.
    await page.evaluate("document.querySelector('#more').focus()")
    await expect_data(caller, idle="false")
    await expect(page.locator(".controls")).to_have_css("opacity", "1")
    await page.evaluate("document.activeElement.blur()")
    await expect_data(caller, idle="true")
    await page.keyboard.press("Tab")
    await expect_data(caller, idle="false")
    await expect(caller.button("Hang up")).to_be_focused()
    await page.evaluate(COUNT_RESTS)
    await wait_until(page, "rests > 0")
    await expect_data(caller, idle="false")
