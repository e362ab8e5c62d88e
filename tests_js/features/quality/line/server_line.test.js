import assert from "node:assert/strict";
import test from "node:test";
import { ServerLine } from "../../../../static/calls/features/quality/line/server_line.js";

/** A line whose pongs the test sends; `tick(ms, delay)`: each ping of that time is answered after `delay`. */
function setUp(t, best = 50) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let now = 0;
  let sent = 0;
  const due = [];
  let delay = best;
  const ping = () => {
    sent += 1;
    line.onPing();
    due.push(now + delay);
  };
  const line = new ServerLine({ ping, now: () => now });
  const tick = (milliseconds, newDelay = delay) => {
    delay = newDelay;
    for (let i = 0; i < milliseconds; i++) {
      now += 1;
      t.mock.timers.tick(1);
      // TCP delivers in order.
      while (due.length > 0 && due[0] <= now) due.shift() && line.onPong();
    }
  };
  ping();
  tick(100);
  const count = (act) => {
    const before = sent;
    act();
    return sent - before;
  };
  return { line, tick, count, stall: (milliseconds) => (now += milliseconds) };
}

test("it pings once a second, often when something is wrong, then less often, and not after the call", (t) => {
  const { line, tick, count } = setUp(t);
  assert.equal(
    count(() => tick(5_000)),
    0,
  );
  line.watch(false);
  assert.equal(
    count(() => tick(5_000)),
    5,
  );
  line.watch(true);
  assert.equal(
    count(() => tick(1_000)),
    40,
  );
  tick(4_000);
  line.watch(true);
  assert.equal(
    count(() => tick(1_000)),
    4,
  );
  line.rest();
  assert.equal(
    count(() => tick(5_000)),
    0,
  );
});

test("on a short way pings are further apart, since TCP repairs a loss sooner after the next one", (t) => {
  const { line, tick, count } = setUp(t, 10);
  line.watch(true);
  assert.equal(
    count(() => tick(1_000)),
    20,
  );
});

test("a good line is cleared, a slow one is not", (t) => {
  const { line, tick } = setUp(t);
  const weights = (times) => Array.from({ length: times }, () => tick(500) ?? line.weight(0.1)).at(-1);
  line.watch(true);
  assert.ok(weights(4) < -3);
  tick(0, 400);
  assert.ok(weights(4) > 3);
  tick(0, 50);
  assert.ok(weights(14) < 0, "what is long ago no longer counts");
});

test("the heartbeat alone already shows a queue", (t) => {
  const { line, tick } = setUp(t);
  line.watch(false);
  tick(3_000);
  line.weight(0);
  tick(2_000, 300);
  assert.ok(line.weight(0.6) > 3);
});

test("pings that still wait count, and not too many are sent", (t) => {
  const { line, tick, count } = setUp(t);
  line.watch(true);
  tick(200);
  assert.ok(count(() => tick(1_500, 60_000)) <= 20);
  assert.ok(line.weight(0.1) > 3);
});

test("what a busy page delays is not the line's fault", (t) => {
  const { line, tick, stall } = setUp(t);
  line.watch(true);
  for (let i = 0; i < 20; i++) {
    tick(100);
    stall(150);
  }
  assert.ok(line.weight(0.1) <= 0);
});

test("another call, or another socket, starts again", (t) => {
  const { line, tick } = setUp(t);
  line.watch(true);
  tick(2_000, 400);
  assert.ok(line.weight(0.1) > 3);
  line.onOnline();
  assert.ok(Math.abs(line.weight(0.1)) === 0);
  tick(2_000, 800);
  assert.ok(line.weight(0.1) > 3);
  line.rest();
  assert.ok(Math.abs(line.weight(0.1)) === 0);
});

test("a thin line that becomes wide in a bad call is quicker, and says so once", (t) => {
  const { line, tick } = setUp(t);
  let quicker = 0;
  line.onquicker = () => {
    quicker += 1;
  };
  tick(3_000, 90);
  line.watch(true);
  tick(3_000);
  assert.equal(quicker, 0);
  tick(600, 50);
  assert.equal(quicker, 1);
  tick(3_000);
  assert.equal(quicker, 1);
});

test("while all is well, a quicker line says nothing", (t) => {
  const { line, tick } = setUp(t, 90);
  line.onquicker = () => assert.fail("it said so");
  line.watch(false);
  tick(20_000);
  tick(5_000, 50);
  line.watch(true);
  tick(3_000, 90);
  line.watch(false);
  tick(2_000, 50);
  line.watch(true);
  tick(3_000);
});
