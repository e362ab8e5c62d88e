import assert from "node:assert/strict";
import test from "node:test";
import { MissedCalls } from "../../../static/calls/call/people/missed_calls.js";

function setUp() {
  const counts = [];
  const callers = [];
  const missed = new MissedCalls({
    showCount: (count) => counts.push(count),
    showCaller: (name) => callers.push(name),
  });
  return { missed, counts, callers };
}

test("the count comes with hello, and rises with each missed call", () => {
  const { missed, counts, callers } = setUp();
  missed.onMessage({ type: "hello", missed: 2 });
  missed.onMessage({ type: "missed", name: "bob" });
  missed.ended({ missed: true });
  missed.onMessage({ type: "hello", missed: 0 });
  assert.deepEqual([counts, callers], [[2, 3, 4, 0], ["bob"]]);
});

test("a call that did not ring because of do not disturb is counted in silence", () => {
  const { missed, counts, callers } = setUp();
  missed.onMessage({ type: "missed", name: "bob", do_not_disturb: true });
  assert.deepEqual([counts, callers], [[1], []]);
});

test("other messages and calls that were not missed change nothing", () => {
  const { missed, counts, callers } = setUp();
  missed.onMessage({ type: "people" });
  missed.ended({ missed: false });
  assert.deepEqual([counts, callers], [[], []]);
});
