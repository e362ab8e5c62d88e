"""Call quality: the sign, its cause, the one suggestion, the details, and the limits on what is sent."""

import asyncio
import re

import pytest
from playwright.async_api import Locator, expect

from calls.tests.e2e.browser.stage import FAKE_STATS, KEEP_SIGN
from calls.tests.e2e.browser.visitor import Visitor, talk, wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG

S = "\N{RIGHT SINGLE QUOTATION MARK}s"

# A camera that costs little and asks for much: noise fills whatever bit rate there is, a calm picture keeps its size.
CAMERA = """() => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
  const paint = canvas.getContext("2d");
  const noise = paint.createImageData(640, 480);
  let drawn = 0;
  setInterval(() => {
    drawn += 1;
    if (window.noisy) {
      const words = new Uint32Array(noise.data.buffer);
      for (let i = 0; i < words.length; i += 1) words[i] = 0xff000000 | (Math.random() * 0x1000000);
      paint.putImageData(noise, 0, 0);
    } else {
      paint.fillStyle = "#345";
      paint.fillRect(0, 0, 640, 480);
      paint.fillStyle = "#fa3";
      paint.fillRect((drawn * 8) % 560, 200, 80, 80);
    }
  }, 66);
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = wanted.audio ? await ask({ audio: wanted.audio }) : new MediaStream();
    if (wanted.video) stream.addTrack(canvas.captureStream(15).getVideoTracks()[0]);
    return stream;
  };
}"""
# What goes out as the browser counts it: bits a second with the packets' heads, over some seconds, and the sizes.
SENT = """async (seconds) => {
  const streams = async () => {
    const report = await tests.connections.at(-1).getStats();
    return [...report.values()].filter(({ type }) => type === "outbound-rtp");
  };
  const sum = (all) => all.reduce((bytes, one) => bytes + one.bytesSent + one.headerBytesSent, 0);
  const before = await streams();
  const began = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
  const after = await streams();
  return (8000 * (sum(after) - sum(before))) / (performance.now() - began);
}"""
# Bytes that are sent in some seconds, but for the voice: pictures, authentication tags (SRTP), RTCP, STUN, data.
BESIDE_THE_VOICE = """async (seconds) => {
  const sent = async () => {
    const report = [...(await tests.connections.at(-1).getStats()).values()];
    const pair = report.find((one) => one.type === "candidate-pair" && one.nominated && one.state === "succeeded");
    const voice = report.filter(({ type, kind }) => type === "outbound-rtp" && kind === "audio");
    return voice.reduce((rest, { bytesSent, headerBytesSent }) => rest - bytesSent - headerBytesSent, pair.bytesSent);
  };
  const before = await sent();
  await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
  return (await sent()) - before;
}"""
HEIGHT = """async () => {
  const report = await tests.connections.at(-1).getStats();
  return [...report.values()].find(({ type, kind, mid }) => type === "outbound-rtp" && mid === "1")?.frameHeight;
}"""

# Keeps each change of what the page says of the peer's picture.
KEEP_PICTURE = """() => {
  const call = document.querySelector("#call");
  tests.pictures = [];
  const keep = () => call.dataset.picture !== "stopped" && tests.pictures.push(call.dataset.picture ?? null);
  new MutationObserver(keep).observe(call, { attributeFilter: ["data-picture"] });
}"""
# Counts how often the page looks at its own line.
COUNT_LOOKS = """() => {
  const { prototype } = RTCRtpSender;
  const ask = prototype.getStats;
  window.looks = 0;
  prototype.getStats = function () {
    window.looks += 1;
    return ask.call(this);
  };
}"""

# Whether the page looks at its line about every two seconds, and not four times a second.
LOOKS_RARELY = """async () => {
  const before = window.looks;
  await new Promise((passed) => setTimeout(passed, 3000));
  return window.looks - before < 6;
}"""


def quality_sign(visitor: Visitor) -> Locator:
    return visitor.page.locator("#qualitySign")


async def expect_quality(visitor: Visitor, level: str) -> None:
    await expect(quality_sign(visitor)).to_have_attribute("data-level", level, timeout=2 * HANG * 1000)
    await expect(quality_sign(visitor)).to_be_visible()


async def talk_with_fake_stats(caller: Visitor, callee: Visitor) -> None:
    for visitor in (caller, callee):
        await visitor.page.evaluate(CAMERA)
        await visitor.page.evaluate(FAKE_STATS, 4)
    await talk(caller, callee)
    await asyncio.gather(expect_quality(caller, "good"), expect_quality(callee, "good"))


