import assert from "node:assert/strict";
import test from "node:test";
import { Choices } from "../static/calls/devices/choices.js";
import { Media } from "../static/calls/media.js";

class FakeTrack {
  enabled = true;
  stopped = false;
  constructor(kind) {
    this.kind = kind;
  }
  stop() {
    this.stopped = true;
  }
}

const stream = (kinds) => {
  const tracks = kinds.map((kind) => new FakeTrack(kind));
  const of = (kind) => tracks.filter((track) => track.kind === kind);
  return { getAudioTracks: () => of("audio"), getVideoTracks: () => of("video") };
};

/** `broken`: names of DOMExceptions, by kind. `permissions`: states, by device. `sounds`: kinds beside a screen's picture. */
function setUp({ broken = {}, permissions = {}, sounds = [] } = {}) {
  const asked = [];
  const devices = {
    async getUserMedia(constraints) {
      const kinds = Object.keys(constraints);
      asked.push(kinds.join("+"));
      for (const kind of kinds) if (broken[kind]) throw new DOMException("no", broken[kind]);
      return stream(kinds);
    },
    async getDisplayMedia() {
      if (broken.screen) throw new DOMException("no", broken.screen);
      return stream(["video", ...sounds]);
    },
  };
  const media = new Media({
    devices,
    permissions: { query: async ({ name }) => ({ state: permissions[name] ?? "prompt" }) },
    choices: new Choices(null),
  });
  const troubles = [];
  media.ontrouble = (failures) => troubles.push(failures);
  return { media, asked, troubles, devices };
}

test("camera and microphone are asked for together, once", async () => {
  const { media, asked, troubles } = setUp();
  await media.open();
  await media.open();
  assert.deepEqual(asked, ["audio+video"]);
  assert.deepEqual(media.state, { microphone: true, camera: true, screen: false });
  assert.deepEqual(troubles, []);
});

const BOTH = (failure) => ({ microphone: failure, camera: failure });
const CASES = [
  ["said no to both", { audio: "NotAllowedError", video: "NotAllowedError" }, {}, BOTH("denied"), 1],
  [
    "the camera is blocked",
    { video: "NotAllowedError" },
    { camera: "denied", microphone: "granted" },
    { camera: "denied" },
    3,
  ],
  ["no camera", { video: "NotFoundError" }, {}, { camera: "missing" }, 3],
  ["the microphone is in use", { audio: "NotReadableError" }, {}, { microphone: "in-use" }, 3],
  ["nothing there", { audio: "NotFoundError", video: "NotFoundError" }, {}, BOTH("missing"), 3],
  ["a browser's own word for blocked", BOTH("x"), { camera: "denied", microphone: "denied" }, BOTH("denied"), 1],
  ["something else", { audio: "UnknownError" }, {}, { microphone: "other" }, 3],
];

for (const [title, broken, permissions, expected, times] of CASES) {
  test(`${title}: what works is used, the rest has its name`, async () => {
    const errors = broken.microphone ? { audio: "NotSupportedError", video: "NotSupportedError" } : broken;
    const { media, asked, troubles } = setUp({ broken: errors, permissions });
    await media.open();
    assert.deepEqual(troubles, [expected]);
    assert.equal(asked.length, times);
    assert.deepEqual(media.state, { microphone: !expected.microphone, camera: !expected.camera, screen: false });
  });
}

test("a page that is not secure has no devices at all", async () => {
  const media = new Media({ devices: undefined, choices: new Choices(null) });
  let trouble;
  media.ontrouble = (failures) => {
    trouble = failures;
  };
  await media.open();
  assert.deepEqual(trouble, BOTH("insecure"));
  assert.equal(media.canShareScreen, false);
});

test("muting keeps the microphone; a camera that is off is really off, after a black frame", async () => {
  const { media } = setUp();
  await media.open();
  const { audio, video } = media.outgoing;
  await media.toggle("microphone");
  assert.deepEqual([media.state.microphone, audio.enabled, audio.stopped], [false, false, false]);
  const off = media.toggle("camera");
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual([video.enabled, video.stopped, media.outgoing.video], [false, false, video]);
  await off;
  assert.deepEqual([video.stopped, media.outgoing.video], [true, null]);
  await media.toggle("camera");
  assert.deepEqual([media.state.camera, media.outgoing.video === video], [true, false]);
});

test("a button pressed twice in haste ends where it began", async () => {
  const { media } = setUp();
  await media.open();
  await Promise.all([media.toggle("camera"), media.toggle("camera")]);
  assert.equal(media.state.camera, true);
});

test("devices that come after the call are switched off at once", async () => {
  const { media, devices, troubles } = setUp();
  let allow;
  const late = stream(["audio", "video"]);
  devices.getUserMedia = () =>
    new Promise((resolve) => {
      allow = () => resolve(late);
    });
  const opening = media.open();
  await new Promise((resolve) => setImmediate(resolve));
  media.close();
  allow();
  await opening;
  assert.ok(late.getAudioTracks()[0].stopped && late.getVideoTracks()[0].stopped);
  assert.deepEqual(media.state, { microphone: false, camera: false, screen: false });
  assert.deepEqual(troubles, []);
});

test("the screen goes beside the camera until the browser's own button ends it", async () => {
  const { media } = setUp();
  await media.open();
  const camera = media.outgoing.video;
  await media.toggle("screen");
  const { video, screen, screenSound } = media.outgoing;
  assert.deepEqual([video, screenSound], [camera, null]);
  assert.deepEqual([media.state.screen, screen.contentHint], [true, "detail"]);
  screen.onended();
  assert.deepEqual([media.outgoing.video, media.outgoing.screen, media.state.screen], [camera, null, false]);
});

test("a screen that sounds moves, and both end together", async () => {
  const { media } = setUp({ sounds: ["audio"] });
  await media.toggle("screen");
  const { screen, screenSound } = media.outgoing;
  assert.deepEqual([screen.contentHint, screenSound.kind], ["motion", "audio"]);
  await media.toggle("screen");
  assert.ok(screen.stopped && screenSound.stopped);
  assert.deepEqual([media.outgoing.screen, media.outgoing.screenSound], [null, null]);
});

test("who closes the browser's choice of screens is not told of a failure", async () => {
  const { media, troubles } = setUp({ broken: { screen: "NotAllowedError" } });
  await media.toggle("screen");
  assert.deepEqual([troubles, media.state.screen], [[], false]);
});

test("a device that is pulled out, and was the only one, is off", async () => {
  const { media } = setUp();
  await media.open();
  let changes = 0;
  media.onchange = () => {
    changes += 1;
  };
  media.outgoing.audio.onended();
  await media.settled();
  assert.deepEqual([media.state.microphone, changes], [false, 1]);
});
