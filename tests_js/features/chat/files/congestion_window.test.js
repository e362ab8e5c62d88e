import assert from "node:assert/strict";
import test from "node:test";
import { CHUNK, Pace } from "../../../../static/calls/features/chat/files/congestion_window.js";

/** A line of so many bytes a millisecond, with a way of `there` ms each way. Sends for a while; the longest wait of its queue, and the bytes that came. */
function run({ rate, there, time }) {
  const pace = new Pace(0);
  let now = 0;
  let sent = 0;
  let free = 0;
  let longest = 0;
  const coming = [];
  while (now < time) {
    while (pace.room) {
      sent += CHUNK;
      pace.sent(sent, now);
      free = Math.max(free, now) + CHUNK / rate;
      // The first window shows what the line carries; from then on the queue is to be short.
      if (now > time / 2) longest = Math.max(longest, free - now);
      coming.push({ at: sent, when: free + 2 * there });
    }
    const next = coming.shift();
    now = next.when;
    pace.got(next.at, now);
  }
  return { longest, bytes: sent, window: pace.window };
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
  const pace = new Pace(100);
  let at = 100;
  const fill = (now) => {
    while (pace.room) {
      at += CHUNK;
      pace.sent(at, now);
    }
  };
  fill(0);
  assert.equal(at - 100, pace.window);
  pace.got(at, 10);
  for (let round = 0; round < 20; round += 1) {
    fill(round * 5_000);
    pace.got(at, round * 5_000 + 4_000);
  }
  assert.equal(pace.window, 2 * CHUNK);
});

test("what the peer cannot have is not believed", () => {
  const pace = new Pace(0);
  pace.sent(CHUNK, 0);
  pace.got(50 * CHUNK, 1);
  pace.got(-1, 1);
  assert.equal(pace.window, 4 * CHUNK);
});
