import assert from "node:assert/strict";
import test from "node:test";
import { LevelMeter } from "../../../static/calls/media/microphone/level_meter.js";

test("if the browser cannot measure this microphone, there is no level, and nothing stays open", (t) => {
  t.mock.method(console, "debug", () => {});
  const clone = { stop: t.mock.fn() };
  const track = { clone: () => clone, muted: true };
  let closed = 0;
  Object.assign(globalThis, {
    AudioContext: class {
      state = "running";
      createMediaStreamSource() {
        throw new DOMException("another rate", "NotSupportedError");
      }
      async close() {
        closed += 1;
      }
    },
    AnalyserNode: class {},
    MediaStream: class {},
  });
  const meter = new LevelMeter();
  meter.listen(track);
  assert.deepEqual([meter.level, meter.mutedBySystem, clone.stop.mock.callCount()], [null, true, 1]);
  meter.listen(null);
  assert.equal(closed, 1);
});
