import assert from "node:assert/strict";
import test from "node:test";
import { CHUNK, CongestionWindow } from "../../../../static/calls/features/chat/files/congestion_window.js";

/** Sends over a simulated line with `rate` bytes a millisecond and `there` milliseconds each way. Returns the longest queueing delay and the bytes that arrived. */
function run({ rate, there, time }) {
  const window = new CongestionWindow(0);
  let now = 0;
  let sent = 0;
  let free = 0;
  let longest = 0;
  const coming = [];
  while (now < time) {
    while (window.hasRoom) {
      sent += CHUNK;
      window.onSent(sent, now);
      free = Math.max(free, now) + CHUNK / rate;
      // Slow start finds the capacity of the line; after it the queue must be short.
      if (now > time / 2) longest = Math.max(longest, free - now);
      coming.push({ at: sent, when: free + 2 * there });
    }
    const next = coming.shift();
    now = next.when;
    window.onAcknowledged(next.at, now);
  }
  return { longest, bytes: sent, window: window.size };
}

test("a fast line is used fully", () => {
  const { bytes } = run({ rate: 5_000, there: 40, time: 20_000 });
  assert.ok(bytes > 0.8 * 5_000 * 20_000, `${bytes}`);
});

test("on a slow line a file never delays voice for long", () => {
  const { longest, bytes } = run({ rate: 125, there: 40, time: 60_000 });
  assert.ok(longest < 350, `${longest} ms`);
  assert.ok(bytes > 0.5 * 125 * 60_000, `${bytes}`);
});

test("room returns after acknowledgements, and never exceeds the window", () => {
  const window = new CongestionWindow(100);
  let at = 100;
  const fill = (now) => {
    while (window.hasRoom) {
      at += CHUNK;
      window.onSent(at, now);
    }
  };
  fill(0);
  assert.equal(at - 100, window.size);
  window.onAcknowledged(at, 10);
  for (let round = 0; round < 20; round += 1) {
    fill(round * 5_000);
    window.onAcknowledged(at, round * 5_000 + 4_000);
  }
  assert.equal(window.size, 2 * CHUNK);
});

test("acknowledgements of unsent data are ignored", () => {
  const window = new CongestionWindow(0);
  window.onSent(CHUNK, 0);
  window.onAcknowledged(50 * CHUNK, 1);
  window.onAcknowledged(-1, 1);
  assert.equal(window.size, 4 * CHUNK);
});
