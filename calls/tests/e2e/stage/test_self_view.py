"""The self view: where it stands, what it must not cover, and how it is hidden."""

import pytest
from playwright.async_api import expect

from calls.tests.e2e.browser.stage import choose_from_menu, expect_announced, expect_data, start_call
from calls.tests.e2e.browser.visitor import Visitor, wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person

SIZES = [(667, 375), (1280, 800), (390, 844), (844, 390)]
# What the own picture lies on, once nothing moves any more; the peer's face, where a screen stands beside it.
COVERED = """async (screen) => {
  const ready = () => !screen || call.dataset.remoteScreen === "beside";
  while (!ready()) await new Promise((done) => setTimeout(done, 30));
  const ends = (one) => one.effect.getTiming().iterations < 99;
  await Promise.all(document.getAnimations().filter(ends).map((one) => one.finished.catch(() => {})));
  const box = (selector) => document.querySelector(selector).getBoundingClientRect();
  const own = box("#selfView");
  const meets = ({ left, right, top, bottom }) =>
    left < own.right && own.left < right && top < own.bottom && own.top < bottom;
  const others = [".controls", ".stage-who", ...(screen ? ["#remoteVideo"] : [])].filter((one) => meets(box(one)));
  return own.left < 0 || own.top < 0 || own.right > innerWidth || own.bottom > innerHeight ? ["the edge"] : others;
}"""


async def drag(visitor: Visitor, x: float, y: float) -> None:
    # Not before it rests.
    await visitor.page.locator("#selfView").hover(position={"x": 60, "y": 90})
    mouse = visitor.page.mouse
    await mouse.down()
    await mouse.move(x, y, steps=4)
    await mouse.up()


@pytest.mark.tier2
async def test_the_self_view_snaps_to_the_corner_it_is_dragged_to(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await start_call(caller, callee)
    for x, y, corner in ((300, 200, "top-left"), (900, 150, "top-right"), (200, 600, "bottom-left")):
        await drag(caller, x, y)
        await expect_data(caller, self_corner=corner)
        assert await caller.page.evaluate(COVERED, False) == []
    # It is remembered on this device.
    await caller.page.reload()
    await caller.wait_for_state("active")
    await expect_data(caller, self_corner="bottom-left")


@pytest.mark.tier2
async def test_the_self_view_follows_a_finger(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.page.set_viewport_size({"width": 390, "height": 844})
    await start_call(caller, callee)
    await caller.page.locator("#selfView").hover(trial=True)  # not before it rests
    box = await caller.page.locator("#selfView").bounding_box()
    assert box is not None
    devtools = await caller.context.new_cdp_session(caller.page)

    async def touch(kind: str, *points: dict[str, float]) -> None:
        await devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    await touch("touchStart", {"x": box["x"] + 30, "y": box["y"] + 90})
    await touch("touchMove", {"x": 200, "y": 400})
    await touch("touchMove", {"x": 60, "y": 200})
    await touch("touchEnd")
    await expect_data(caller, self_corner="top-left")
    assert await caller.page.evaluate(COVERED, False) == []


@pytest.mark.tier2
async def test_the_self_view_is_moved_by_keys_and_by_a_button(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await start_call(caller, callee)
    await caller.page.get_by_role("group", name="My picture").focus()
    for key, corner in (("Up", "top-right"), ("Left", "top-left"), ("Down", "bottom-left"), ("Right", "bottom-right")):
        await caller.page.keyboard.press(f"Arrow{key}")
        await expect_data(caller, self_corner=corner)
        await expect_announced(caller, f"Your picture: {corner.replace('-', ' ')}")
    await choose_from_menu(caller, "Move my picture")
    await expect_data(caller, self_corner="bottom-left")


@pytest.mark.tier2
@pytest.mark.parametrize("size", SIZES)
async def test_the_self_view_covers_nothing(
    open_page: OpenPage, alice: Person, bob: Person, size: tuple[int, int]
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await caller.page.set_viewport_size({"width": size[0], "height": size[1]})
    await start_call(caller, callee)
    await callee.click("Share screen")
    await expect_data(caller, remote_screen="beside", remote="video")
    await caller.page.get_by_role("group", name="My picture").focus()
    for key in ("Up", "Left", "Down", "Right"):
        await caller.page.keyboard.press(f"Arrow{key}")
        assert await caller.page.evaluate(COVERED, True) == [], key


MATRIX = "new DOMMatrix(getComputedStyle(localVideo).transform).a"
# A phone's second camera, as its track tells.
LOOKS_AWAY = """() => {
  const settings = MediaStreamTrack.prototype.getSettings;
  MediaStreamTrack.prototype.getSettings = function () {
    return { ...settings.call(this), facingMode: "environment" };
  };
}"""


@pytest.mark.tier2
async def test_the_self_view_is_mirrored_unless_the_camera_faces_away(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await callee.page.evaluate(LOOKS_AWAY)
    for visitor, sign in ((caller, -1), (callee, 1)):
        await visitor.click("Settings")
        await visitor.page.locator('#settingsFrame[data-picture="on"]').wait_for()
        assert await visitor.page.evaluate(MATRIX.replace("localVideo", "settingsPreview")) == sign
        await visitor.click("Done")
    await start_call(caller, callee)
    for visitor in (caller, callee):
        await wait_until(visitor.page, "localVideo.videoWidth > 0")
    assert await caller.page.evaluate(MATRIX) == -1
    assert await callee.page.evaluate(MATRIX) == 1
    # What the other one sees is nobody's mirror.
    assert await callee.page.evaluate("getComputedStyle(remoteVideo).transform") == "none"


@pytest.mark.tier2
async def test_the_self_view_is_hidden_and_shown_again(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await start_call(caller, callee)
    picture = caller.page.get_by_role("group", name="My picture")
    await picture.hover()
    await picture.get_by_role("button", name="Hide my picture").click()
    await expect(picture).to_be_hidden()
    await expect(caller.page.locator("#showSelf")).to_be_focused()
    await caller.page.reload()
    await caller.wait_for_state("active")
    await expect(picture).to_be_hidden()
    await caller.click("Show my picture")
    await expect(picture).to_be_visible()
    await wait_until(caller.page, "localVideo.videoWidth > 0 && !localVideo.paused")
    await choose_from_menu(caller, "Hide my picture")
    await expect(picture).to_be_hidden()
    # The peer sees him all the same.
    await callee.expect_media()
