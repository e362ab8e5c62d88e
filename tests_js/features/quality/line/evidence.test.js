import assert from "node:assert/strict";
import test from "node:test";
import { addWeight, MAX_WEIGHT, usualShare, weigh } from "../../../../static/calls/features/quality/line/evidence.js";

/** So many pongs on time, then so many late ones, so many times. */
const pongs = (onTime, late = 0, times = 1) =>
  Array(times)
    .fill([...Array(onTime).fill(false), ...Array(late).fill(true)])
    .flat();

test("pongs on time clear this line, the sooner the more of them the fault would delay", () => {
  const [few, some, many] = [0.02, 0.05, 0.6].map((expected) => weigh(pongs(20), expected));
  assert.ok(0 > few && few > some && some > many, `${few}, ${some}, ${many}`);
  assert.ok(few > -1, "twenty pongs on time are likely with a loss of 2 %");
  assert.equal(weigh(pongs(2000), 0.6), many, "the fault may be over");
});

test("where the fault would delay none, pongs on time say nothing", () => {
  assert.ok(Math.abs(weigh(pongs(100), 0)) === 0);
});

test("late pongs speak against this line, even where nothing says how many there should be", () => {
  for (const expected of [0, 0.02, 0.1]) assert.ok(weigh(pongs(20, 1, 2), expected) > 2, expected);
});

test("one lost packet that delays six pongs counts once", () => {
  assert.equal(weigh(pongs(100, 6), 0), weigh(pongs(100, 1), 0));
});

test("one late pong is no proof where many should be late", () => {
  assert.ok(weigh(pongs(80, 1), 0.2) <= -2);
});

test("a line that delays most pongs has the fault", () => {
  assert.equal(weigh(pongs(8, 12), 0.02), MAX_WEIGHT);
  assert.ok(weigh(pongs(0, 4), 0.02) < MAX_WEIGHT, "four are too few to say so");
});

test("what is known fades, and does not grow without end", () => {
  assert.equal(addWeight(4, 0.5, 1), 4 * 0.9 + 1);
  assert.equal(addWeight(8, 0.5, 8), MAX_WEIGHT);
  assert.equal(addWeight(-8, 0.5, -8), -MAX_WEIGHT);
  assert.ok(addWeight(8, 30, 0) < 0.1);
});

test("on a line with many late pongs in good times, they say little, and so do those on time", () => {
  const usual = usualShare(pongs(54, 1, 1).concat(pongs(0, 5)));
  assert.ok(weigh(pongs(20, 1, 2), 0.08, usual) < 1);
  assert.ok(weigh(pongs(100), 0.08, usual) >= -1);
  assert.equal(weigh(pongs(8, 12), 0.08, usual), MAX_WEIGHT, "most of them late is unusual for any line");
});
