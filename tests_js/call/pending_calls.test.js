import assert from "node:assert/strict";
import test from "node:test";
import { PendingCalls } from "../../static/calls/call/pending_calls.js";

const OFFER = { type: "offer", sdp: "one" };

test("candidates wait for their offer, and a later offer takes the place of the first", () => {
  const inbox = new PendingCalls();
  inbox.candidate("a", { candidate: "1" });
  assert.equal(inbox.waiting(), null);
  inbox.offer("a", { name: "bob", offer: OFFER });
  inbox.offer("a", { name: "bob", offer: { ...OFFER, sdp: "two" } });
  assert.deepEqual(inbox.waiting(), { id: "a", name: "bob", video: true, until: null });
  assert.deepEqual(inbox.take("a"), {
    name: "bob",
    video: true,
    until: null,
    offer: { type: "offer", sdp: "two" },
    candidates: [{ candidate: "1" }],
  });
  assert.equal(inbox.waiting(), null);
});

test("what comes late for a call that is over is not kept", () => {
  const inbox = new PendingCalls();
  inbox.offer("a", { name: "bob", offer: OFFER });
  inbox.close("a", false);
  inbox.offer("a", { name: "bob", offer: OFFER });
  inbox.candidate("a", { candidate: "1" });
  assert.equal(inbox.waiting(), null);
  assert.deepEqual(inbox.take("a").candidates, []);
});

test("it knows which calls are over, and which of them this page itself has left", () => {
  const inbox = new PendingCalls();
  inbox.close("a", true);
  inbox.close("b", false);
  assert.deepEqual(
    ["a", "b", "c"].map((call) => inbox.left(call)),
    [true, false, false],
  );
  assert.deepEqual(
    ["a", "b", "c"].map((call) => inbox.isOver(call)),
    [true, true, false],
  );
});

test("what the server no longer knows waits no longer", () => {
  const inbox = new PendingCalls();
  inbox.offer("a", { name: "bob", offer: OFFER });
  inbox.offer("b", { name: "carol", offer: OFFER });
  inbox.keepOnly("b");
  assert.deepEqual(inbox.waiting(), { id: "b", name: "carol", video: true, until: null });
});

test("a flood fills no memory", () => {
  const inbox = new PendingCalls();
  for (let i = 0; i < 1000; i++) inbox.candidate("a", { candidate: String(i) });
  assert.equal(inbox.take("a").candidates.length, 100);
  for (let i = 0; i < 20; i++) inbox.offer(`call ${i}`, { name: "bob", offer: OFFER });
  assert.deepEqual(inbox.waiting(), { id: "call 12", name: "bob", video: true, until: null });
});
