import assert from "node:assert/strict";
import test from "node:test";
import { secondsUntilMorning } from "../../../static/calls/lib/timing/morning.js";

/** The date and hour that follow so many seconds later. @param {Date} now */
const morningAfter = (now) => {
  const morning = new Date(now.getTime() + secondsUntilMorning(now) * 1000);
  return [morning.getMonth(), morning.getDate(), morning.getHours(), morning.getMinutes()];
};

test("the morning is tomorrow's, and in the small hours the one that comes", () => {
  assert.deepEqual(morningAfter(new Date(2026, 5, 10, 14, 30)), [5, 11, 8, 0]);
  assert.deepEqual(morningAfter(new Date(2026, 5, 10, 6)), [5, 11, 8, 0]);
  assert.deepEqual(morningAfter(new Date(2026, 5, 10, 1)), [5, 10, 8, 0]);
  assert.deepEqual(morningAfter(new Date(2026, 11, 31, 23, 59)), [0, 1, 8, 0]);
});
