import assert from "node:assert/strict";
import { mock, test } from "node:test";

globalThis.MediaStream ??= class {};
const { Transceivers } = await import("../../static/calls/rtc/transceivers.js");

const settle = () => new Promise((resolve) => setImmediate(resolve));

/** As a browser does it: a track is sent some time after it was asked for, one after the other. */
class FakeSender {
  track = null;
  #turn = Promise.resolve();
  refuses = false;
  replaceTrack(track) {
    this.#turn = this.#turn.then(settle).then(() => {
      if (this.refuses) throw new DOMException("no", "InvalidModificationError");
      this.track = track;
    });
    const done = this.#turn;
    this.#turn = this.#turn.catch(() => {});
    return done;
  }
  scales = [];
  getStats = async () => new Map([["sent", {}]]);
  getParameters = () => ({ encodings: [{}] });
  async setParameters({ encodings: [{ scaleResolutionDownBy }] }) {
    this.scales.push(scaleResolutionDownBy);
  }
}

function setUp() {
  const added = [];
  const pc = {
    connectionState: "new",
    addTransceiver(kind) {
      const getStats = async () => new Map([[kind, {}]]);
      added.push({ sender: new FakeSender(), receiver: { track: { kind }, getStats } });
      return added.at(-1);
    },
    getTransceivers: () => added,
  };
  const none = { audio: null, video: null, screen: null, screenAudio: null };
  const transceivers = new Transceivers({ pc, codecsFor: () => [], tracks: none, separateScreen: true });
  transceivers.addAll();
  return {
    transceivers,
    none,
    pc,
    sender: (index) => added[index].sender,
    receiver: (index) => added[index].receiver,
  };
}

test("of tracks that change faster than the browser sends them, the last one is sent", async () => {
  const { transceivers, none, sender } = setUp();
  const [camera, screen] = [{ kind: "video" }, { kind: "video" }];
  await transceivers.setTracks({ ...none, video: camera }, false);
  assert.equal(sender(1).track, camera);
  transceivers.setTracks({ ...none, video: camera, screen }, false);
  await transceivers.setTracks({ ...none, video: camera }, false);
  await settle();
  assert.equal(sender(1).track, camera, "sharing ended before the screen was sent");
});

test("a track that could not be sent is tried again with the next change", async () => {
  const { transceivers, none, sender } = setUp();
  const camera = { kind: "video" };
  sender(1).refuses = true;
  await transceivers.setTracks({ ...none, video: camera }, true);
  assert.equal(sender(1).track, null);
  sender(1).refuses = false;
  await transceivers.setTracks({ ...none, video: camera }, true);
  assert.equal(sender(1).track, camera);
});

test("a sender that never answers holds up no other", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { transceivers, none, sender } = setUp();
  sender(1).replaceTrack = () => new Promise(() => {});
  const limited = [];
  sender(0).getParameters = () => {
    limited.push("audio");
    return {};
  };
  transceivers.limit({ paused: false, audio: { bitrate: null }, camera: {}, screen: {} });
  limited.length = 0;
  const microphone = { kind: "audio", getSettings: () => ({}) };
  transceivers.setTracks({ ...none, audio: microphone, video: { kind: "video" } }, true);
  for (let turn = 0; turn < 5; turn += 1) await settle();
  assert.equal(sender(0).track, microphone);
  t.mock.timers.tick(5_000);
  for (let turn = 0; turn < 5; turn += 1) await settle();
  assert.deepEqual(limited, ["audio"], "its limit is set");
});

test("giving the same tracks again waits until they are sent, too", async () => {
  const { transceivers, none, sender } = setUp();
  const camera = { kind: "video" };
  transceivers.setTracks({ ...none, video: camera }, true);
  await transceivers.setTracks({ ...none, video: camera }, true);
  assert.equal(sender(1).track, camera);
});

const CAMERA = { kind: "video", getSettings: () => ({ width: 1280, height: 720 }) };
const limits = (camera) => ({
  audio: { bitrate: null, sparse: false, redundant: true },
  camera: { bitrate: 1_000_000, frameRate: null, height: null, ...camera },
  screen: { bitrate: null, frameRate: null, height: null },
  paused: false,
  overloaded: false,
});

/** Whose timers run by the test. */
async function sending(t, camera) {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
  const made = setUp();
  made.pc.connectionState = "connected";
  made.transceivers.limit(limits(camera));
  await made.transceivers.setTracks({ ...made.none, video: CAMERA }, true);
  await settle();
  made.scales = made.sender(1).scales;
  return made;
}

test("the size of the camera's first picture is set before there is a camera", async () => {
  const { transceivers, sender } = setUp();
  transceivers.limit(limits());
  await settle();
  assert.deepEqual(sender(1).scales, [4]);
  assert.deepEqual(sender(2).scales, [], "a screen has no first picture of that kind");
});

test("the first frames have the fewest lines, from when they can be sent", async (t) => {
  const { transceivers, none, pc, sender } = setUp();
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
  transceivers.limit(limits());
  await transceivers.setTracks({ ...none, video: CAMERA }, true);
  const { scales } = sender(1);
  mock.timers.tick(1_000);
  await settle();
  assert.equal(scales.at(-1), 4, "nothing was sent so far");
  pc.connectionState = "connected";
  transceivers.onConnected();
  mock.timers.tick(249);
  await settle();
  assert.equal(scales.at(-1), 4);
  mock.timers.tick(1);
  await settle();
  assert.equal(scales.at(-1), 2);
});

test("a camera begins small, before its first frame, and is larger once the line is known to be wide", async (t) => {
  const { transceivers, scales } = await sending(t);
  assert.deepEqual(new Set(scales), new Set([4]));
  transceivers.limit(limits({ keepsSize: true }));
  await settle();
  transceivers.limit(limits());
  await settle();
  assert.deepEqual([...new Set(scales)], [4, 1], "the line stays known");
  assert.equal(scales.at(-1), 1);
});

test("a camera is small for five seconds at most", async (t) => {
  const { scales } = await sending(t);
  mock.timers.tick(4_999);
  await settle();
  assert.equal(scales.at(-1), 2);
  mock.timers.tick(1);
  await settle();
  assert.equal(scales.at(-1), 1);
});

test("the picture that is sent while it rings does not use up the time", async (t) => {
  const { transceivers, scales } = await sending(t, { height: 180 });
  assert.equal(scales.at(-1), 4);
  mock.timers.tick(60_000);
  transceivers.limit(limits());
  await settle();
  assert.equal(scales.at(-1), 2);
});

test("the line's reports are of what is sent and of what comes, while a picture is sent", async () => {
  const { transceivers, none, receiver } = setUp();
  const kinds = async () => (await transceivers.lineReports()).map((report) => [...report.keys()].join());
  assert.deepEqual(await kinds(), []);
  await transceivers.setTracks({ ...none, video: { kind: "video", getSettings: () => ({}) } }, true);
  assert.deepEqual(await kinds(), ["sent", "audio", "video"]);
  delete receiver(0).getStats;
  receiver(1).getStats = async () => {
    throw new TypeError("no");
  };
  assert.deepEqual(await kinds(), ["sent"]);
});
