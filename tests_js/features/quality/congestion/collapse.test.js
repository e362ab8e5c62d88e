import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { Collapse } from "../../../../static/calls/features/quality/congestion/collapse.js";

/**
 * Read from Chromium every 200 ms while a line shrank from 1,700 to 100 kbit/s in both directions: milliseconds since
 * then, and in kbit/s the estimate, the target, what was received, sent, and sent of the picture.
 */
const RECORDED = JSON.parse(readFileSync(new URL("../recorded/shrinking_line.json", import.meta.url), "utf8"));

/** When it says so, in milliseconds since the change. @param {number[][]} rows */
function noticed(rows) {
  const collapse = new Collapse();
  const found = rows.find(([, , target, received]) =>
    collapse.push({ target: target * 1000, received: received * 1000, missed: 0 }),
  );
  return found?.[0];
}
const usual = (collapse, looks = 8) => {
  for (let look = 0; look < looks; look += 1) collapse.push({ target: 1_700_000, received: 1_200_000, missed: 0 });
};

test("a recorded collapse is noticed before the estimate shows it", () => {
  for (const [who, estimated] of [
    ["alice", 1_680],
    ["bob", 1_310],
  ]) {
    const at = noticed(RECORDED[who]);
    assert.ok(at > 300 && at < estimated, `${who}: ${at} ms`);
  }
});

test("a recorded call on a good line raises no suspicion", () => {
  const collapse = new Collapse();
  for (const [, , target, received] of RECORDED.clean) {
    assert.equal(collapse.push({ target: target * 1000, received: received * 1000, missed: 0 }), false);
    assert.equal(collapse.suspected, false);
  }
});

test("one sign alone is only suspicious: a camera is switched off, or this side sends less", () => {
  for (const sign of [{ received: 60_000 }, { target: 100_000 }, { missed: 0.9 }]) {
    const collapse = new Collapse();
    usual(collapse);
    for (let look = 0; look < 10; look += 1) {
      assert.equal(collapse.push({ target: 1_700_000, received: 1_200_000, missed: 0, ...sign }), false);
      assert.equal(collapse.suspected, sign.missed === undefined);
    }
  }
});

test("little that comes, with gaps, is a collapse before this side sends slower", () => {
  const collapse = new Collapse();
  usual(collapse);
  const trickle = { target: 1_700_000, received: 90_000 };
  assert.equal(collapse.push({ ...trickle, missed: 0 }), false);
  assert.equal(collapse.push({ ...trickle, missed: 0.9 }), true);
});

test("beside a gap in the picture one look is enough, but a camera that is switched off is no collapse", () => {
  const collapse = new Collapse();
  usual(collapse);
  const trickle = { target: 1_700_000, received: 90_000 };
  assert.equal(collapse.push({ ...trickle, missed: 0 }, true), false);
  assert.equal(collapse.push({ ...trickle, missed: 0.9 }, true), true);
  usual(collapse);
  assert.equal(collapse.push({ ...trickle, missed: 0.9 }, true), true);
});

test("both signs in one look alone are a moment's pause", () => {
  const collapse = new Collapse();
  usual(collapse);
  const both = { target: 800_000, received: 60_000, missed: 0 };
  assert.equal(collapse.push(both), false);
  collapse.push({ target: 800_000, received: 2_000_000, missed: 0 });
  assert.equal(collapse.push(both), false);
  assert.equal(collapse.push(both), true);
});

test("what goes on for long is the usual thing, and so is what follows another limit", () => {
  const less = { target: 150_000, received: 100_000, missed: 0 };
  const slowly = new Collapse();
  usual(slowly);
  for (let look = 0; look < 14; look += 1) slowly.push({ target: 1_700_000, received: 100_000, missed: 0 });
  assert.equal(slowly.suspected, false);
  const limited = new Collapse();
  usual(limited);
  limited.restart();
  for (let look = 0; look < 5; look += 1) assert.equal(limited.push(less), false);
  assert.equal(limited.suspected, false);
});

test("a browser that does not say what it wants to send is never taken for collapsed", () => {
  const collapse = new Collapse();
  for (let look = 0; look < 20; look += 1) {
    assert.equal(collapse.push({ target: null, received: look < 10 ? 1_200_000 : 60_000 }), false);
  }
});
