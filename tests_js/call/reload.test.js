import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { ANSWER, accepted, answered, OTHER_OFFER, serverCall, settle, setUp } from "./fake_page.js";

test("the peer's page reloads: wait for it, heal nothing, and reconnect when it is back", () => {
  const { controller, connection, connections } = accepted();
  connection().on.state("connected");
  controller.onMessage({ type: "going", call: "call-1" });
  assert.equal(controller.state, "reconnecting");
  connection().hasRemoteDescription = true;
  mock.timers.tick(7000);
  assert.deepEqual([connections.length, connections[0].restarts], [1, 0]);
  controller.onMessage({ type: "rejoin", call: "call-1" });
  assert.equal(connections.length, 2);
  connections[1].on.state("connected");
  assert.equal(controller.state, "active");
});

test("reload: the page returns to its call; the caller offers, the callee waits", () => {
  for (const [role, expected] of [
    ["caller", ["rejoin", "offer"]],
    ["callee", ["rejoin"]],
  ]) {
    const { controller, hello, types, media, shown } = setUp();
    hello(serverCall(role, "active"));
    assert.equal(controller.state, "reconnecting");
    assert.deepEqual(types(), expected);
    assert.equal(media.opened, 1);
    assert.equal(shown().call.since, 97_000);
  }
});

test("the peer's reload: a new connection, and the caller offers", async () => {
  const caller = accepted();
  caller.controller.onMessage({ type: "answer", answer: ANSWER, call: "call-1" });
  caller.connection().on.state("connected");
  await settle();
  caller.controller.onMessage({ type: "rejoin", call: "call-1" });
  assert.equal(caller.controller.state, "reconnecting");
  assert.ok(caller.connections[0].closed);
  assert.deepEqual(caller.types(), ["offer", "offer"]);
  const callee = await answered();
  callee.controller.onMessage({ type: "rejoin", call: "call-1" });
  assert.deepEqual([callee.controller.state, callee.connections.length], ["reconnecting", 2]);
});

test("both reload at once: the caller sends its waiting offer again instead of making another", async () => {
  const { controller, hello, connection, connections, types } = setUp();
  hello(serverCall("caller", "active"));
  controller.onMessage({ type: "rejoin", call: "call-1" });
  assert.deepEqual([connections.length, connection().repeats], [1, 1]);
  controller.onMessage({ type: "answer", answer: ANSWER, call: "call-1" });
  await settle();
  assert.deepEqual(types(), ["rejoin", "offer"]);
  controller.onMessage({ type: "answer", answer: { type: "answer", sdp: "another's" }, call: "call-1" });
  await settle();
  assert.deepEqual([connections.length, connections[1].received], [2, []]);
});

test("an offer from a new peer connection replaces this side's, even if 'rejoin' was lost", async () => {
  const { controller, connections, types } = await answered();
  controller.onMessage({ type: "offer", name: "bob", offer: OTHER_OFFER, call: "call-1" });
  await settle();
  assert.ok(connections[0].closed);
  assert.deepEqual(connections[1].received, [OTHER_OFFER]);
  assert.equal(types().at(-1), "answer");
  controller.onMessage({ type: "offer", name: "bob", offer: OTHER_OFFER, call: "call-1" });
  await settle();
  assert.equal(connections.length, 2);
});

test("a call that was left offline does not come back with a reload before the server knows", () => {
  const storage = new Map();
  const before = setUp({ stored: storage });
  before.hello(serverCall("caller", "active"));
  before.controller.hangUp();
  const { controller, hello, sent, media } = setUp({ stored: storage });
  hello(serverCall("caller", "active"));
  assert.deepEqual([controller.state, media.opened], ["idle", 0]);
  assert.deepEqual(sent, [{ type: "leave", call: "call-1" }]);
  hello(null);
  assert.deepEqual([...storage.keys()], []);
});

test("reload: what was turned off stays off, until the call is over", () => {
  const stored = new Map();
  const before = setUp({ stored });
  before.hello(serverCall("callee", "active"));
  before.media.turnedOff = ["camera"];
  before.media.onchange();
  const again = setUp({ stored });
  again.hello(serverCall("callee", "active"));
  assert.deepEqual([again.media.kept, again.media.opened], [["camera"], 1]);
  again.media.turnedOff = ["camera"];
  // A tab that has lost its place may come back to it.
  again.controller.onReplaced();
  again.media.kept = [];
  again.hello(serverCall("callee", "active"));
  assert.deepEqual(again.media.kept, ["camera"]);
  again.controller.onMessage({ type: "leave", call: "call-1", reason: "hung-up" });
  assert.deepEqual([...stored.keys()], []);
  again.hello(serverCall("callee", "active", { call: "call-2" }));
  assert.deepEqual(again.media.kept, []);
});

test("a page that returns too late says what became of its call, once", () => {
  for (const [server, expected] of [
    [null, [["ended-meanwhile", "bob"]]],
    [serverCall("caller", "active"), []],
  ]) {
    const stored = new Map();
    const before = accepted({ stored });
    before.controller.onPageHide();
    const { hello, endings } = setUp({ stored });
    hello(server);
    hello(server);
    assert.deepEqual(
      endings.map(({ reason, name }) => [reason, name]),
      expected,
    );
  }
});
