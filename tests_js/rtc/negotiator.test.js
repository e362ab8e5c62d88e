import assert from "node:assert/strict";
import test from "node:test";
import { Negotiator } from "../../static/calls/rtc/negotiator.js";

/** The part of an RTCPeerConnection that is used. */
class FakeConnection {
  signalingState = "stable";
  localDescription = null;
  remoteDescription = null;
  candidates = [];

  nextFragment = "mine";

  get currentLocalDescription() {
    return this.localDescription;
  }

  get currentRemoteDescription() {
    return this.remoteDescription;
  }

  async createOffer() {
    return { type: "offer", sdp: `offer\na=ice-ufrag:${this.nextFragment}` };
  }

  async setLocalDescription(given) {
    if (given?.type === "rollback") {
      this.signalingState = "stable";
      return;
    }
    const type = this.signalingState === "have-remote-offer" ? "answer" : "offer";
    this.localDescription = given ?? { type, sdp: `${type} of mine\na=ice-ufrag:${this.nextFragment}` };
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
  const negotiator = new Negotiator({
    pc,
    polite,
    send: ({ description, candidate }) => sent.push(description ?? candidate),
    beforeAnswer: () => order.push(`${pc.signalingState} before answer`),
  });
  return { pc, negotiator, sent, order, types: () => sent.map(({ type }) => type) };
}

test("the caller offers when its connection asks for it, and takes the answer", async () => {
  const { pc, negotiator, types } = setUp(false);
  await pc.onnegotiationneeded();
  assert.deepEqual(types(), ["offer"]);
  await negotiator.onSignal({ description: ANSWER });
  assert.equal(pc.signalingState, "stable");
});

test("the candidates found so far are sent again without their description, which the peer has answered", async () => {
  const { pc, negotiator, sent } = setUp(false);
  negotiator.resendCandidates();
  await pc.onnegotiationneeded();
  await negotiator.onSignal({ description: ANSWER });
  const line = "candidate:1 1 udp 2122260223 192.0.2.1 50000 typ host";
  pc.localDescription.sdp = `v=0\r\nm=audio 9 RTP 0\r\na=mid:0\r\na=${line}\r\na=end-of-candidates\r\n`;
  negotiator.resendCandidates();
  assert.deepEqual(sent.slice(1), [{ candidate: line, sdpMid: "0", sdpMLineIndex: 0 }]);
});

const changed = ({ type, sdp }) => ({ type, sdp: `${sdp} changed` });

for (const [name, negotiated] of Object.entries({
  caller: async ({ pc, negotiator }) => {
    await pc.onnegotiationneeded();
    await negotiator.onSignal({ description: ANSWER });
  },
  callee: ({ negotiator }) => negotiator.onSignal({ description: OFFER }),
}))
  test(`the ${name} applies the peer's description in another form, which the peer does not get to know`, async () => {
    const parts = setUp(name === "callee");
    await negotiated(parts);
    const { pc, negotiator, sent } = parts;
    const before = sent.length;
    await negotiator.reapply(changed);
    assert.deepEqual(pc.remoteDescription, { type: "answer", sdp: "theirs changed" });
    assert.equal(pc.signalingState, "stable");
    assert.equal(sent.length, before);
  });

test("an offer that comes meanwhile is answered afterwards", async () => {
  const { pc, negotiator, types } = setUp(true);
  await negotiator.onSignal({ description: OFFER });
  const again = negotiator.reapply(changed);
  await Promise.all([again, negotiator.onSignal({ description: OFFER })]);
  assert.deepEqual(types(), ["answer", "answer"]);
  assert.equal(pc.signalingState, "stable");
});

test("nothing is applied again before there is a description, during an exchange, or with a restart due", async () => {
  const { pc, negotiator } = setUp(false);
  await negotiator.reapply(changed);
  await pc.onnegotiationneeded();
  await negotiator.reapply(changed);
  assert.equal(pc.remoteDescription, null);
  await negotiator.onSignal({ description: ANSWER });
  pc.nextFragment = "another";
  await negotiator.reapply(changed);
  assert.equal(pc.remoteDescription, ANSWER);
});

test("a form that the browser refuses leaves all as it was", async (t) => {
  t.mock.method(console, "debug", () => {});
  const { pc, negotiator, types } = setUp(true);
  await negotiator.onSignal({ description: OFFER });
  await negotiator.reapply(() => ({ type: "offer", sdp: "bad" }));
  assert.equal(pc.signalingState, "stable");
  await negotiator.onSignal({ description: OFFER });
  assert.deepEqual(types(), ["answer", "answer"]);
});

test("the peer's offer that is taken as an answer keeps the peer's role", async () => {
  const { pc, negotiator } = setUp(true);
  await negotiator.onSignal({ description: { type: "offer", sdp: "a=setup:actpass\r\n" } });
  await negotiator.reapply((description) => description);
  assert.equal(pc.remoteDescription.sdp, "a=setup:active\r\n");
  pc.localDescription.sdp += "\na=setup:active";
  await negotiator.onSignal({ description: { type: "offer", sdp: "a=setup:actpass\r\n" } });
  pc.localDescription.sdp += "\na=setup:active";
  await negotiator.reapply((description) => description);
  assert.equal(pc.remoteDescription.sdp, "a=setup:passive\r\n");
});

test("the callee prepares its transceivers between the offer and its answer", async () => {
  const { negotiator, order, types } = setUp(true);
  await negotiator.onSignal({ description: OFFER });
  assert.deepEqual(order, ["have-remote-offer before answer"]);
  assert.deepEqual(types(), ["answer"]);
});

test("if offers collide, the polite side gives way", async () => {
  const { pc, negotiator, types } = setUp(true);
  await pc.onnegotiationneeded();
  await negotiator.onSignal({ description: OFFER });
  assert.deepEqual(types(), ["offer", "answer"]);
  assert.equal(pc.remoteDescription, OFFER);
});

test("if offers collide, the impolite side ignores the other one", async () => {
  const { pc, negotiator, types } = setUp(false);
  await pc.onnegotiationneeded();
  await negotiator.onSignal({ description: OFFER });
  assert.deepEqual(types(), ["offer"]);
  assert.equal(pc.remoteDescription, null);
});

test("an offer that comes while the own one is being made collides as well", async () => {
  const { pc, negotiator } = setUp(false);
  const making = pc.onnegotiationneeded();
  await negotiator.onSignal({ description: OFFER });
  await making;
  assert.equal(pc.remoteDescription, null);
});

test("candidates that come before the description are kept, in their order", async () => {
  const { pc, negotiator } = setUp(true);
  await negotiator.onSignal({ candidate: { candidate: "one" } });
  await negotiator.onSignal({ candidate: { candidate: "two" } });
  assert.deepEqual(pc.candidates, []);
  await negotiator.onSignal({ description: OFFER });
  await negotiator.onSignal({ candidate: { candidate: "three" } });
  assert.deepEqual(
    pc.candidates.map(({ candidate }) => candidate),
    ["one", "two", "three"],
  );
});

test("a candidate that does not fit does no harm", async () => {
  const { negotiator } = setUp(true);
  await negotiator.onSignal({ description: OFFER });
  await negotiator.onSignal({ candidate: { candidate: "unknown" } });
});

test("the answer to an offer that was sent twice is taken once", async () => {
  const { pc, negotiator } = setUp(false);
  await pc.onnegotiationneeded();
  await Promise.all([
    negotiator.onSignal({ description: ANSWER }),
    negotiator.onSignal({ description: { ...ANSWER, sdp: "late" } }),
  ]);
  assert.equal(pc.remoteDescription, ANSWER);
});

test("the same offer twice is answered twice: the first answer may be lost", async () => {
  const { negotiator, types } = setUp(true);
  await negotiator.onSignal({ description: OFFER });
  await negotiator.onSignal({ description: OFFER });
  assert.deepEqual(types(), ["answer", "answer"]);
});

test("an unusable description rejects, and the next one is used", async () => {
  const { pc, negotiator } = setUp(true);
  await assert.rejects(negotiator.onSignal({ description: { type: "offer", sdp: "bad" } }));
  await negotiator.onSignal({ description: OFFER });
  assert.equal(pc.signalingState, "stable");
});

test("the end of candidates is not sent: five-message clients do not know it", () => {
  const { pc, sent } = setUp(true);
  pc.onicecandidate({ candidate: null });
  pc.onicecandidate({ candidate: { toJSON: () => ({ candidate: "one" }) } });
  assert.deepEqual(sent, [{ candidate: "one" }]);
});

test("a description that is too long for the server is sent without its candidates, which follow", () => {
  const { pc, negotiator, sent } = setUp(true);
  const line = (number) => `candidate:${number} 1 udp 2122260223 192.0.2.1 ${number} typ host`;
  const candidates = Array.from({ length: 1000 }, (_, index) => `a=${line(index + 1000)}\r\n`);
  const bare = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n";
  pc.localDescription = { type: "answer", sdp: bare + candidates.slice(0, 3).join("") };
  negotiator.resendDescription();
  assert.deepEqual(sent.splice(0), [pc.localDescription]);
  pc.localDescription = { type: "answer", sdp: bare + candidates.join("") };
  negotiator.resendDescription();
  assert.deepEqual(sent[0], { type: "answer", sdp: bare });
  assert.equal(sent.length, 1001);
  assert.deepEqual(sent[1], { candidate: line(1000), sdpMid: "0", sdpMLineIndex: 0 });
});

test("the first offer is begun at once, before anything else that the page does", () => {
  const { pc, negotiator } = setUp(false);
  negotiator.offer();
  assert.equal(pc.signalingState, "have-local-offer");
});
