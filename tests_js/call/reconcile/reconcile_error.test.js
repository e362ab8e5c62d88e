import assert from "node:assert/strict";
import test from "node:test";
import { reconcileError } from "../../../static/calls/call/reconcile/reconcile_error.js";

const CALL = { id: "c", role: "caller", placed: false, since: null, takeFrom: null };
const PLACED = { ...CALL, placed: true };
const CALLEE = { ...CALL, role: "callee" };
const ANSWERED_ELSEWHERE = { code: "too-late", call: "c", reason: "answered-elsewhere" };
const TAKING = { ...CALL, takeFrom: { device: "phone" } };
const END = (end, more = {}) => ({ end, mayLive: false, sync: false, ...more });

const CASES = [
  ["an offer is refused", CALL, { code: "busy", call: "c" }, END("busy")],
  ["an offer is refused, and the server holds no call", CALL, { code: "self-call" }, END("self-call")],
  ["another call is in the way", CALL, { code: "in-call", call: "d" }, END("in-call", { sync: true })],
  ["the server cannot serve the offer", CALL, { code: "unavailable" }, END("unavailable", { mayLive: true })],
  ["an error about another call", CALL, { code: "not-found", call: "d" }, {}],
  ["the server does not know a placed call", PLACED, { code: "not-found", call: "c" }, { sync: true }],
  ["the call is over", CALLEE, { code: "too-late", call: "c" }, { end: "too-late" }],
  ["another device was quicker", CALLEE, ANSWERED_ELSEWHERE, { end: "answered-elsewhere" }],
  ["too late, but connected", { ...CALLEE, since: 1 }, { code: "too-late", call: "c" }, { sync: false }],
  ["the call cannot be moved here", TAKING, { code: "not-found", call: "c" }, { end: "not-taken", sync: true }],
  ["the server cannot move the call now", TAKING, { code: "unavailable", call: "c" }, {}],
];

for (const [title, call, error, expected] of CASES) {
  test(title, () => assert.deepEqual(reconcileError(call, error), expected));
}
