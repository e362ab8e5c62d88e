import assert from "node:assert/strict";
import test from "node:test";
import * as protocol from "../../static/calls/signaling/protocol.js";

const CALL = "7c1f6a52-9f0e-4a57-8f6e-0a5d3f4b9c11";
const TO = { id: CALL, name: "bob" };

const BUILT = [
  protocol.describe(TO, { type: "offer", sdp: "v=0" }),
  protocol.describe({ ...TO, video: false }, { type: "offer", sdp: "v=0" }),
  protocol.describe(TO, { type: "answer", sdp: "v=0" }),
  protocol.candidate(TO, { candidate: "candidate:1" }),
  protocol.accept(CALL, true),
  protocol.accept(CALL, false, "5d1a"),
  protocol.early(CALL, "5d1a", {}),
  protocol.early(CALL, "5d1a", { description: { type: "offer", sdp: "v=0" } }),
  protocol.earlyClosed(CALL, "5d1a"),
  protocol.leave(CALL, "lost"),
  protocol.going(CALL),
  protocol.ringing(CALL),
  protocol.rejoin(CALL),
  protocol.take(CALL, "5d1a"),
  protocol.take(CALL, null),
  protocol.handover(CALL, "5d1a"),
  protocol.devices(),
  protocol.media(CALL, { microphone: true, camera: false, screen: false }),
  protocol.people("al", 2),
  protocol.contact("bob", "ask"),
  protocol.favourite("bob", true),
  protocol.person("bob"),
  protocol.doNotDisturb({ seconds: 60, note: "", favourites: false }),
  protocol.disturb(),
  protocol.notify("bob", true),
  protocol.requests(),
  protocol.sync(),
  protocol.ping(false),
];
test("all that this page builds is of a known type", () => {
  for (const message of BUILT) assert.ok(protocol.CLIENT_TYPES.includes(message.type), message.type);
});

test("only media that failed need a reason in a leave", () => {
  assert.deepEqual(protocol.leave(CALL, "declined"), { type: "leave", call: CALL });
  assert.deepEqual(protocol.leave(CALL, "failed"), { type: "leave", call: CALL, reason: "failed" });
});
