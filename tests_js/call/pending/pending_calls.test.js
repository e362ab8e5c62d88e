import assert from "node:assert/strict";
import test from "node:test";
import { PendingCalls } from "../../../static/calls/call/pending/pending_calls.js";

const OFFER = { type: "offer", sdp: "one" };

test("candidates wait for their offer, and a later offer takes the place of the first", () => {
  const pending = new PendingCalls();
  pending.addCandidate("a", { candidate: "1" });
  assert.equal(pending.waiting(), null);
  pending.setOffer("a", { name: "bob", offer: OFFER });
  pending.setOffer("a", { name: "bob", offer: { ...OFFER, sdp: "two" } });
  assert.deepEqual(pending.waiting(), { id: "a", name: "bob", video: true, direct: false, until: null });
  assert.deepEqual(pending.remove("a"), {
    name: "bob",
    video: true,
    direct: false,
    until: null,
    offer: { type: "offer", sdp: "two" },
    candidates: [{ candidate: "1" }],
  });
  assert.equal(pending.waiting(), null);
});

test("late messages for a call that is over are dropped", () => {
  const pending = new PendingCalls();
  pending.setOffer("a", { name: "bob", offer: OFFER });
  pending.close("a", false);
  pending.setOffer("a", { name: "bob", offer: OFFER });
  pending.addCandidate("a", { candidate: "1" });
  assert.equal(pending.waiting(), null);
  assert.deepEqual(pending.remove("a").candidates, []);
});

test("it knows which calls are over, and which of them this page itself has left", () => {
  const pending = new PendingCalls();
  pending.close("a", true);
  pending.close("b", false);
  assert.deepEqual(
    ["a", "b", "c"].map((call) => pending.hasLeft(call)),
    [true, false, false],
  );
  assert.deepEqual(
    ["a", "b", "c"].map((call) => pending.isOver(call)),
    [true, true, false],
  );
});

test("what the server no longer knows is dropped", () => {
  const pending = new PendingCalls();
  pending.setOffer("a", { name: "bob", offer: OFFER });
  pending.setOffer("b", { name: "carol", offer: OFFER });
  pending.keepOnly("b");
  assert.deepEqual(pending.waiting(), { id: "b", name: "carol", video: true, direct: false, until: null });
});

test("a flood does not fill the memory", () => {
  const pending = new PendingCalls();
  for (let i = 0; i < 100; i++) pending.addCandidate("a", { candidate: "x".repeat(60_000) });
  assert.equal(pending.remove("a").candidates.length, 8);
  for (let i = 0; i < 20; i++) pending.setOffer(`call ${i}`, { name: "bob", offer: OFFER });
  assert.deepEqual(pending.waiting(), { id: "call 12", name: "bob", video: true, direct: false, until: null });
});

test("all candidates of a machine with many addresses wait", () => {
  const pending = new PendingCalls();
  const candidate = { candidate: "x".repeat(300), sdpMid: "0" };
  for (let i = 0; i < 900; i++) pending.addCandidate("a", candidate);
  assert.equal(pending.remove("a").candidates.length, 900);
});
