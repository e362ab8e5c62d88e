import assert from "node:assert/strict";
import test from "node:test";
import { Encoders } from "../../../static/calls/rtc/codecs/encoders.js";

const settle = () => new Promise(setImmediate);
const info = { supported: true, smooth: true, powerEfficient: false };

async function factsOf(encodingInfo) {
  const encoders = new Encoders({ encodingInfo });
  await settle();
  return encoders.facts;
}

test("the browser is asked about each codec", async () => {
  const facts = await factsOf(async ({ video: { contentType } }) => ({
    ...info,
    supported: contentType !== "video/AV1",
    powerEfficient: contentType === "video/H264",
  }));
  const software = { smooth: true, powerEfficient: false };
  assert.deepEqual(facts, { VP8: software, VP9: software, H264: { smooth: true, powerEfficient: true } });
});

test("an answer that fails or never comes leaves a codec unknown", async () => {
  const facts = await factsOf(({ video: { contentType } }) => {
    if (contentType === "video/VP9") throw new TypeError("no such use");
    return contentType === "video/AV1" ? new Promise(() => {}) : Promise.resolve(info);
  });
  assert.deepEqual(Object.keys(facts), ["VP8", "H264"]);
});

test("a browser without the API tells nothing", async () => {
  const encoders = new Encoders(undefined);
  await settle();
  assert.deepEqual(encoders.facts, {});
});
