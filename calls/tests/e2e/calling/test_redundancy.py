"""The voice has redundancy (RED, RFC 2198) if the peer understands it and the line has room."""

import asyncio

import pytest

from calls.tests.e2e.browser.people_page import ring_voice
from calls.tests.e2e.browser.visitor import Visitor, wait_until
from calls.tests.e2e.conftest import OpenPage
from calls.tests.harness.people import Person
from calls.tests.harness.process import HANG

# As the answer of a browser that does not know it.
WITHOUT_RED = r"""() => {
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (frame) {
    const message = JSON.parse(frame);
    const description = message.answer ?? message.description;
    if (description) {
      const [, red] = description.sdp.match(/^a=rtpmap:(\d+) red\/48000/m);
      description.sdp = description.sdp
        .replace(new RegExp(`^(m=audio .*) ${red}\\b`, "gm"), "$1")
        .replace(new RegExp(`^a=(rtpmap|fmtp):${red} .*\r\n`, "gm"), "");
    }
    send.call(this, JSON.stringify(message));
  };
}"""
# The bytes of a packet with voice, over the next second of it.
PAYLOAD = """async () => {
  const [pc] = tests.connections;
  const sent = async () => {
    const report = [...(await pc.getSenders()[0].getStats()).values()];
    return report.find(({ type }) => type === "outbound-rtp");
  };
  const before = await sent();
  for (;;) {
    const { bytesSent, packetsSent } = await sent();
    const packets = packetsSent - before.packetsSent;
    if (packets >= 50) return (bytesSent - before.bytesSent) / packets;
    await new Promise(requestAnimationFrame);
  }
}"""


# The browser's estimate of what can go out is `window.available`, and what the peer reports as lost `window.lost`.
ESTIMATE = """() => {
  const { prototype } = RTCPeerConnection;
  const ask = prototype.getStats;
  prototype.getStats = async function () {
    const entries = [...(await ask.call(this))];
    const changes = {
      "candidate-pair": { availableOutgoingBitrate: window.available },
      "remote-inbound-rtp": { fractionLost: window.lost ?? 0 },
    };
    return new Map(entries.map(([id, entry]) => [id, { ...entry, ...changes[entry.type] }]));
  };
}"""
# Packets of the voice in a second.
PACKETS = """async () => {
  const sent = async () => {
    const report = [...(await tests.connections.at(-1).getSenders()[0].getStats()).values()];
    return report.find(({ type }) => type === "outbound-rtp");
  };
  const before = await sent();
  await new Promise((passed) => setTimeout(passed, 1000));
  const after = await sent();
  return (1000 * (after.packetsSent - before.packetsSent)) / (after.timestamp - before.timestamp);
}"""

# Counts the peer's descriptions that are applied from now on.
KEEP_DESCRIPTIONS = """() => {
  const { prototype } = RTCPeerConnection;
  const apply = prototype.setRemoteDescription;
  window.applied = 0;
  prototype.setRemoteDescription = function (description) {
    window.applied += 1;
    return apply.call(this, description);
  };
}"""


async def payload(visitor: Visitor) -> float:
    found: float = await visitor.page.evaluate(PAYLOAD)
    return found


async def test_redundancy_is_sent_where_the_peer_understands_it(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    """The answer says that Bob's browser does not, the offer that Alice's does."""
    caller, callee = await open_page(alice), await open_page(bob)
    for visitor in (caller, callee):
        await visitor.page.evaluate("window.available = 2_000_000")
        await visitor.page.evaluate(ESTIMATE)
    await callee.page.evaluate(WITHOUT_RED)
    await ring_voice(caller, callee)
    await callee.click("Accept")
    await asyncio.gather(*(visitor.expect_media(picture=False) for visitor in (caller, callee)))
    plain, redundant = await asyncio.gather(payload(caller), payload(callee))
    assert redundant > 1.5 * plain


async def talk_on_wide_line(caller: Visitor, callee: Visitor) -> float:
    """A voice call whose caller sends a tone. Returns the bytes of a packet of it, with redundancy."""
    await caller.page.evaluate("window.available = 2_000_000")
    await caller.page.evaluate(ESTIMATE)
    # A tone without pauses, of which each packet has its share.
    await caller.page.evaluate("fakeDevices.setMicrophoneLevel(0.5)")
    await ring_voice(caller, callee)
    await callee.click("Accept")
    await asyncio.gather(*(visitor.expect_media(picture=False) for visitor in (caller, callee)))
    return await payload(caller)


@pytest.mark.tier2
async def test_a_thin_line_gets_few_packets_without_redundancy(
    open_page: OpenPage, open_device_page: OpenPage, alice: Person, bob: Person
) -> None:
    caller, callee = await open_device_page(alice), await open_page(bob)
    redundant = await talk_on_wide_line(caller, callee)
    # Packets of 60 ms instead of 20 ms.
    await caller.page.evaluate("window.available = 60_000")
    await wait_until(caller.page, f"() => ({PACKETS})().then((rate) => rate < 25)")
    await callee.expect_media(picture=False)
    # Three times as long, and yet hardly larger.
    assert await payload(caller) < 1.5 * redundant
    await caller.page.evaluate("window.available = 2_000_000")
    await wait_until(caller.page, f"() => ({PACKETS})().then((rate) => rate > 30)")
    await callee.expect_media(picture=False)
    assert await payload(caller) > 0.8 * redundant
    # A line that is not wide leaves fewer bits to the voice, and all of its redundancy.
    await caller.page.evaluate("window.available = 160_000")
    await wait_until(caller.page, f"() => ({PAYLOAD})().then((bytes) => bytes < {0.9 * redundant})")
    assert await payload(caller) > 0.5 * redundant


@pytest.mark.tier2
async def test_a_line_that_loses_nothing_gets_no_redundancy_and_one_that_does_gets_it_again(
    open_page: OpenPage, open_device_page: OpenPage, alice: Person, bob: Person
) -> None:
    """It ends in a pause of the voice."""
    caller, callee = await open_device_page(alice), await open_page(bob)
    redundant = await talk_on_wide_line(caller, callee)
    await caller.page.evaluate(KEEP_DESCRIPTIONS)
    await caller.page.evaluate("fakeDevices.setMicrophoneLevel(0)")
    await wait_until(caller.page, "() => window.applied === 1", limit=2 * HANG)
    await caller.page.evaluate("fakeDevices.setMicrophoneLevel(0.5)")
    await wait_until(caller.page, f"() => ({PAYLOAD})().then((bytes) => bytes < {0.7 * redundant})")
    await callee.expect_media(picture=False)
    await caller.page.evaluate("window.lost = 0.1")
    await wait_until(caller.page, f"() => ({PAYLOAD})().then((bytes) => bytes > {0.9 * redundant})")
    await callee.expect_media(picture=False)
