import assert from "node:assert/strict";
import test from "node:test";
import { restrict } from "../../../../static/calls/features/quality/congestion/restrict.js";

const NONE = {
  held: false,
  height: null,
  screenHeight: null,
  frameRate: null,
  bitrate: null,
  keepsSize: false,
  nudged: false,
  tooThin: false,
};
const LIMITS = {
  audio: { bitrate: null },
  camera: { bitrate: 150_000, frameRate: 15, height: 360 },
  screen: { bitrate: 250_000, frameRate: 5, height: null },
  paused: false,
};

test("without a restriction the usual limits stay", () => {
  const { camera, screen, audio, paused } = restrict(LIMITS, NONE);
  assert.deepEqual(camera, { ...LIMITS.camera, held: false, keepsSize: false });
  assert.deepEqual(screen, { ...LIMITS.screen, held: false, keepsSize: false });
  assert.deepEqual({ audio, paused }, { audio: LIMITS.audio, paused: false });
});

test("the lower of two limits holds", () => {
  const { camera, screen } = restrict(LIMITS, { ...NONE, height: 180, frameRate: 10, bitrate: 200_000 });
  assert.deepEqual(camera, { held: false, keepsSize: false, bitrate: 150_000, frameRate: 10, height: 180 });
  assert.deepEqual(screen, { held: false, keepsSize: false, bitrate: 200_000, frameRate: 5, height: null });
});

test("a size is kept if the line or the usual limit says so, but not by an encoder that is too slow", () => {
  const keeping = { ...LIMITS, camera: { ...LIMITS.camera, keepsSize: true } };
  assert.equal(restrict(keeping, NONE, false).camera.keepsSize, true);
  assert.equal(restrict(LIMITS, { ...NONE, keepsSize: true }, false).camera.keepsSize, true);
  assert.equal(restrict({ ...LIMITS, overloaded: true }, { ...NONE, keepsSize: true }, false).camera.keepsSize, false);
});

test("a nudged picture may send a little less", () => {
  const { camera, screen } = restrict(LIMITS, { ...NONE, height: 360, nudged: true }, false);
  assert.ok(camera.bitrate < LIMITS.camera.bitrate && camera.bitrate > 0.95 * LIMITS.camera.bitrate);
  assert.ok(screen.bitrate < LIMITS.screen.bitrate && screen.bitrate > 0.95 * LIMITS.screen.bitrate);
});

test("a screen is held back, and made tiny, with the camera", () => {
  assert.equal(restrict(LIMITS, { ...NONE, held: true }).screen.held, true);
  assert.equal(restrict(LIMITS, { ...NONE, screenHeight: 90 }).screen.height, 90);
});

test("the camera makes room for a shared screen, which is not made smaller", () => {
  const usual = { ...LIMITS, screen: { bitrate: 2_500_000, frameRate: null, height: null } };
  for (const restriction of [{ held: true }, { height: 90, screenHeight: 90 }, { height: 360 }]) {
    const { camera, screen } = restrict(usual, { ...NONE, ...restriction }, true);
    assert.equal(camera.held, true);
    assert.deepEqual(screen, { held: false, bitrate: 2_500_000, frameRate: 2, height: null });
  }
  assert.equal(restrict(LIMITS, NONE, true).camera.held, false);
});

test("on a line that is too thin for any picture, a shared screen is held back, too", () => {
  const { camera, screen } = restrict(LIMITS, { ...NONE, held: true, tooThin: true }, true);
  assert.deepEqual([camera.held, screen.held], [true, true]);
});
