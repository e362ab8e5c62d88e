import assert from "node:assert/strict";
import test from "node:test";
import { Health } from "../../../static/calls/rtc/healing/health.js";

function setUp(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const events = [];
  const on = Object.fromEntries(
    ["connected", "lost", "restart", "rebuild", "expired"].map((name) => [name, () => events.push(name)]),
  );
  const tick = (seconds) => {
    for (let i = 0; i < seconds * 10; i++) t.mock.timers.tick(100);
  };
  return { health: new Health({ restarts: 3, on }), events, tick };
}

test("media that come in time need no help", (t) => {
  const { health, events, tick } = setUp(t);
  health.start();
  tick(7);
  health.onState("connected");
  tick(100);
  assert.deepEqual(events, ["connected"]);
});

test("an accepted call without media: three restarts, a new connection, and an end after 45 seconds", (t) => {
  const { health, events, tick } = setUp(t);
  health.start();
  tick(7.9);
  assert.deepEqual(events, []);
  tick(0.2);
  assert.deepEqual(events, ["restart"]);
  tick(15);
  assert.deepEqual(events, ["restart", "restart", "restart", "rebuild"]);
  tick(22);
  assert.equal(events.at(-1), "expired");
});

test("the network changes before anything was connected: a new connection at once, and again once the server is back", (t) => {
  const { health, events, tick } = setUp(t);
  health.networkChanged();
  tick(10);
  assert.deepEqual(events, []);
  health.start();
  tick(0.1);
  assert.deepEqual(events, ["rebuild"]);
  health.retryNow();
  tick(0.1);
  assert.deepEqual(events, ["rebuild", "rebuild"]);
  health.reset();
  health.onState("connected");
  health.networkChanged();
  tick(10);
  assert.deepEqual(events, ["rebuild", "rebuild", "connected"]);
});

test("a short disturbance is ignored, a longer one counts as lost and restarts at once", (t) => {
  const { health, events, tick } = setUp(t);
  health.onState("connected");
  health.onState("disconnected");
  tick(1.9);
  health.onState("connected");
  tick(10);
  assert.deepEqual(events, ["connected", "connected"]);
  health.onState("disconnected");
  tick(2.1);
  assert.deepEqual(events.slice(2), ["lost", "restart"]);
});

test("a failure counts as lost at once; returning media end the retries", (t) => {
  const { health, events, tick } = setUp(t);
  health.onState("connected");
  health.onState("failed");
  tick(0.1);
  health.onState("connected");
  tick(100);
  assert.deepEqual(events, ["connected", "lost", "restart", "connected"]);
});

test("the 45 seconds count from the loss, whatever is tried meanwhile", (t) => {
  const { health, events, tick } = setUp(t);
  health.onState("connected");
  health.onState("failed");
  tick(30);
  health.onState("failed");
  health.reset();
  tick(14.8);
  assert.ok(!events.includes("expired"));
  tick(0.3);
  assert.equal(events.at(-1), "expired");
});

test("the server returns before the first media: a waiting try is made at once", (t) => {
  const { health, events, tick } = setUp(t);
  health.start();
  health.retryNow();
  tick(0.1);
  assert.deepEqual(events, ["restart"]);
  health.onState("connected");
  health.retryNow();
  tick(100);
  assert.deepEqual(events, ["restart", "connected"]);
});

test("a new peer connection gets time", (t) => {
  const { health, events, tick } = setUp(t);
  health.onState("connected");
  health.reset();
  tick(7.9);
  assert.deepEqual(events, ["connected", "lost"]);
});

test("silence counts as lost at once: restarts every 2 seconds, a new connection after 3, which gets more time", (t) => {
  const { health, events, tick } = setUp(t);
  health.onState("connected");
  health.onInbound("flowing");
  health.onInbound("silent");
  assert.deepEqual(events, ["connected", "lost"]);
  tick(0.1);
  health.onInbound("silent");
  tick(5.8);
  assert.deepEqual(events.slice(2), ["restart", "restart", "restart"]);
  tick(0.2);
  assert.deepEqual(events.slice(5), ["rebuild"]);
  tick(7.8);
  assert.deepEqual(events.slice(6), []);
  tick(0.3);
  assert.deepEqual(events.slice(6), ["restart"]);
});

test("the server returns while media are lost: a new connection", (t) => {
  const { health, events, tick } = setUp(t);
  health.onState("connected");
  health.onInbound("silent");
  tick(0.1);
  health.retryNow();
  tick(0.1);
  assert.deepEqual(events, ["connected", "lost", "restart", "rebuild"]);
});

test("a path that is gone with the network counts as lost at once, and a new connection is made", (t) => {
  const { health, events, tick } = setUp(t);
  health.onState("connected");
  health.onInbound("flowing");
  health.onInbound("gone");
  tick(0.1);
  assert.deepEqual(events, ["connected", "lost", "rebuild"]);
});

test("returning media end the loss, unless the connection has failed", (t) => {
  const { health, events, tick } = setUp(t);
  health.onState("connected");
  health.onInbound("silent");
  health.onInbound("flowing");
  tick(100);
  assert.deepEqual(events, ["connected", "lost", "connected"]);
  health.onState("failed");
  health.onInbound("flowing");
  assert.deepEqual(events.slice(3), ["lost"]);
});

test("'disconnected' is no loss while media flow", (t) => {
  const { health, events, tick } = setUp(t);
  health.onState("connected");
  health.onInbound("flowing");
  health.onState("disconnected");
  tick(20);
  assert.deepEqual(events, ["connected"]);
  health.onInbound("unknown");
  tick(2.1);
  assert.deepEqual(events, ["connected", "lost", "restart"]);
});

test("connected again and again without media: a new connection in the end", (t) => {
  const { health, events, tick } = setUp(t);
  health.onState("connected");
  for (let i = 0; i < 4; i++) {
    health.onInbound("silent");
    tick(0.1);
    health.onState("connected");
  }
  assert.deepEqual(events.filter((name) => name !== "connected" && name !== "lost").at(-1), "rebuild");
});

test("a connection without the media that should come: one restart, one new connection, then nothing", (t) => {
  const { health, events, tick } = setUp(t);
  health.onState("connected");
  for (let i = 0; i < 5; i++) {
    health.onInbound("no-media");
    tick(4);
  }
  assert.deepEqual(events, ["connected", "restart", "rebuild"]);
  health.onInbound("flowing");
  health.onInbound("no-media");
  assert.equal(events.at(-1), "restart");
});

test("after the end nothing happens any more", (t) => {
  const { health, events, tick } = setUp(t);
  health.start();
  health.stop();
  tick(100);
  assert.deepEqual(events, []);
});
