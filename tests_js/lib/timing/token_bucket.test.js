import assert from "node:assert/strict";
import test from "node:test";
import { TokenBucket } from "../../../static/calls/lib/timing/token_bucket.js";

test("a bucket gives so many at once, and so many a second", () => {
  const bucket = new TokenBucket({ burst: 3, aSecond: 2 });
  assert.deepEqual(
    [0, 0, 0, 0].map((now) => bucket.take(now)),
    [true, true, true, false],
  );
  assert.deepEqual(
    [400, 500, 500, 60_000].map((now) => bucket.take(now)),
    [false, true, false, true],
  );
});
