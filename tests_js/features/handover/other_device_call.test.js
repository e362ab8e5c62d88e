import assert from "node:assert/strict";
import test from "node:test";
import { Elsewhere } from "../../../static/calls/features/handover/other_device_call.js";

const CALL = { call: "c", name: "bob", role: "callee", age: 12, device: "laptop", video: false };
const hello = (call) => ({ type: "hello", call: call && { state: "active", here: false, left: null, ...call } });
const told = (more = {}) => ({ type: "elsewhere", active: true, ...CALL, ...more });
const here = (more = {}) => ({ id: "c", name: "bob", role: "callee", accepted: true, ...more });

function page() {
  const elsewhere = new Elsewhere(() => 100_000);
  const shown = () => elsewhere.call && [elsewhere.call.device, elsewhere.call.wasHere];
  return { elsewhere, shown };
}

test("a greeting and a word tell of the call on another device, and when the talk began", () => {
  for (const message of [hello(CALL), told(), { type: "handover", ...CALL }]) {
    const { elsewhere } = page();
    elsewhere.onMessage(message);
    const since = 88_000;
    assert.deepEqual(elsewhere.call, {
      id: "c",
      name: "bob",
      role: "callee",
      video: false,
      device: "laptop",
      since,
      wasHere: false,
    });
  }
});

test("it is no longer there when it is over, or here, or the server knows of none", () => {
  const ends = [
    { type: "elsewhere", call: "c", name: "bob", active: false },
    { type: "taken", call: "c" },
    hello(null),
  ];
  for (const end of [...ends, hello({ ...CALL, here: true }), hello({ ...CALL, state: "ringing" })]) {
    const { elsewhere } = page();
    elsewhere.onMessage(told());
    elsewhere.onMessage(end);
    assert.equal(elsewhere.call, null, end.type);
  }
});

test("the end of another call changes nothing", () => {
  const { elsewhere, shown } = page();
  elsewhere.onMessage(told());
  elsewhere.onMessage({ type: "elsewhere", call: "before", name: "bob", active: false });
  assert.deepEqual(shown(), ["laptop", false]);
});

test("a late word of another device does not count for the page that has the call", () => {
  const { elsewhere } = page();
  elsewhere.see(here());
  elsewhere.onMessage(told());
  elsewhere.see(null);
  assert.equal(elsewhere.call, null);
});

test("a page that only asks for the call still knows where it is", () => {
  const { elsewhere, shown } = page();
  elsewhere.onMessage(told());
  elsewhere.see(here({ accepted: false, takes: { device: "laptop" } }));
  assert.deepEqual(shown(), ["laptop", false]);
});

test("a page that has handed the call over says so for as long as it stays there", () => {
  const { elsewhere, shown } = page();
  elsewhere.see(here({ handedOver: true }));
  elsewhere.onMessage(told({ device: "phone" }));
  elsewhere.see(null);
  elsewhere.onMessage(hello({ ...CALL, device: "phone" }));
  assert.deepEqual(shown(), ["phone", true]);
  elsewhere.onMessage(told({ device: "tablet" }));
  assert.deepEqual(shown(), ["tablet", false]);
});
