import assert from "node:assert/strict";
import test from "node:test";
import { INITIAL, next, TRANSITIONS } from "../../static/calls/call/call_state.js";

const EVENTS = ["place", "rings", "offer", "accept", "accepted", "resume", "connected", "lost", "end"];

/** What the table should hold, written down a second time, in the order of the states. */
const EXPECTED = `
  idle place calling, idle offer incoming, idle resume reconnecting,
  calling rings ringing, calling accepted connecting, calling end idle,
  ringing accepted connecting, ringing end idle,
  incoming accept connecting, incoming end idle,
  connecting connected active, connecting lost reconnecting, connecting end idle,
  active lost reconnecting, active end idle,
  reconnecting connected active, reconnecting end idle`;
const MOVES = new Map(
  EXPECTED.split(",").map((line) => {
    const [from, event, to] = line.trim().split(" ");
    return [`${from} ${event}`, to];
  }),
);

for (const state of Object.keys(TRANSITIONS)) {
  for (const event of EVENTS) {
    const expected = MOVES.get(`${state} ${event}`) ?? state;
    test(`${state}: ${event} leads to ${expected}`, () => assert.equal(next(state, event), expected));
  }
}

test("a page begins idle, and every state has a way back there", () => {
  assert.equal(INITIAL, "idle");
  for (const state of Object.keys(TRANSITIONS)) assert.equal(next(state, "end"), "idle");
});
