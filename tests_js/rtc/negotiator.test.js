import assert from "node:assert/strict";
import test from "node:test";
import { Negotiator } from "../../static/calls/rtc/negotiator.js";

/** As much of an RTCPeerConnection as negotiation needs. */
class FakeConnection {
  signalingState = "stable";
  localDescription = null;
  remoteDescription = null;
  candidates = [];

  async setLocalDescription() {
    const type = this.signalingState === "have-remote-offer" ? "answer" : "offer";
    this.localDescription = { type, sdp: `${type} of mine` };
    this.signalingState = type === "answer" ? "stable" : "have-local-offer";
  }

  async setRemoteDescription(description) {
    if (description.sdp === "bad") throw new Error("bad");
    this.remoteDescription = description;
    this.signalingState = description.type === "answer" ? "stable" : "have-remote-offer";
  }

  async addIceCandidate(candidate) {
    if (candidate.candidate === "unknown") throw new Error("unknown ufrag");
    this.candidates.push(candidate);
  }
}

const OFFER = { type: "offer", sdp: "theirs" };
const ANSWER = { type: "answer", sdp: "theirs" };

function setUp(polite) {
  const pc = new FakeConnection();
  const sent = [];
  const order = [];
  const peer = new Negotiator({
    pc,
    polite,
    send: ({ description, candidate }) => sent.push(description ?? candidate),
    beforeAnswer: () => order.push(`${pc.signalingState} before answer`),
  });
  return { pc, peer, sent, order, types: () => sent.map(({ type }) => type) };
}

test("the caller offers when its connection asks for it, and takes the answer", async () => {
  const { pc, peer, types } = setUp(false);
  await pc.onnegotiationneeded();
  assert.deepEqual(types(), ["offer"]);
  await peer.onSignal({ description: ANSWER });
  assert.equal(pc.signalingState, "stable");
});

test("the callee prepares its lines between the offer and its answer", async () => {
  const { peer, order, types } = setUp(true);
  await peer.onSignal({ description: OFFER });
  assert.deepEqual(order, ["have-remote-offer before answer"]);
  assert.deepEqual(types(), ["answer"]);
});

test("where offers collide the polite side gives way", async () => {
  const { pc, peer, types } = setUp(true);
  await pc.onnegotiationneeded();
  await peer.onSignal({ description: OFFER });
  assert.deepEqual(types(), ["offer", "answer"]);
  assert.equal(pc.remoteDescription, OFFER);
});

test("where offers collide the impolite side ignores the other's", async () => {
  const { pc, peer, types } = setUp(false);
  await pc.onnegotiationneeded();
  await peer.onSignal({ description: OFFER });
  assert.deepEqual(types(), ["offer"]);
  assert.equal(pc.remoteDescription, null);
});

test("an offer that comes while the own one is being made collides, too", async () => {
  const { pc, peer } = setUp(false);
  const making = pc.onnegotiationneeded();
  await peer.onSignal({ description: OFFER });
  await making;
  assert.equal(pc.remoteDescription, null);
});

test("candidates that come before the description are kept, in their order", async () => {
  const { pc, peer } = setUp(true);
  await peer.onSignal({ candidate: { candidate: "one" } });
  await peer.onSignal({ candidate: { candidate: "two" } });
  assert.deepEqual(pc.candidates, []);
  await peer.onSignal({ description: OFFER });
  await peer.onSignal({ candidate: { candidate: "three" } });
  assert.deepEqual(
    pc.candidates.map(({ candidate }) => candidate),
    ["one", "two", "three"],
  );
});

test("a candidate that fits nothing harms nothing", async () => {
  const { peer } = setUp(true);
  await peer.onSignal({ description: OFFER });
  await peer.onSignal({ candidate: { candidate: "unknown" } });
});

test("the answer to an offer that was sent twice is taken once", async () => {
  const { pc, peer } = setUp(false);
  await pc.onnegotiationneeded();
  await Promise.all([
    peer.onSignal({ description: ANSWER }),
    peer.onSignal({ description: { ...ANSWER, sdp: "late" } }),
  ]);
  assert.equal(pc.remoteDescription, ANSWER);
});

test("the same offer twice is answered twice: the first answer may be lost", async () => {
  const { peer, types } = setUp(true);
  await peer.onSignal({ description: OFFER });
  await peer.onSignal({ description: OFFER });
  assert.deepEqual(types(), ["answer", "answer"]);
});

test("a description that cannot be used is told to whoever handed it in, and the next one is taken", async () => {
  const { pc, peer } = setUp(true);
  await assert.rejects(peer.onSignal({ description: { type: "offer", sdp: "bad" } }));
  await peer.onSignal({ description: OFFER });
  assert.equal(pc.signalingState, "stable");
});

test("the end of candidates is not sent: five-message clients do not know it", () => {
  const { pc, sent } = setUp(true);
  pc.onicecandidate({ candidate: null });
  pc.onicecandidate({ candidate: { toJSON: () => ({ candidate: "one" }) } });
  assert.deepEqual(sent, [{ candidate: "one" }]);
});
