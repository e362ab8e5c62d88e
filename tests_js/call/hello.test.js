import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { accepted, OFFER, ringing, serverCall, settle, setUp } from "./fake_page.js";

test("hello: a call that the server no longer knows is over, and so are its waiting messages", () => {
  const { controller, hello, endings } = accepted();
  hello(null);
  assert.deepEqual([controller.state, endings[0].reason], ["idle", "gone"]);
});

test("hello: an unconfirmed offer is sent again", () => {
  const { controller, hello, connection } = setUp();
  controller.place("bob");
  hello(null);
  assert.deepEqual([controller.state, connection().repeats], ["calling", 1]);
  hello(serverCall("caller", "ringing"));
  assert.deepEqual([controller.state, connection().repeats], ["ringing", 2]);
});

test("hello: accepted meanwhile", () => {
  const { controller, hello } = setUp();
  controller.place("bob");
  hello(serverCall("caller", "active"));
  assert.equal(controller.state, "connecting");
});

test("hello: 'accept' and the answer are sent again", async () => {
  const { controller, hello, sent, types } = ringing();
  controller.accept();
  await settle();
  hello(serverCall("callee", "ringing"));
  assert.deepEqual(sent.filter(({ type }) => type === "accept").at(-1), {
    type: "accept",
    call: "call-1",
    needs_offer: false,
  });
  assert.deepEqual(types(), ["ringing", "accept", "answer", "accept", "answer"]);
});

test("hello: a call in a tab that opens while it rings, whose offer was lost", async () => {
  const { controller, hello, sent, types } = setUp();
  hello(serverCall("callee", "ringing"));
  assert.equal(controller.state, "incoming");
  controller.accept();
  assert.equal(sent.find(({ type }) => type === "accept").needs_offer, true);
  controller.onMessage({ type: "offer", name: "bob", offer: OFFER, call: "call-1" });
  await settle();
  assert.equal(types().at(-1), "answer");
});

test("the caller sends the offer again to a device that needs it", () => {
  const { controller, connection } = setUp();
  controller.place("bob");
  controller.onMessage({ type: "accepted", call: "call-1", name: "bob", needs_offer: true });
  assert.equal(connection().repeats, 1);
});

test("hello: answered on another device", () => {
  const { hello, endings } = ringing();
  hello(serverCall("callee", "active", { here: false }));
  assert.equal(endings[0].reason, "answered-elsewhere");
});

test("hello: a call that this page left while offline is left again", () => {
  const { controller, hello, sent } = accepted();
  controller.hangUp();
  hello(serverCall("caller", "active"));
  assert.deepEqual(sent.at(-1), { type: "leave", call: "call-1" });
  assert.equal(controller.state, "idle");
});

test("after 'unavailable' the page synchronises until the server works: a hang-up is not forgotten", () => {
  const page = setUp();
  page.hello(serverCall("callee", "active"));
  page.controller.hangUp();
  page.controller.onMessage({ type: "error", code: "unavailable", call: "call-1" });
  mock.timers.tick(2000);
  page.controller.onMessage({ type: "error", code: "unavailable" });
  assert.deepEqual(page.types().slice(-2), ["leave", "sync"]);
  mock.timers.tick(2000);
  assert.equal(page.types().at(-1), "sync");
  page.hello(serverCall("callee", "active"));
  assert.equal(page.types().at(-1), "leave");
});

test("after 'unavailable' a placed call rings when the server works again; one that was not placed is over", () => {
  const page = setUp();
  page.controller.place("bob");
  page.controller.onMessage({ type: "calling", call: "call-1", name: "bob", left: 45 });
  page.controller.onMessage({ type: "error", code: "unavailable" });
  mock.timers.tick(2000);
  page.hello(serverCall("caller", "calling"));
  assert.equal(page.connection().repeats, 1);
  page.controller.hangUp();

  page.controller.place("bob");
  page.controller.onMessage({ type: "error", code: "unavailable", call: "call-2" });
  assert.equal(page.endings.at(-1).reason, "unavailable");
  mock.timers.tick(2000);
  page.hello(serverCall("caller", "calling", { call: "call-2" }));
  assert.equal(page.types().at(-1), "leave");
});

test("hello: a call placed after a lost hang-up is sent again, and the old one is left", () => {
  const { controller, hello, sent, types, connection } = accepted();
  controller.hangUp();
  controller.place("bob");
  const before = types().length;
  hello(serverCall("caller", "active"));
  assert.deepEqual(types().slice(before), ["leave"]);
  assert.deepEqual(sent.at(-1), { type: "leave", call: "call-1" });
  assert.deepEqual([controller.state, connection().repeats], ["calling", 1]);
  controller.onMessage({ type: "calling", call: "call-2", name: "bob", left: 45 });
  controller.onMessage({ type: "accepted", call: "call-2", name: "bob", needs_offer: false });
  assert.equal(controller.state, "connecting");
});

test("a new call that is refused because of an older one here gives way to that one", () => {
  const { controller, hello, sent, endings } = setUp();
  controller.place("bob");
  controller.onMessage({ type: "error", code: "in-call", call: "other" });
  assert.deepEqual([controller.state, endings[0].reason, sent.at(-1).type], ["idle", "in-call", "sync"]);
  hello(serverCall("callee", "active", { call: "other" }));
  assert.equal(controller.state, "reconnecting");
});

test("hello: a call that ended before it was accepted was not answered", () => {
  const callee = ringing();
  callee.hello(null);
  const caller = setUp();
  caller.controller.place("bob");
  caller.controller.onMessage({ type: "calling", call: "call-1", name: "bob", left: 45 });
  caller.hello(null);
  for (const { endings } of [callee, caller]) assert.equal(endings[0].reason, "no-answer");
});

test("a ring ends two seconds after its time if the server is out of reach", () => {
  const { controller, endings, sent } = ringing();
  const before = sent.length;
  mock.timers.tick(46_900);
  assert.equal(controller.state, "incoming");
  mock.timers.tick(200);
  assert.deepEqual([controller.state, endings[0].reason, endings[0].mine], ["idle", "no-answer", false]);
  assert.equal(sent.length, before);
});

test("'hello' has the remaining ring time; an accepted call rings no longer", () => {
  const { controller, hello } = ringing();
  mock.timers.tick(40_000);
  hello(serverCall("callee", "ringing", { left: 20 }));
  mock.timers.tick(21_000);
  assert.equal(controller.state, "incoming");
  controller.accept();
  mock.timers.tick(2_000);
  assert.equal(controller.state, "connecting");
});
