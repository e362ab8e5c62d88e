import assert from "node:assert/strict";
import test from "node:test";
import { codecOrder } from "../../../static/calls/rtc/codecs/video_codecs.js";

const SMOOTH = { smooth: true, powerEfficient: false };
const HARDWARE = { smooth: true, powerEfficient: true };
const SOFTWARE = { VP8: SMOOTH, VP9: SMOOTH, H264: SMOOTH, AV1: SMOOTH };
const laptop = { encoders: SOFTWARE, cores: 8, handheld: false };
const having = (codec, facts) => ({ ...laptop, encoders: { ...SOFTWARE, [codec]: facts } });

/** The device, whether it is overloaded, and the codecs to try. */
const ROWS = [
  ["a laptop", laptop, false, ["AV1"]],
  ["a laptop that has not kept up", laptop, true, []],
  ["a laptop with two cores", { ...laptop, cores: 2 }, false, []],
  ["an encoder that stutters", having("AV1", { ...SMOOTH, smooth: false }), false, []],
  ["a laptop with H.264 in hardware", having("H264", HARDWARE), false, ["AV1", "H264"]],
  ["the same that has not kept up", having("H264", HARDWARE), true, ["H264"]],
  ["a laptop with AV1 in hardware", having("AV1", HARDWARE), true, ["AV1"]],
  ["a phone without encoders in hardware", { ...laptop, handheld: true }, false, []],
  ["a phone", { ...having("H264", HARDWARE), handheld: true }, false, ["H264"]],
  ["a phone with VP9 in hardware, too", { ...having("VP9", HARDWARE), handheld: true }, false, ["VP9"]],
  ["a browser that tells nothing", { ...laptop, encoders: {} }, false, []],
];

for (const [name, device, overloaded, order] of ROWS) {
  test(`codecs of ${name}`, () => assert.deepEqual(codecOrder(device, overloaded), order));
}
