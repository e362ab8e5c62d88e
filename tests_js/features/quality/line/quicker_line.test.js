import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { QuickerLine } from "../../../../static/calls/features/quality/line/quicker_line.js";

/** Milliseconds since a line shrank from 1,700 to 100 kbit/s, for 20 s, and those that each pong took. */
const { pongs } = JSON.parse(readFileSync(new URL("../recorded/shrinking_line.json", import.meta.url), "utf8"));
/** When the line is found to be quicker, in milliseconds since the change. */
const found = (recorded, line = new QuickerLine()) =>
  recorded.filter(([at, delay]) => at > 0 && line.push(delay)).map(([at]) => at);
const signs = (delays, line = new QuickerLine()) => delays.filter((delay) => line.push(delay)).length;

test("a recorded line that widens is noticed within half a second, and nothing else is", () => {
  const [at, ...others] = found(pongs.alice);
  assert.ok(at > 20_000 && at < 20_500, `${at} ms`);
  assert.deepEqual(others, []);
});

test("of the other line, which stays good, nothing is said", () => {
  assert.deepEqual(found(pongs.bob), []);
});

test("a single quick pong, or a little quicker ones, say nothing", () => {
  const thin = Array(10).fill(45);
  assert.equal(signs([...thin, 28, 46, 28, 45]), 0);
  assert.equal(signs([...thin, 40, 40, 41, 40]), 0);
  assert.equal(signs([...thin, 28, 29, 28, 29, 28]), 1);
  assert.equal(signs([...Array(10).fill(12), 8, 8, 8]), 0);
});

test("a far line must become quicker by a share of its time", () => {
  const far = Array(10).fill(300);
  assert.equal(signs([...far, 280, 280, 280]), 0);
  assert.equal(signs([...far, 240, 240, 240]), 1);
});

test("a queue that runs empty, and too few pongs to compare with, say nothing", () => {
  assert.equal(signs([2400, 1500, 1100, 550, 300, 250, 200, 159, 121, 104, 85, 62, 49, 48]), 0);
  assert.equal(signs([45, 45, 45, 28, 28, 28]), 0);
});

test("a line that becomes thin and wide once more is noticed once more", () => {
  const line = new QuickerLine();
  const wide = Array(4).fill(28);
  assert.equal(signs([...Array(10).fill(45), ...wide], line), 1);
  assert.equal(signs([...Array(45).fill(45), ...wide], line), 1);
  line.restart();
  assert.equal(signs(wide, line), 0);
});
