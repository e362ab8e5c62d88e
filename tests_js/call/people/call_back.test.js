import assert from "node:assert/strict";
import test from "node:test";
import { CallBack } from "../../../static/calls/call/people/call_back.js";

test("the call of the history page is placed once, when the people list has come", () => {
  const stored = new Map([["videochat.callBack", JSON.stringify({ name: "bob", video: false })]]);
  const storage = { getItem: (key) => stored.get(key) ?? null, removeItem: (key) => stored.delete(key) };
  const placed = [];
  const callBack = new CallBack({ storage, place: (name, video) => placed.push([name, video]) });
  callBack.onMessage({ type: "hello" });
  assert.deepEqual(placed, []);
  callBack.onMessage({ type: "people" });
  callBack.onMessage({ type: "people" });
  assert.deepEqual(placed, [["bob", false]]);
});
