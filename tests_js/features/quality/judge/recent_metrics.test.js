import assert from "node:assert/strict";
import test from "node:test";
import { RecentMetrics } from "../../../../static/calls/features/quality/judge/recent_metrics.js";
import { second } from "./second.js";

const half = (given = {}) => ({ ...second(given), gap: 0.5 });

test("loss is the share of all packets of the last second and a half", () => {
  const recent = new RecentMetrics();
  recent.push(half({ inbound: { loss: 1, packets: 10 } }));
  for (const packets of [100, 290]) recent.push(half({ inbound: { loss: 0, packets } }));
  assert.equal(recent.push(half({ inbound: { loss: 0.1, packets: 10 } })).inbound.loss, 1 / 400);
});

test("what is long ago no longer counts", () => {
  const recent = new RecentMetrics();
  recent.push(half({ inbound: { loss: 0.5, frozen: 1 } }));
  const losses = [1, 2, 3].map(() => recent.push(half()).inbound);
  assert.deepEqual(
    losses.map(({ frozen }) => frozen),
    [0.5, 1 / 3, 0],
  );
  assert.equal(losses.at(-1).loss, 0);
});

test("single measurements of two seconds are not averaged", () => {
  const recent = new RecentMetrics();
  recent.push({ ...second({ inbound: { loss: 0.2 } }), gap: 2 });
  assert.equal(recent.push({ ...second(), gap: 2 }).inbound.loss, 0);
});

test("what is unknown stays so, and does not count", () => {
  const recent = new RecentMetrics();
  assert.equal(recent.push(half({ outbound: { loss: null } })).outbound.loss, null);
  assert.equal(recent.push(half({ outbound: { loss: 0.2 } })).outbound.loss, 0.2);
});

test("a new peer connection begins again", () => {
  const recent = new RecentMetrics();
  recent.push(half({ inbound: { loss: 0.5 } }));
  assert.equal(recent.push({ ...second({ inbound: { loss: null } }), gap: null }).inbound.loss, null);
});
