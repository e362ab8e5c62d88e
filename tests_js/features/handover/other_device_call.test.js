import assert from "node:assert/strict";
import test from "node:test";
import { OtherDeviceCall } from "../../../static/calls/features/handover/other_device_call.js";

const CALL = { call: "c", name: "bob", role: "callee", age: 12, device: "laptop", video: false };
const hello = (call) => ({ type: "hello", call: call && { state: "active", here: false, left: null, ...call } });
const told = (more = {}) => ({ type: "elsewhere", active: true, ...CALL, ...more });
const here = (more = {}) => ({ id: "c", name: "bob", role: "callee", accepted: true, ...more });

function page() {
  const other = new OtherDeviceCall(() => 100_000);
  const shown = () => other.call && [other.call.device, other.call.wasHere];
  return { other, shown };
}

test("hello, elsewhere and handover report the call on another device, and when its talk began", () => {
  for (const message of [hello(CALL), told(), { type: "handover", ...CALL }]) {
    const { other } = page();
    other.onMessage(message);
    const since = 88_000;
    assert.deepEqual(other.call, {
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

test("it is gone when the call is over, is here, or is unknown to the server", () => {
  const ends = [
    { type: "elsewhere", call: "c", name: "bob", active: false },
    { type: "taken", call: "c" },
    hello(null),
  ];
  for (const end of [...ends, hello({ ...CALL, here: true }), hello({ ...CALL, state: "ringing" })]) {
    const { other } = page();
    other.onMessage(told());
    other.onMessage(end);
    assert.equal(other.call, null, end.type);
  }
});

test("the end of another call changes nothing", () => {
  const { other, shown } = page();
  other.onMessage(told());
  other.onMessage({ type: "elsewhere", call: "before", name: "bob", active: false });
  assert.deepEqual(shown(), ["laptop", false]);
});

test("the page that has the call ignores a late report of another device", () => {
  const { other } = page();
  other.setOwnCall(here());
  other.onMessage(told());
  other.setOwnCall(null);
  assert.equal(other.call, null);
});

test("a page that is taking the call still knows where it is", () => {
  const { other, shown } = page();
  other.onMessage(told());
  other.setOwnCall(here({ accepted: false, takeFrom: { device: "laptop" } }));
  assert.deepEqual(shown(), ["laptop", false]);
});

test("a page that has handed the call over remembers it while the call stays on that device", () => {
  const { other, shown } = page();
  other.setOwnCall(here({ handedOver: true }));
  other.onMessage(told({ device: "phone" }));
  other.setOwnCall(null);
  other.onMessage(hello({ ...CALL, device: "phone" }));
  assert.deepEqual(shown(), ["phone", true]);
  other.onMessage(told({ device: "tablet" }));
  assert.deepEqual(shown(), ["tablet", false]);
});
