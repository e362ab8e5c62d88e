import assert from "node:assert/strict";
import test from "node:test";
import { CallHistory } from "../../../static/calls/call/people/call_history.js";

function setUp() {
  const done = [];
  const send = ({ type }) => done.push(type) > 0;
  return { done, history: new CallHistory({ send, refresh: () => done.push("refresh") }) };
}

test("after a call the list waits until the server has recorded its end", () => {
  const { done, history } = setUp();
  history.onMessage({ type: "hello" });
  history.ended();
  assert.deepEqual(done, ["sync"]);
  history.onMessage({ type: "leave" });
  history.onMessage({ type: "hello" });
  history.onMessage({ type: "hello" });
  assert.deepEqual(done, ["sync", "refresh"]);
});

test("a call that was missed meanwhile, a new name, a deleted account and a block are in the list at once", () => {
  for (const type of ["missed", "renamed", "deleted", "contact"]) {
    const { done, history } = setUp();
    history.onMessage({ type });
    assert.deepEqual(done, ["refresh"]);
  }
});
