import assert from "node:assert/strict";
import test from "node:test";
import { EstimateLimits } from "../../../static/calls/features/quality/estimate_limits.js";

/** The limit of the voice after each estimate (kbit/s). */
const series = (...estimates) => {
  const limits = new EstimateLimits();
  return estimates.map((kbits) => {
    limits.push(kbits && kbits * 1000);
    return limits.audio;
  });
};
const FREE = { bitrate: null, sparse: false };

test("a wide line, and one of which nothing is known, limit nothing", () => {
  assert.deepEqual(series(null, 300, 200, null), [FREE, FREE, FREE, FREE]);
});

test("the thinner the line, the fewer bits", () => {
  const limits = series(300, 150, 100);
  const bitrates = limits.map(({ bitrate }) => bitrate ?? 32_000);
  assert.deepEqual(
    bitrates.toSorted((one, other) => other - one),
    bitrates,
  );
  assert.equal(new Set(bitrates).size, 3);
});

test("a line that shrinks at once is followed at once", () => {
  assert.deepEqual(series(1700, 60)[1], series(60)[0]);
});

test("an estimate that wavers about a step changes nothing, and one that rises well above it does", () => {
  const [low, wavering, still, risen] = series(125, 135, 125, 165);
  assert.deepEqual([wavering, still], [low, low]);
  assert.notDeepEqual(risen, low);
  assert.deepEqual(series(60, 250)[1], FREE);
});

test("sound is sent in few packets on a thin line, until the line is well above it", () => {
  const sparse = (...estimates) => series(...estimates).map((audio) => audio.sparse);
  assert.deepEqual(sparse(150, 100, 100, null, 100, 150), [false, false, false, false, true, true]);
  assert.deepEqual(sparse(100, 100, 100, 170, 200, 150), [false, false, true, true, false, false]);
  assert.deepEqual(sparse(100, 100, 150, 100, 100), [false, false, false, false, false]);
});

test("one low estimate is enough in a call that is bad anyway", () => {
  const limits = new EstimateLimits();
  limits.push(100_000, { amiss: true });
  assert.equal(limits.audio.sparse, true);
});

test("a line that only loses packets keeps the redundancy, or gets it back", () => {
  const limits = new EstimateLimits();
  const lossy = { amiss: true, lossy: true };
  limits.push(100_000, lossy);
  limits.onPause();
  assert.deepEqual(limits.audio, { bitrate: 16_000, sparse: false });
  limits.push(100_000, { amiss: true });
  assert.equal(limits.audio.sparse, true);
  limits.push(100_000, lossy);
  assert.equal(limits.audio.sparse, false);
});

test("what is unknown for a moment keeps the limit", () => {
  const [low, kept] = series(60, null);
  assert.deepEqual(kept, low);
});

test("after a pause the voice is free again in a browser without estimates, and follows them in others", () => {
  const blind = new EstimateLimits();
  blind.push(null);
  blind.onPause();
  blind.push(null, { held: true, amiss: true });
  assert.deepEqual(blind.audio, { bitrate: 16_000, sparse: true });
  blind.push(null, { amiss: true });
  assert.deepEqual(blind.audio, FREE);
  const other = new EstimateLimits();
  other.push(900_000, { held: true });
  other.push(null);
  assert.deepEqual([other.audio.bitrate, other.wide], [16_000, false], "unknown for a moment");
  other.push(900_000);
  assert.deepEqual([other.audio, other.wide], [FREE, true]);
});

test("a picture keeps its size from the first wide estimate until a narrow one", () => {
  const limits = new EstimateLimits();
  const wide = [300, 1500, 600, null, 400, 600].map((kbits) => {
    limits.push(kbits && kbits * 1000);
    return limits.wide;
  });
  assert.deepEqual(wide, [false, true, true, true, false, false]);
});
