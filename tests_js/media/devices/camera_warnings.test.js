import assert from "node:assert/strict";
import test, { afterEach, beforeEach, mock } from "node:test";
import { CameraWarnings } from "../../../static/calls/media/devices/camera_warnings.js";
import { fakeHints } from "../fake_hints.js";

globalThis.gettext = (text) => text;
beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
afterEach(() => mock.timers.reset());

function setUp() {
  const { shown, hints } = fakeHints();
  const done = [];
  const warnings = new CameraWarnings({
    hints,
    renew: () => done.push("renew"),
    settings: () => done.push("settings"),
  });
  return { warnings, shown, done };
}

test("a camera that the system has stopped for some seconds is named so, and can be taken again", () => {
  const { warnings, shown, done } = setUp();
  const track = { muted: true };
  warnings.watch(track);
  mock.timers.tick(2_000);
  track.muted = false;
  warnings.watch(track);
  mock.timers.tick(2_000);
  assert.equal(shown.size, 0, "it was for a moment only");
  track.muted = true;
  warnings.watch(track);
  mock.timers.tick(3_000);
  const [hint] = shown.values();
  assert.match(hint.text, /Your system has stopped the camera/);
  hint.action.act();
  assert.deepEqual(done, ["renew"]);
  warnings.watch(null);
  assert.equal(shown.size, 0);
});

/** Passes the time in seconds; a camera that works delivers frames meanwhile. */
function pass(seconds, track, frames = 0) {
  for (let second = 0; second < seconds; second += 1) {
    if (track.stats) track.stats.deliveredFrames += frames;
    mock.timers.tick(1_000);
  }
}

test("a camera that delivers no frame is named so, until it does", () => {
  const { warnings, shown, done } = setUp();
  const track = { muted: false, stats: { deliveredFrames: 0 } };
  warnings.watch(track);
  pass(20, track, 15);
  assert.equal(shown.size, 0);
  pass(10, track);
  const [hint] = shown.values();
  assert.match(hint.text, /Your camera sends no picture/);
  pass(3, track, 15);
  assert.equal(shown.size, 0);
  pass(10, track);
  const [again] = shown.values();
  shown.clear();
  again.action.act();
  pass(20, track);
  assert.deepEqual([done, shown.size], [["settings"], 0], "the person knows");
  const next = { muted: false, stats: { deliveredFrames: 0 } };
  warnings.watch(next);
  pass(10, next);
  assert.equal(shown.size, 1);
  warnings.watch(null);
  assert.equal(shown.size, 0);
});

test("a browser that does not count frames gets no warning", () => {
  const { warnings, shown } = setUp();
  const track = { muted: false };
  warnings.watch(track);
  pass(30, track);
  assert.equal(shown.size, 0);
});
