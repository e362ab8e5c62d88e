import assert from "node:assert/strict";
import test from "node:test";
import { EncoderLoad } from "../../../static/calls/features/quality/encoder_load.js";

function loadAfter(...limitations) {
  const load = new EncoderLoad();
  for (const limitation of limitations) load.push({ limitation }, 0.5);
  return load.tooHigh;
}

const times = (count, limitation) => Array(count).fill(limitation);

test("an encoder that is too slow for seconds is too dear", () => {
  assert.equal(loadAfter(...times(14, "cpu")), true);
  assert.equal(loadAfter(...times(10, "cpu"), ...times(3, "none"), ...times(8, "cpu")), true);
});

test("a short load, or another reason, says nothing", () => {
  assert.equal(loadAfter(...times(13, "cpu"), ...times(10, "none"), ...times(10, "cpu")), false);
  assert.equal(loadAfter(...times(20, "bandwidth")), false);
  assert.equal(loadAfter(...times(20, null)), false);
});

test("a load that was too high stays so", () => {
  assert.equal(loadAfter(...times(14, "cpu"), ...times(30, "none")), true);
});
