import assert from "node:assert/strict";
import test from "node:test";
import { codecOrder } from "../../../static/calls/rtc/codecs/video_codecs.js";

const CAMERA = { detail: false, overloaded: false };
const TEXT = { detail: true, overloaded: false };
const SMOOTH = { smooth: true, powerEfficient: false };
const HARDWARE = { smooth: true, powerEfficient: true };
const SOFTWARE = { VP8: SMOOTH, VP9: SMOOTH, H264: SMOOTH, AV1: SMOOTH };
const laptop = { encoders: SOFTWARE, cores: 8, handheld: false };

/** The device, what it sends, and the codecs to try. */
const ROWS = [
  ["a laptop's camera", laptop, CAMERA, ["VP9"]],
  ["a laptop's text", laptop, TEXT, ["AV1"]],
  ["a laptop that has not kept up", laptop, { ...CAMERA, overloaded: true }, []],
  ["a laptop with two cores", { ...laptop, cores: 2 }, CAMERA, []],
  ["an encoder that stutters", { ...laptop, encoders: { ...SOFTWARE, VP9: { ...SMOOTH, smooth: false } } }, CAMERA, []],
  ["a phone without encoders in hardware", { ...laptop, handheld: true }, CAMERA, []],
  ["a phone", { encoders: { ...SOFTWARE, H264: HARDWARE }, cores: 8, handheld: true }, CAMERA, ["H264"]],
  ["a phone's text", { encoders: { ...SOFTWARE, H264: HARDWARE }, cores: 8, handheld: true }, TEXT, []],
  [
    "a laptop with H.264 in hardware",
    { ...laptop, encoders: { ...SOFTWARE, H264: HARDWARE } },
    CAMERA,
    ["VP9", "H264"],
  ],
  ["a browser that tells nothing", { ...laptop, encoders: {} }, TEXT, []],
];

for (const [name, device, use, order] of ROWS) {
  test(`codecs of ${name}`, () => assert.deepEqual(codecOrder(device, use), order));
}
