"""The connection that is made while a call rings, and what it may tell of addresses."""

import asyncio
import json
import re
from typing import Any

from calls.tests.e2e.browser.visitor import Visitor, wait_until

CONNECTED = "() => tests.early.some(({ connectionState }) => connectionState === 'connected')"
# Bytes of media that the connections of the ring have sent, and received; the tracks that they send; decoded frames.
MEDIA = """async () => {
  const sum = { sent: 0, received: 0, frames: 0, tracks: 0 };
  for (const pc of tests.early) {
    sum.tracks += pc.getSenders().filter(({ track }) => track).length;
    for (const one of (await pc.getStats()).values()) {
      if (one.type === "outbound-rtp") sum.sent += one.bytesSent;
      if (one.type === "inbound-rtp") sum.received += one.bytesReceived;
      sum.frames += (one.type === "inbound-rtp" && one.framesDecoded) || 0;
    }
  }
  return sum;
}"""
SOURCE = "document.querySelector('video#remoteVideo').srcObject"
# An address in a description, but the ones that stand for none.
ADDRESS = re.compile(r"^(?:o=|c=|a=rtcp:).* (?!(?:127\.0\.0\.1|0\.0\.0\.0)\s*$)\S+$", re.MULTILINE)


def frames_of(visitor: Visitor) -> list[dict[str, Any]]:
    """What the page sends from its next load on."""
    sent: list[dict[str, Any]] = []
    visitor.page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(json.loads(frame))))
    return sent


def assert_names_relays_alone(frames: list[dict[str, Any]]) -> None:
    candidates = [frame["candidate"]["candidate"] for frame in frames if "candidate" in frame]
    assert candidates
    for line in candidates:
        assert " typ relay raddr 0.0.0.0 rport 0" in line, line
    descriptions = [frame[name]["sdp"] for frame in frames for name in ("description", "offer") if name in frame]
    assert descriptions
    for sdp in descriptions:
        assert "candidate:" not in sdp
        assert not ADDRESS.search(sdp), sdp


async def connect(*visitors: Visitor) -> None:
    await asyncio.gather(*(wait_until(visitor.page, CONNECTED) for visitor in visitors))
