import assert from "node:assert/strict";
import test from "node:test";
import { LossyLine } from "../../../../static/calls/features/quality/judge/lossy_line.js";
import { second } from "./second.js";

const POOR = { level: "poor", why: "loss" };
const GOOD = { level: "good", why: null };
/** What is said in each second. @param {[number, Assessment | undefined][]} seconds the round trip, and what the peer receives */
function says(seconds, line = new LossyLine(), outbound = {}) {
  line.push(second({ roundTrip: 0.05 }), GOOD);
  return seconds.map(([roundTrip, received]) => line.push(second({ roundTrip, outbound }), received));
}
const times = (count, ...said) => Array(count).fill(said);

test("packets that are lost for long without waiting show a lossy line", () => {
  assert.deepEqual(says(times(5, 0.06, POOR)), [false, false, false, true, true]);
});

test("a thin line loses packets while they wait, and for a moment after", () => {
  const thin = [...times(3, 0.4, POOR), ...times(3, 0.07, POOR), ...times(3, 0.07, GOOD)];
  assert.deepEqual(new Set(says(thin)), new Set([false]));
});

test("a line on which redundancy makes packets wait is not believed to be lossy again for twice as long", () => {
  const line = new LossyLine();
  const both = [...times(4, 0.06, POOR), ...times(1, 0.4, POOR)];
  assert.deepEqual(says(both, line).indexOf(true), 3);
  assert.deepEqual(says(times(9, 0.06, POOR), line).indexOf(true), 7);
});

test("little loss needs no redundancy, and without the peer's page its reports count", () => {
  assert.deepEqual(new Set(says(times(9, 0.06, { level: "weak", why: "loss" }))), new Set([false]));
  assert.equal(says(times(5, 0.06, undefined), new LossyLine(), { loss: 0.2 }).at(-1), true);
  assert.equal(says(times(5, 0.06, undefined), new LossyLine(), { loss: 0.03 }).at(-1), false);
});
