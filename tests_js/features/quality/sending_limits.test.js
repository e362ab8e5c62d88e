import assert from "node:assert/strict";
import test from "node:test";
import { sendingLimits } from "../../../static/calls/features/quality/sending_limits.js";

test("a relayed call stays below 1 Mbit/s, including two audio streams and packet headers", () => {
  // Opus with RED takes 64 kbit/s and the headers of its packets 28; those of the pictures take 5 %.
  const rest = 2 * (64_000 + 28_000) + 0.05 * 700_000;
  for (const shares of [false, true]) {
    const { camera, screen } = sendingLimits({ relayed: true, saves: false, shares, paused: false });
    assert.ok(camera.bitrate + (shares ? screen.bitrate : 0) + rest < 1e6);
  }
  assert.equal(sendingLimits({ relayed: false, saves: false, shares: false, paused: false }).camera.bitrate, 1_700_000);
});

test("a camera keeps its size only where its bit rate, the line and the encoder suffice", () => {
  const good = { relayed: false, saves: false, shares: false, paused: false, wide: true };
  const keeps = (facts) => sendingLimits({ ...good, ...facts }).camera.keepsSize ?? false;
  assert.equal(keeps({}), true);
  for (const fact of ["relayed", "saves", "shares", "overloaded"]) assert.equal(keeps({ [fact]: true }), false, fact);
  assert.equal(keeps({ wide: false }), false);
});

test("data saver makes the camera small and the screen slow, but never the screen small", () => {
  const { camera, screen, paused } = sendingLimits({ relayed: false, saves: true, shares: true, paused: true });
  assert.deepEqual([camera.bitrate, camera.height, camera.frameRate, screen.height], [150_000, 360, 15, null]);
  assert.ok(screen.frameRate <= 5);
  assert.equal(paused, true);
});
