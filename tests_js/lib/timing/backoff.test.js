import assert from "node:assert/strict";
import test from "node:test";
import { backoff } from "../../../static/calls/lib/timing/backoff.js";

test("the longest wait doubles, up to 15 seconds", () => {
  const longest = [0, 1, 2, 3, 4, 5, 50].map((n) => backoff(n, () => 1));
  assert.deepEqual(longest, [500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
});

test("the jitter is full: any wait down to none", () => {
  assert.equal(
    backoff(3, () => 0),
    0,
  );
  assert.equal(
    backoff(3, () => 0.5),
    2000,
  );
});
