import assert from "node:assert/strict";
import test from "node:test";
import { restrict } from "../../../../static/calls/features/quality/congestion/restrict.js";

const NONE = { held: false, height: null, screenHeight: null, frameRate: null, bitrate: null };
const LIMITS = {
  audio: { bitrate: null },
  camera: { bitrate: 150_000, frameRate: 15, height: 360 },
  screen: { bitrate: 250_000, frameRate: 5, height: null },
  paused: false,
};

test("without a restriction the usual limits stay", () => {
  const { camera, screen, audio, paused } = restrict(LIMITS, NONE);
  assert.deepEqual(camera, { ...LIMITS.camera, held: false });
  assert.deepEqual(screen, { ...LIMITS.screen, held: false });
  assert.deepEqual({ audio, paused }, { audio: LIMITS.audio, paused: false });
});

test("the lower of two limits holds", () => {
  const { camera, screen } = restrict(LIMITS, { ...NONE, height: 180, frameRate: 10, bitrate: 200_000 });
  assert.deepEqual(camera, { held: false, bitrate: 150_000, frameRate: 10, height: 180 });
  assert.deepEqual(screen, { held: false, bitrate: 200_000, frameRate: 5, height: null });
});

test("a screen is held back, and made tiny, with the camera", () => {
  assert.equal(restrict(LIMITS, { ...NONE, held: true }).screen.held, true);
  assert.equal(restrict(LIMITS, { ...NONE, screenHeight: 90 }).screen.height, 90);
});
