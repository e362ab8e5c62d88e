import assert from "node:assert/strict";
import test from "node:test";
import { assessInbound, assessOutbound } from "../../../../static/calls/features/quality/judge/assessment.js";
import { second } from "./second.js";

const INCOMING = [
  [{}, "good", null],
  [{ inbound: { loss: 0.014 } }, "good", null],
  [{ inbound: { loss: 0.015 } }, "weak", "loss"],
  [{ inbound: { loss: 0.08 } }, "poor", "loss"],
  [{ inbound: { loss: 0.08, packets: 30 } }, "good", null],
  [{ inbound: { loss: 0.08, packets: 40 } }, "poor", "loss"],
  [{ inbound: { loss: 0.08, packets: null } }, "poor", "loss"],
  [{ inbound: { concealed: 0.06 } }, "weak", "gaps"],
  [{ inbound: { frozen: 0.7 } }, "poor", "gaps"],
  [{ inbound: { frozen: 0.7 }, late: 1.4 }, "poor", "computer"],
  [{ late: 1.4 }, "good", null],
  [{ inbound: { dropped: 0.4 } }, "weak", "computer"],
  [{ inbound: { dropped: 0.4, frozen: 0.9 } }, "poor", "computer"],
  [{ inbound: { dropped: 0.4, loss: 0.2 } }, "poor", "loss"],
  [{ roundTrip: 0.39 }, "good", null],
  [{ roundTrip: 0.4 }, "weak", "delay"],
  [{ roundTrip: 0.9 }, "poor", "delay"],
  [{ roundTrip: null, inbound: { loss: null, concealed: null, dropped: null, frozen: null } }, "good", null],
];
for (const [given, level, why] of INCOMING) {
  test(`inbound with ${JSON.stringify(given)} is ${level}`, () => {
    assert.deepEqual(assessInbound(second(given), "good"), { level, why });
  });
}

const OUTGOING = [
  [{}, "good", null],
  [{ outbound: { loss: 0.05 } }, "weak", "loss"],
  [{ outbound: { loss: 0.3 } }, "poor", "loss"],
  [{ outbound: { limitation: "cpu" } }, "weak", "computer"],
  [{ outbound: { limitation: "cpu", camera: { frameRate: 4 } } }, "poor", "computer"],
  [{ roundTrip: 0.5 }, "weak", "delay"],
];
for (const [given, level, why] of OUTGOING) {
  test(`outbound with ${JSON.stringify(given)} is ${level}`, () => {
    assert.deepEqual(assessOutbound(second(given), "good", "good"), { level, why });
  });
}

const KEPT = [
  [{ inbound: { loss: 0.008 } }, "weak", "weak"],
  [{ inbound: { loss: 0.007 } }, "weak", "good"],
  [{ inbound: { loss: 0.05 } }, "poor", "poor"],
  [{ inbound: { loss: 0.03 } }, "poor", "weak"],
  [{ roundTrip: 0.35 }, "weak", "weak"],
  [{ roundTrip: 0.3 }, "weak", "good"],
];
for (const [given, before, level] of KEPT) {
  test(`${before} before, ${JSON.stringify(given)} is ${level}: a level ends well below the value where it begins`, () => {
    assert.equal(assessInbound(second(given), before).level, level);
  });
}

test("a narrow line counts unless something else is worse", () => {
  assert.deepEqual(assessOutbound(second(), "good", "weak"), { level: "weak", why: "narrow" });
  assert.deepEqual(assessOutbound(second({ outbound: { loss: 0.2 } }), "good", "weak"), { level: "poor", why: "loss" });
});
