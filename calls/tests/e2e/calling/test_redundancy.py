"""The voice has redundancy (RED, RFC 2198) if the peer understands it."""

import asyncio

from calls.tests.e2e.browser.visitor import Visitor
from calls.tests.e2e.conftest import OpenPage
from calls.tests.e2e.features.test_voice import ring_voice
from calls.tests.harness.people import Person

# As the answer of a browser that does not know it.
WITHOUT_RED = r"""() => {
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (frame) {
    const message = JSON.parse(frame);
    if (message.type === "answer") {
      const [, red] = message.answer.sdp.match(/^a=rtpmap:(\d+) red\/48000/m);
      message.answer.sdp = message.answer.sdp
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


async def payload(visitor: Visitor) -> float:
    found: float = await visitor.page.evaluate(PAYLOAD)
    return found


async def test_redundancy_is_sent_where_the_peer_understands_it(
    open_page: OpenPage, alice: Person, bob: Person
) -> None:
    """The answer says that Bob's browser does not, the offer that Alice's does."""
    caller, callee = await open_page(alice), await open_page(bob)
    await callee.page.evaluate(WITHOUT_RED)
    await ring_voice(caller, callee)
    await callee.click("Accept")
    await asyncio.gather(*(visitor.expect_media(picture=False) for visitor in (caller, callee)))
    plain, redundant = await asyncio.gather(payload(caller), payload(callee))
    assert redundant > 1.5 * plain
