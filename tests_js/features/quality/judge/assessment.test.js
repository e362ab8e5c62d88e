import assert from "node:assert/strict";
import test from "node:test";
import { assessInbound, assessOutbound } from "../../../../static/calls/features/quality/judge/assessment.js";
import { second } from "./second.js";

const INCOMING = [
  [{}, "good", null],
  [{ inbound: { loss: 0.029 } }, "good", null],
  [{ inbound: { loss: 0.03 } }, "weak", "loss"],
  [{ inbound: { loss: 0.1 } }, "poor", "loss"],
  [{ inbound: { concealed: 0.06 } }, "weak", "gaps"],
  [{ inbound: { frozen: 0.7 } }, "poor", "gaps"],
  [{ inbound: { frozen: 0.7 }, gap: 2.4 }, "poor", "computer"],
  [{ gap: 2.4 }, "good", null],
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
    assert.deepEqual(assessInbound(second(given)), { level, why });
  });
}

const OUTGOING = [
  [{}, "good", null],
  [{ outbound: { loss: 0.05 } }, "weak", "loss"],
  [{ outbound: { loss: 0.3 } }, "poor", "loss"],
  [{ outbound: { limitation: "bandwidth" } }, "good", null],
  [{ outbound: { limitation: "bandwidth" }, available: 200_000 }, "weak", "narrow"],
  [{ outbound: { limitation: "bandwidth" }, available: 90_000 }, "poor", "narrow"],
  [{ outbound: { limitation: "none" }, available: 90_000 }, "good", null],
  [{ outbound: { limitation: "cpu" } }, "weak", "computer"],
  [{ outbound: { limitation: "cpu", camera: { frameRate: 4 } } }, "poor", "computer"],
  [{ roundTrip: 0.5 }, "weak", "delay"],
];
for (const [given, level, why] of OUTGOING) {
  test(`outbound with ${JSON.stringify(given)} is ${level}`, () => {
    assert.deepEqual(assessOutbound(second(given)), { level, why });
  });
}
