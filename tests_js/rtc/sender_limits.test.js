import assert from "node:assert/strict";
import test from "node:test";
import { SenderLimiter } from "../../static/calls/rtc/sender_limits.js";

/** The part of an RTCRtpSender that is used. */
class FakeSender {
  encodings = [{ active: true, maxFramerate: 60 }];
  codecs = ["VP8", "rtx", "red", "VP9", "H264"].map((name) => ({ mimeType: `video/${name}`, clockRate: 90_000 }));
  written = [];
  refuses = false;
  constructor(track = null) {
    this.track = track;
  }
  getParameters() {
    const { encodings, codecs } = this;
    return { transactionId: String(this.written.length), encodings: structuredClone(encodings), codecs };
  }
  async setParameters(parameters) {
    if (this.refuses) throw new DOMException("not now", "InvalidModificationError");
    this.encodings = parameters.encodings;
    this.written.push(parameters);
  }
}

const camera = (width, height, contentHint = "") => ({ getSettings: () => ({ width, height }), contentHint });
const SAVED = { audio: false, limit: { bitrate: 150_000, frameRate: 15, height: 360 }, codecs: [] };
const FREE = { audio: false, limit: { bitrate: 1_700_000, frameRate: null, height: null }, codecs: [] };

async function applied(sender, ...rules) {
  const limiter = new SenderLimiter(sender);
  for (const rule of rules) {
    limiter.apply(rule);
    await new Promise(setImmediate);
  }
  return sender;
}

test("a limit is set once, and removed completely", async () => {
  const sender = await applied(new FakeSender(camera(1280, 720)), SAVED, SAVED, FREE);
  assert.equal(sender.written.length, 2);
  const [saved, free] = sender.written.map(({ encodings }) => encodings[0]);
  assert.deepEqual(saved, { active: true, maxBitrate: 150_000, maxFramerate: 15, scaleResolutionDownBy: 2 });
  assert.deepEqual(free, { active: true, maxBitrate: 1_700_000, scaleResolutionDownBy: 1 });
});

const SIZES = [
  [1280, 720, 2],
  [720, 1280, 2],
  [320, 240, 1],
  [undefined, undefined, 1],
];
for (const [width, height, scale] of SIZES) {
  test(`a picture of ${width} by ${height} is saved by ${scale}`, async () => {
    const sender = await applied(new FakeSender(camera(width, height)), SAVED);
    assert.equal(sender.encodings[0].scaleResolutionDownBy, scale);
  });
}

test("text keeps its resolution, a camera is balanced, and voice has priority", async () => {
  const gives = async (hint) =>
    (await applied(new FakeSender(camera(1, 1, hint)), FREE)).written[0].degradationPreference;
  assert.deepEqual(
    [await gives("detail"), await gives("motion"), await gives("")],
    ["maintain-resolution", "balanced", "balanced"],
  );
  const keeps = await applied(new FakeSender(camera(1, 1)), { ...FREE, limit: { ...FREE.limit, keepsSize: true } });
  assert.equal(keeps.written[0].degradationPreference, "maintain-resolution");
  const voice = await applied(new FakeSender(), { audio: true });
  assert.equal(voice.encodings[0].priority, "high");
  // In Chromium it would cost the redundancy.
  assert.equal("maxBitrate" in voice.encodings[0], false);
});

test("a held picture is not sent, and its codec changes, so that Chromium repeats nothing of it", async () => {
  const held = { ...FREE, limit: { ...FREE.limit, held: true } };
  const { written } = await applied(new FakeSender(camera(1280, 720)), FREE, held, FREE);
  const set = written.map(({ encodings: [{ active, codec }] }) => [active, codec?.mimeType]);
  assert.deepEqual(set, [
    [true, undefined],
    [false, "video/VP9"],
    [false, "video/VP8"],
    [true, undefined],
  ]);
});

test("the best codec that the peer takes is sent, and a later choice replaces it", async () => {
  const sender = await applied(new FakeSender(camera(1280, 720)), { ...FREE, codecs: ["AV1", "VP9"] }, FREE);
  const set = sender.written.map(({ encodings: [{ codec }] }) => codec?.mimeType);
  assert.deepEqual(set, ["video/VP9", undefined]);
});

test("a codec is chosen once those of the peer are known", async () => {
  const sender = new FakeSender(camera(1280, 720));
  const limiter = new SenderLimiter(sender);
  const rule = { ...FREE, codecs: ["VP9"] };
  const { codecs } = sender;
  for (const known of [[], codecs, codecs]) {
    sender.codecs = known;
    limiter.apply(rule);
    await new Promise(setImmediate);
  }
  assert.deepEqual(
    sender.written.map(({ encodings: [{ codec }] }) => codec?.mimeType),
    [undefined, "video/VP9"],
  );
});

test("what cannot be set yet is set the next time", async () => {
  const sender = new FakeSender(camera(1280, 720));
  const limiter = new SenderLimiter(sender);
  const say = async () => {
    limiter.apply(SAVED);
    await new Promise(setImmediate);
    return sender.written.length;
  };
  const { encodings } = sender;
  sender.encodings = [];
  assert.equal(await say(), 0);
  sender.encodings = encodings;
  sender.refuses = true;
  assert.equal(await say(), 0);
  sender.refuses = false;
  assert.deepEqual([await say(), await say()], [1, 1]);
});

test("a browser that never answers holds up later limits for ten seconds", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const sender = new FakeSender(camera(1280, 720));
  const { setParameters } = FakeSender.prototype;
  sender.setParameters = () => new Promise(() => {});
  const limiter = new SenderLimiter(sender);
  limiter.apply(SAVED);
  await new Promise(setImmediate);
  sender.setParameters = setParameters;
  limiter.apply(FREE);
  await new Promise(setImmediate);
  t.mock.timers.tick(10_000);
  await new Promise(setImmediate);
  assert.equal(sender.written.at(-1)?.encodings[0].maxBitrate, 1_700_000);
});
