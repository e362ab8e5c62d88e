import assert from "node:assert/strict";
import test from "node:test";
import { Health } from "../static/calls/health.js";

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
  health.begin();
  tick(7);
  health.change("connected");
  tick(100);
  assert.deepEqual(events, ["connected"]);
});

test("an accepted call without media: three restarts, a new connection, and an end after 45 seconds", (t) => {
  const { health, events, tick } = setUp(t);
  health.begin();
  tick(7.9);
  assert.deepEqual(events, []);
  tick(0.2);
  assert.deepEqual(events, ["restart"]);
  tick(15);
  assert.deepEqual(events, ["restart", "restart", "restart", "rebuild"]);
  tick(22);
  assert.equal(events.at(-1), "expired");
});

test("a short disturbance is nothing, a longer one is a loss, and at once a restart", (t) => {
  const { health, events, tick } = setUp(t);
  health.change("connected");
  health.change("disconnected");
  tick(1.9);
  health.change("connected");
  tick(10);
  assert.deepEqual(events, ["connected", "connected"]);
  health.change("disconnected");
  tick(2.1);
  assert.deepEqual(events.slice(2), ["lost", "restart"]);
});

test("a failure is a loss without waiting; media that are back end the trying", (t) => {
  const { health, events, tick } = setUp(t);
  health.change("connected");
  health.change("failed");
  tick(0.1);
  health.change("connected");
  tick(100);
  assert.deepEqual(events, ["connected", "lost", "restart", "connected"]);
});

test("the 45 seconds count from the loss, whatever is tried meanwhile", (t) => {
  const { health, events, tick } = setUp(t);
  health.change("connected");
  health.change("failed");
  tick(30);
  health.change("failed");
  health.renew();
  tick(14.8);
  assert.ok(!events.includes("expired"));
  tick(0.3);
  assert.equal(events.at(-1), "expired");
});

test("signalling that is back hurries what waits, and only that", (t) => {
  const { health, events, tick } = setUp(t);
  health.begin();
  health.hurry();
  tick(0.1);
  assert.deepEqual(events, ["restart"]);
  health.change("connected");
  health.hurry();
  tick(100);
  assert.deepEqual(events, ["restart", "connected"]);
});

test("a new connection of the peer's is given time", (t) => {
  const { health, events, tick } = setUp(t);
  health.change("connected");
  health.renew();
  tick(7.9);
  assert.deepEqual(events, ["connected", "lost"]);
});

test("after the end nothing happens any more", (t) => {
  const { health, events, tick } = setUp(t);
  health.begin();
  health.stop();
  tick(100);
  assert.deepEqual(events, []);
});
