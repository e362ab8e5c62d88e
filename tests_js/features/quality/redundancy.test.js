import assert from "node:assert/strict";
import test from "node:test";
import { Redundancy } from "../../../static/calls/features/quality/redundancy.js";

const push = (redundancy, seconds, { loss = 0, level = 0, received = undefined } = {}) => {
  for (let passed = 0; passed < seconds; passed += 2) redundancy.push({ outbound: { loss, level } }, 2, received);
  return redundancy.on;
};

test("a call begins with redundancy, and ends it in a pause once the line has lost nothing for a while", () => {
  const redundancy = new Redundancy();
  assert.equal(push(redundancy, 18, { level: 0.4 }), true);
  assert.equal(push(redundancy, 10, { level: 0.4 }), true, "in the middle of a word");
  assert.equal(push(redundancy, 2, { level: 0.01 }), false);
});

test("somebody who makes no pause ends it, too", () => {
  assert.equal(push(new Redundancy(), 58, { level: 0.4 }), true);
  assert.equal(push(new Redundancy(), 60, { level: 0.4 }), false);
  assert.equal(push(new Redundancy(), 60, { level: null }), false);
});

for (const [who, found] of Object.entries({
  "the browser": { loss: 0.02 },
  "the peer's page": { received: { level: "weak", why: "loss" } },
})) {
  test(`loss that ${who} reports begins it at once, for a while`, () => {
    const redundancy = new Redundancy();
    push(redundancy, 60);
    assert.equal(push(redundancy, 2, found), true);
    assert.equal(push(redundancy, 18), true);
    push(redundancy, 2, found);
    assert.equal(push(redundancy, 18), true);
    assert.equal(push(redundancy, 2), false);
  });
}

test("one lost packet of a picture's is no sign of more", () => {
  const redundancy = new Redundancy();
  push(redundancy, 60);
  assert.equal(push(redundancy, 10, { loss: 0.006 }), false);
  assert.equal(push(redundancy, 2, { received: { level: "poor", why: "delay" } }), false);
});

test("where the browser does not say what is lost, it stays", () => {
  assert.equal(push(new Redundancy(), 120, { loss: null }), true);
});
