// Candidates of the media lines that the peer bundles with the first one are of no use to it.
import assert from "node:assert/strict";
import test from "node:test";
import { BundledCandidates } from "../../static/calls/rtc/bundled_candidates.js";

const candidate = (line) => ({ candidate: "candidate:1", sdpMid: String(line), sdpMLineIndex: line });
const section = (kind) =>
  `m=${kind} 9 UDP/TLS/RTP/SAVPF 0\r\na=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\na=mid:x\r\n`;
const OFFER = {
  type: "offer",
  sdp: `v=0\r\na=group:BUNDLE 0 1 2\r\n${["audio", "video", "application"].map(section).join("")}`,
};
const answer = (group) => ({ type: "answer", sdp: `v=0\r\n${group}m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n` });

function setUp() {
  const sent = [];
  const candidates = new BundledCandidates((signal) => sent.push(signal));
  const lines = () => sent.flatMap(({ candidate }) => candidate?.sdpMLineIndex ?? []);
  return { candidates, sent, lines };
}

test("an offer has the candidates of its first media line only", () => {
  const { candidates, sent } = setUp();
  candidates.send({ description: OFFER });
  const [session, ...sections] = sent[0].description.sdp.split(/^(?=m=)/m);
  assert.match(session, /BUNDLE 0 1 2/);
  assert.deepEqual(
    sections.map((text) => text.includes("a=candidate")),
    [true, false, false],
  );
  assert.deepEqual(
    sections.map((text) => text.includes("a=mid:x")),
    [true, true, true],
  );
});

for (const [name, group, expected] of [
  ["bundles everything", "a=group:BUNDLE 0 1 2\r\n", [0]],
  ["bundles nothing", "", [0, 1, 2]],
  ["bundles two lines", "a=group:BUNDLE 0 2\r\n", [0, 1]],
  ["refuses the first line", "a=group:BUNDLE 1 2\r\n", [0, 1]],
]) {
  test(`the candidates of the other lines wait for the answer of a peer that ${name}`, () => {
    const { candidates, lines } = setUp();
    candidates.send({ description: OFFER });
    for (const line of [0, 1, 2]) candidates.send({ candidate: candidate(line) });
    assert.deepEqual(lines(), [0]);
    candidates.onDescription(answer(group));
    assert.deepEqual(lines(), expected);
    candidates.send({ candidate: candidate(1) });
    assert.equal(lines().at(-1), 1, "what comes later has a transport");
  });
}

test("the side that answers sends everything", () => {
  const { candidates, sent, lines } = setUp();
  candidates.onDescription(OFFER);
  const description = { ...OFFER, type: "answer" };
  candidates.send({ description });
  candidates.send({ candidate: candidate(1) });
  assert.deepEqual([sent[0], lines()], [{ description }, [1]]);
});
