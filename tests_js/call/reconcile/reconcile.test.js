import assert from "node:assert/strict";
import test from "node:test";
import { reconcile } from "../../../static/calls/call/reconcile/reconcile.js";

const serverCall = (role, state, here = true, call = "a") => ({
  call,
  name: "bob",
  role,
  state,
  here,
  age: 1,
  left: null,
});
const call = (role, more = {}) => ({
  id: "a",
  name: "bob",
  role,
  placed: false,
  accepted: false,
  since: null,
  ...more,
});

const CASES = [
  ["nothing here, nothing there", null, null, "nothing"],
  ["somebody is calling", null, serverCall("callee", "calling"), "ring"],
  ["it rings already on another device", null, serverCall("callee", "ringing", false), "ring"],
  ["this tab was reloaded in a call", null, serverCall("callee", "active"), "resume"],
  ["the caller's tab was reloaded in a call", null, serverCall("caller", "active"), "resume"],
  ["the call is on another device", null, serverCall("callee", "active", false), "nothing"],
  ["another tab is calling", null, serverCall("caller", "ringing", false), "nothing"],
  ["this tab was reloaded while calling", null, serverCall("caller", "ringing"), "place-again"],
  ["the offer never arrived", call("caller"), null, "offer-again"],
  [
    "the offer may have been lost on its way",
    call("caller", { placed: true }),
    serverCall("caller", "calling"),
    "offer-again",
  ],
  ["the call ended meanwhile", call("caller", { placed: true }), null, "gone"],
  ["the caller gave up meanwhile", call("callee"), null, "gone"],
  ["another call took its place", call("callee"), serverCall("callee", "ringing", true, "b"), "gone"],
  ["it was accepted meanwhile", call("caller", { placed: true }), serverCall("caller", "active"), "accepted"],
  ["it still rings", call("callee"), serverCall("callee", "ringing"), "ring-again"],
  ["another device has answered", call("callee"), serverCall("callee", "active", false), "elsewhere"],
  [
    "another device has taken it over",
    call("caller", { placed: true, accepted: true }),
    serverCall("caller", "active", false),
    "elsewhere",
  ],
  [
    "it is asked for, and still elsewhere",
    call("caller", { takeFrom: { device: "x" } }),
    serverCall("caller", "active", false),
    "take-again",
  ],
  ["it is asked for, and over", call("caller", { takeFrom: { device: "x" } }), null, "gone"],
  ["it is asked for, and here", call("callee", { takeFrom: { device: "x" } }), serverCall("callee", "active"), "taken"],
  [
    "the acceptance did not arrive",
    call("callee", { accepted: true }),
    serverCall("callee", "ringing"),
    "accept-again",
  ],
  ["the call goes on", call("callee", { accepted: true }), serverCall("callee", "active"), "accept-again"],
];

for (const [title, here, there, verdict] of CASES) {
  test(`${title}: ${verdict}`, () => assert.equal(reconcile(here, there), verdict));
}

test("a call that this page has left is left again", () => {
  assert.equal(reconcile(null, serverCall("caller", "active"), true), "leave-again");
});

test("a call on another device is not left again", () => {
  assert.equal(reconcile(null, serverCall("caller", "active", false), true), "nothing");
});
