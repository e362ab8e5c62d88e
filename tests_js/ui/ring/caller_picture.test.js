import assert from "node:assert/strict";
import test from "node:test";
import { CallerPicture } from "../../../static/calls/ui/ring/caller_picture.js";

class FakeStream {
  constructor(tracks) {
    this.tracks = tracks;
  }
  getTracks() {
    return this.tracks;
  }
  getVideoTracks() {
    return this.tracks.filter(({ kind }) => kind === "video");
  }
}

const WIDE = { width: 320, height: 180 };
const UPRIGHT = { width: 100, height: 180 };
const fromCaller = () => new FakeStream([{ kind: "audio" }, { kind: "video" }]);

/** `pass(ms, frame)`: time passes, with such a frame every tenth of a second, or without any. */
function setUp(t, video = {}) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  globalThis.MediaStream = FakeStream;
  t.after(() => {
    delete globalThis.MediaStream;
  });
  const dataset = { picture: "none" };
  const awaited = [];
  Object.assign(video, { srcObject: null });
  if (!("requestVideoFrameCallback" in video)) video.requestVideoFrameCallback = (callback) => awaited.push(callback);
  const picture = new CallerPicture({ dataset }, video);
  const frame = (size = WIDE) => {
    for (const callback of awaited.splice(0)) callback(0, size);
  };
  const pass = (ms, size = null) => {
    for (let passed = 0; passed < ms; passed += 100) {
      t.mock.timers.tick(100);
      if (size) frame(size);
    }
  };
  return { picture, video, dataset, awaited, frame, pass };
}

test("who does not want it sees the avatar, and nothing plays", (t) => {
  const { picture, video, dataset, frame } = setUp(t);
  picture.show(false, fromCaller());
  frame();
  assert.equal(dataset.picture, "none");
  assert.equal(video.srcObject, null);
});

test("it has its room before the first frame, and is shown with it, without the caller's sound", (t) => {
  const { picture, video, dataset, frame } = setUp(t);
  picture.show(true, null);
  assert.equal(dataset.picture, "awaited");
  const stream = fromCaller();
  picture.show(true, stream);
  assert.equal(dataset.picture, "awaited");
  assert.deepEqual(video.srcObject.getTracks(), stream.getVideoTracks());
  frame();
  assert.equal(dataset.picture, "live");
  const { srcObject } = video;
  picture.show(true, stream);
  assert.equal(dataset.picture, "live");
  assert.equal(video.srcObject, srcObject, "the same picture is not begun again");
});

test("with the caller's camera off, the avatar is back, and with the camera on again the picture", (t) => {
  const { picture, dataset, frame, pass } = setUp(t);
  picture.show(true, fromCaller());
  pass(3_000, WIDE);
  pass(900);
  assert.equal(dataset.picture, "live");
  pass(200);
  assert.equal(dataset.picture, "awaited");
  frame();
  assert.equal(dataset.picture, "live");
});

test("when the ring is over it is gone at once, and the next call begins with the avatar", (t) => {
  const { picture, video, dataset, awaited, frame, pass } = setUp(t);
  picture.show(true, fromCaller());
  frame();
  picture.show(false, null);
  assert.equal(dataset.picture, "none");
  assert.equal(video.srcObject, null);
  // One that was on its way.
  frame();
  assert.equal(dataset.picture, "none");
  picture.show(true, null);
  assert.equal(dataset.picture, "awaited");
  pass(2_000);
  picture.show(true, fromCaller());
  assert.equal(dataset.picture, "awaited");
  assert.equal(awaited.length, 1);
  frame();
  assert.equal(dataset.picture, "live");
});

test("another connection begins with the avatar", (t) => {
  const { picture, dataset, awaited, frame } = setUp(t);
  picture.show(true, fromCaller());
  frame();
  picture.show(true, fromCaller());
  assert.equal(dataset.picture, "awaited");
  assert.equal(awaited.length, 1, "the page is told of each frame once");
});

test("an upright picture is told from a wide one", (t) => {
  const { picture, dataset, frame } = setUp(t);
  picture.show(true, fromCaller());
  frame(UPRIGHT);
  assert.equal(dataset.shape, "upright");
  frame();
  assert.equal(dataset.shape, "wide");
});

const refuse = () => {
  throw new DOMException("not allowed", "NotAllowedError");
};
for (const [name, requestVideoFrameCallback] of Object.entries({ lacks: undefined, refuses: refuse }))
  test(`a browser that ${name} frame callbacks shows the avatar`, (t) => {
    t.mock.method(console, "debug", () => {});
    const { picture, dataset } = setUp(t, { requestVideoFrameCallback });
    picture.show(true, fromCaller());
    assert.equal(dataset.picture, "awaited");
  });
