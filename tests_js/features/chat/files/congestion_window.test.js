import assert from "node:assert/strict";
import test from "node:test";
import { CHUNK, CongestionWindow } from "../../../../static/calls/features/chat/files/congestion_window.js";

/** A line of so many bytes a millisecond, with a way of `there` ms each way. Sends for a while; the longest wait of its queue, and the bytes that came. */
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
      // The first window shows what the line carries; from then on the queue is to be short.
      if (now > time / 2) longest = Math.max(longest, free - now);
      coming.push({ at: sent, when: free + 2 * there });
    }
    const next = coming.shift();
    now = next.when;
    window.onAcknowledged(next.at, now);
  }
  return { longest, bytes: sent, window: window.size };
}

test("a fast line is filled", () => {
  const { bytes } = run({ rate: 5_000, there: 40, time: 20_000 });
  assert.ok(bytes > 0.8 * 5_000 * 20_000, `${bytes}`);
});

test("on a slow line a voice never waits for long behind a file", () => {
  const { longest, bytes } = run({ rate: 125, there: 40, time: 60_000 });
  assert.ok(longest < 350, `${longest} ms`);
  assert.ok(bytes > 0.5 * 125 * 60_000, `${bytes}`);
});

test("there is always room for something in the end, and none for more than the window", () => {
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

test("what the peer cannot have is not believed", () => {
  const window = new CongestionWindow(0);
  window.onSent(CHUNK, 0);
  window.onAcknowledged(50 * CHUNK, 1);
  window.onAcknowledged(-1, 1);
  assert.equal(window.size, 4 * CHUNK);
});