async def details(visitor: Visitor) -> Locator:
    """The page of the call's details, opened from the menu."""
    await visitor.click("More")
    await visitor.click("Call details")
    page = visitor.page.locator("[data-page=details]")
    await expect(page).to_be_visible()
    return page


async def expect_sent_height(visitor: Visitor, wanted: str) -> None:
    """Wait until the picture that goes out has such a height."""
    await wait_until(visitor.page, f"() => ({HEIGHT})().then((height) => height {wanted})", limit=2 * HANG)


async def test_a_good_call_is_called_good_and_its_details_are_alive(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await talk(caller, callee)
    await asyncio.gather(expect_quality(caller, "good"), expect_quality(callee, "good"))
    await expect(quality_sign(caller).get_by_role("button")).to_have_count(1)
    await caller.click("Good connection. Show call details")
    panel = caller.page.get_by_role("complementary", name="Call details")
    await expect(panel.locator('[data-key="route"] dd')).to_have_text("Direct, UDP", timeout=HANG * 1000)
    chart = panel.get_by_role("img", name="Bit rate in the last minute. Sent: now")
    await chart.wait_for()
    for line in ("sent", "received"):
        points = f"document.querySelector('#bitrateChart .chart-{line}').getAttribute('d').split('L').length"
        await wait_until(caller.page, f"() => {points} > 3")
    for key in ("video", "audio", "frame-rate"):
        for way in ("sent", "received"):
            await expect(panel.locator(f'[data-key="{key}"] [data-is="{way}"]')).to_have_text(re.compile("[0-9]"))
    rows = panel.locator("#detailsRows")
    said = await rows.inner_text()
    await expect(rows).not_to_have_text(said, use_inner_text=True, timeout=HANG * 1000)
    await caller.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await caller.click("Copy report")
    await caller.expect_text("Copied.")
    report = await caller.page.evaluate("navigator.clipboard.readText()")
    assert "Route: Direct, UDP" in report and "Candidates: host → host" in report, report
    assert "127.0.0.1" not in report and callee.name not in report
    await caller.click("Close")
    await expect(caller.button("Good connection. Show call details")).to_be_focused()


@pytest.mark.tier2
@pytest.mark.parametrize("relayed", [True, False], ids=["relayed", "direct"])
async def test_a_relayed_call_stays_below_a_megabit(
    open_page: OpenPage, alice: Person, bob: Person, relayed: bool
) -> None:
    path = "/?relay=1" if relayed else "/"
    visitors = [await open_page(person, path) for person in (alice, bob)]
    for visitor in visitors:
        await visitor.page.evaluate(CAMERA)
        await visitor.page.evaluate("window.noisy = true")
    await talk(*visitors)
    route = (await details(visitors[0])).locator('[data-key="route"] dd')
    await expect(route).to_contain_text("Relayed" if relayed else "Direct", timeout=HANG * 1000)
    if not relayed:
        # So the same camera, where nothing holds it back, would take more.
        await wait_until(visitors[0].page, f"({SENT})(2).then((bits) => bits > 1_050_000)", limit=2 * HANG)
        return
    # It uses what it may, and not more.
    for visitor in visitors:
        await wait_until(visitor.page, f"() => ({SENT})(1).then((bits) => bits > 500_000)", limit=2 * HANG)
    for sent in await asyncio.gather(*(visitor.page.evaluate(SENT, 4) for visitor in visitors)):
        assert sent < 1_000_000
    await asyncio.gather(*(visitor.expect_media() for visitor in visitors))


@pytest.mark.tier2
async def test_data_saver_makes_both_sides_send_less(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    for visitor in (caller, callee):
        await visitor.page.evaluate(CAMERA)
    await talk(caller, callee)
    await asyncio.gather(*(expect_sent_height(visitor, "=== 480") for visitor in (caller, callee)))
    await caller.click("More")
    await caller.click("Data saver")
    await asyncio.gather(*(expect_sent_height(visitor, "<= 360") for visitor in (caller, callee)))
    for visitor in (caller, callee):
        await visitor.page.evaluate("window.noisy = true")
    await asyncio.gather(*(visitor.expect_media() for visitor in (caller, callee)))
    for sent in await asyncio.gather(*(visitor.page.evaluate(SENT, 4) for visitor in (caller, callee))):
        # The picture's 150 kbit/s, the sound, and the heads of their packets.
        assert sent < 300_000
    saver = (await details(callee)).locator('[data-key="saver"] dd')
    await expect(saver).to_have_text(f"Requested by {caller.name}")
    # It is remembered, and the peer's page is asked again.
    await caller.page.reload()
    await caller.wait_for_state("active")
    await caller.click("More")
    await caller.expect_button("Data saver", pressed=True)
    await expect(saver).to_have_text(f"Requested by {caller.name}", timeout=HANG * 1000)
    await caller.click("Data saver")
    await expect(saver).to_have_text("Off", timeout=HANG * 1000)
    await callee.page.evaluate("window.noisy = false")
    await expect_sent_height(callee, "=== 480")


@pytest.mark.tier2
async def test_loss_of_received_packets_suggests_pausing_the_peers_video(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await talk_with_fake_stats(caller, callee)
    await caller.page.evaluate("window.slowLine = true")
    await callee.page.evaluate("window.lossy = 'in'")
    await asyncio.gather(expect_quality(callee, "poor"), expect_quality(caller, "poor"))
    # What the one gets badly, the other sends badly: by the ways to the server, each page says whose network it is.
    await callee.expect_text(f"{caller.name}{S} network is very weak")
    await caller.expect_text("Your network is very weak")
    await expect(caller.button("Turn off video")).to_be_visible()
    await callee.click("Stop receiving video")
    await callee.expect_text(f"{caller.name}{S} video is paused to keep the sound")
    await caller.expect_text(f"{callee.name} has paused your video to keep the sound")
    await expect(callee.page.locator("#call")).to_have_attribute("data-remote", "portrait")
    still = "() => tests.received().then(({ frames }) => frames === window.frames || void (window.frames = frames))"
    await wait_until(callee.page, still)
    await asyncio.gather(callee.expect_media(picture=False), caller.expect_media())
    # Nothing is lost any more where nothing comes.
    await asyncio.gather(expect_quality(callee, "good"), expect_quality(caller, "good"))
    await callee.expect_button("Camera", pressed=True)
    await callee.click("Show video")
    await asyncio.gather(callee.expect_media(), caller.expect_media())
    assert await callee.page.get_by_text("paused").filter(visible=True).count() == 0


async def test_both_pages_name_the_side_whose_line_is_bad(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    # Whose line is bad, the pages find out by the answers of the server, which a busy machine delays on both.
    await callee.page.evaluate("window.quickLine = true")
    await talk_with_fake_stats(caller, callee)
    await asyncio.gather(*(visitor.page.evaluate(KEEP_SIGN) for visitor in (caller, callee)))
    await caller.page.evaluate("window.slowLine = true")
    await callee.page.evaluate("window.lossy = 'in'")
    named = (caller, "Your network is"), (callee, f"{caller.name}{S} network is")
    for visitor, words in named:
        await wait_until(visitor.page, f"tests.said.at(-1)?.startsWith({words!r})", limit=2 * HANG)
    await caller.page.evaluate("window.slowLine = false")
    await callee.page.evaluate("window.lossy = null")
    await asyncio.gather(expect_quality(caller, "good"), expect_quality(callee, "good"))
    for visitor, words in named:
        said = await visitor.page.evaluate("tests.said")
        assert all(one.startswith((words, "The connection is")) for one in said if one), said


async def test_a_line_that_is_too_small_pauses_the_picture_and_says_so(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await talk_with_fake_stats(caller, callee)
    await caller.page.evaluate("window.narrow = true")
    # Whose network it is, is another question: on a busy machine the answers of the server are late on both pages.
    notes = (
        caller.page.get_by_text(re.compile("is weak: your video is paused to keep the sound")),
        callee.page.get_by_text(re.compile(f"is weak: ({caller.name}{S}|the) video is paused to keep the sound")),
    )
    await asyncio.gather(*(expect(note).to_be_visible(timeout=HANG * 1000) for note in notes))
    await expect(callee.page.locator("#call")).to_have_attribute("data-picture", "stopped")
    # The other direction has its own line.
    await asyncio.gather(callee.expect_media(picture=False), caller.expect_media())
    # A muted microphone leaves the line as it is, so that its voice meets no queue when it is on again.
    await callee.page.evaluate(KEEP_PICTURE)
    await caller.page.evaluate(COUNT_LOOKS)
    for on in (False, True):
        await caller.click("Microphone")
        await caller.expect_button("Microphone", pressed=on)
        await caller.page.evaluate("window.looks = 0")
        await wait_until(caller.page, "looks > 12")
    assert await callee.page.evaluate("tests.pictures") == []
    await asyncio.gather(callee.expect_media(picture=False), caller.expect_media())
    # Nor does a camera that is off for a moment bring it back.
    await caller.click("Camera")
    await caller.expect_button("Camera", pressed=False)
    await expect(notes[0]).to_be_hidden(timeout=HANG * 1000)
    await caller.click("Camera")
    await caller.expect_button("Camera", pressed=True)
    await asyncio.gather(*(expect(note).to_be_visible(timeout=HANG * 1000) for note in notes))
    await caller.page.evaluate("window.narrow = false")
    await asyncio.gather(*(expect(note).to_be_hidden(timeout=HANG * 1000) for note in notes))
    await callee.expect_media()
    await expect(callee.page.locator("#call")).not_to_have_attribute("data-picture", "stopped")


@pytest.mark.tier2
async def test_in_a_good_call_the_page_looks_at_its_line_rarely(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await talk(caller, callee)
    await asyncio.gather(caller.expect_media(), callee.expect_media())
    await caller.page.evaluate(COUNT_LOOKS)
    await wait_until(caller.page, "() => looks > 4")
    await wait_until(caller.page, LOOKS_RARELY, limit=2 * HANG)


@pytest.mark.tier2
async def test_a_frozen_picture_is_marked_until_the_next_frame(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await talk(caller, callee)
    await asyncio.gather(caller.expect_media(), callee.expect_media())
    sender = "tests.connections.at(-1).getSenders().find(({ track }) => track?.kind === 'video')"
    await caller.page.evaluate(
        f"() => {{ window.held = {sender}; window.taken = held.track; held.replaceTrack(null); }}"
    )
    note = callee.page.get_by_role("status").get_by_text(f"{caller.name}{S} video has stopped")
    await expect(note).to_be_visible(timeout=HANG * 1000)
    await caller.page.evaluate("held.replaceTrack(taken)")
    await expect(note).to_be_hidden(timeout=HANG * 1000)


@pytest.mark.tier2
async def test_loss_of_sent_packets_suggests_turning_the_camera_off(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await talk_with_fake_stats(caller, callee)
    await caller.page.evaluate("Object.assign(window, { lossy: 'out', slowLine: true })")
    await expect_quality(caller, "poor")
    await caller.expect_text("Your network is very weak")
    await expect(caller.page.get_by_role("status").filter(has_text="Your network is very weak")).to_have_count(1)
    await expect_quality(callee, "good")
    await caller.click("Turn off video")
    await caller.expect_button("Camera", pressed=False)
    await callee.expect_text("camera is off")
    await expect_quality(caller, "good")
    await expect(caller.page.get_by_role("status").filter(has_text="good again")).to_have_count(1)
    await asyncio.gather(caller.expect_media(), callee.expect_media(picture=False))


@pytest.mark.tier2
async def test_paused_video_resumes_after_the_peer_reloads(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await talk_with_fake_stats(caller, callee)
    await callee.page.evaluate("window.lossy = 'in'")
    await callee.click("Stop receiving video")
    await caller.expect_text(f"{callee.name} has paused your video to keep the sound")
    await callee.page.reload()
    await asyncio.gather(caller.wait_for_state("active"), callee.wait_for_state("active"))
    await expect(caller.page.locator("#videoPausedByPeer")).to_be_hidden(timeout=HANG * 1000)
    await asyncio.gather(caller.expect_media(), callee.expect_media())


@pytest.mark.tier2
async def test_with_both_cameras_off_only_the_voice_is_sent(open_page: OpenPage, alice: Person, bob: Person) -> None:
    caller, callee = await open_page(alice), await open_page(bob)
    await talk(caller, callee)
    for visitor in (caller, callee):
        await visitor.click("Camera")
        await visitor.expect_button("Camera", pressed=False)
    for visitor in (caller, callee):  # a small picture takes 50,000 and more; its last packets may still be repeated
        await wait_until(visitor.page, f"() => ({BESIDE_THE_VOICE})(5).then((bytes) => bytes < 15_000)")
    await asyncio.gather(caller.expect_media(picture=False), callee.expect_media(picture=False))
