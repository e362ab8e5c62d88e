import assert from "node:assert/strict";
import test from "node:test";
import { DeviceChoices } from "../../static/calls/media/devices/choices.js";
import { LocalMedia } from "../../static/calls/media/local_media.js";
import { fakeStream } from "./fake_tracks.js";

/** `broken`: names of DOMExceptions, by kind. `permissions`: states, by device. `sounds`: kinds beside a screen's picture. */
function setUp({ broken = {}, permissions = {}, sounds = [] } = {}) {
  const asked = [];
  const devices = {
    async getUserMedia(constraints) {
      const kinds = Object.keys(constraints);
      asked.push(kinds.join("+"));
      for (const kind of kinds) if (broken[kind]) throw new DOMException("no", broken[kind]);
      return fakeStream(kinds);
    },
    async getDisplayMedia() {
      if (broken.screen) throw new DOMException("no", broken.screen);
      return fakeStream(["video", ...sounds]);
    },
  };
  const choices = new DeviceChoices(null);
  const media = new LocalMedia({
    devices,
    permissions: { query: async ({ name }) => ({ state: permissions[name] ?? "prompt" }) },
    choices,
  });
  const troubles = [];
  media.onfailures = (failures) => troubles.push(failures);
  return { media, asked, troubles, devices, choices };
}

test("camera and microphone are requested together, once", async () => {
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
  ["both are in use", { audio: "NotReadableError", video: "NotReadableError" }, {}, BOTH("in-use"), 3],
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

test("an insecure page has no devices", async () => {
  const media = new LocalMedia({ devices: undefined, choices: new DeviceChoices(null) });
  let trouble;
  media.onfailures = (failures) => {
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

test("a button pressed twice quickly changes nothing", async () => {
  const { media } = setUp();
  await media.open();
  await Promise.all([media.toggle("camera"), media.toggle("camera")]);
  assert.equal(media.state.camera, true);
});

test("devices that come after the call are switched off at once", async () => {
  const { media, devices, troubles } = setUp();
  let allow;
  const late = fakeStream(["audio", "video"]);
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
  const { video, screen, screenAudio } = media.outgoing;
  assert.deepEqual([video, screenAudio], [camera, null]);
  assert.deepEqual([media.state.screen, screen.contentHint], [true, "detail"]);
  screen.onended();
  assert.deepEqual([media.outgoing.video, media.outgoing.screen, media.state.screen], [camera, null, false]);
});

test("a screen with sound stays sharp, and both end together", async () => {
  const { media } = setUp({ sounds: ["audio"] });
  await media.toggle("screen");
  const { screen, screenAudio } = media.outgoing;
  assert.deepEqual([screen.contentHint, screenAudio.kind], ["detail", "audio"]);
  await media.toggle("screen");
  assert.ok(screen.stopped && screenAudio.stopped);
  assert.deepEqual([media.outgoing.screen, media.outgoing.screenAudio], [null, null]);
});

test("closing the browser's screen dialog is not a failure", async () => {
  const { media, troubles } = setUp({ broken: { screen: "NotAllowedError" } });
  await media.toggle("screen");
  assert.deepEqual([troubles, media.state.screen], [[], false]);
});

test("the only device is off after it was unplugged", async () => {
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

/** Devices that come when the test says so, one request after the other. */
function slow(devices) {
  const give = [];
  devices.getUserMedia = (constraints) =>
    new Promise((resolve) => give.push(() => resolve(fakeStream(Object.keys(constraints)))));
  devices.getDisplayMedia = () => new Promise((resolve) => give.push(() => resolve(fakeStream(["video"]))));
  return async () => {
    await settle();
    give.shift()();
    await settle();
  };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

test("an open device is switched at once, even while the screen dialog is open", async () => {
  const { media, devices } = setUp();
  await media.open();
  slow(devices);
  media.toggle("screen");
  await settle();
  const { audio, video } = media.outgoing;
  media.toggle("microphone");
  assert.deepEqual([audio.enabled, media.state.microphone], [false, false]);
  await media.toggle("camera");
  assert.deepEqual([video.stopped, media.state.camera], [true, false]);
  media.toggle("microphone");
  assert.equal(audio.enabled, true);
});

for (const name of ["microphone", "camera"]) {
  test(`the ${name}'s button pressed while it opens: on, and not off`, async () => {
    const { media, devices } = setUp();
    const come = slow(devices);
    const opening = media.open();
    const pressed = media.toggle(name);
    await come();
    await Promise.all([opening, pressed]);
    assert.deepEqual(media.state, { microphone: true, camera: true, screen: false });
  });

  test(`the ${name}'s button pressed twice while it opens: nothing of it is heard or seen`, async () => {
    const { media, devices } = setUp();
    const come = slow(devices);
    const seen = [];
    media.onchange = () => seen.push(media.state[name]);
    const pressed = [media.open(), media.toggle(name), media.toggle(name)];
    await come();
    await Promise.all(pressed);
    assert.deepEqual([media.state[name], seen.includes(true)], [false, false]);
    assert.equal(media.outgoing.video === null, name === "camera");
  });
}

test("a screen that is no longer wanted is released at once", async () => {
  const { media, devices } = setUp();
  const come = slow(devices);
  const pressed = [media.toggle("screen")];
  await settle();
  pressed.push(media.toggle("screen"));
  await come();
  await Promise.all(pressed);
  assert.deepEqual([media.state.screen, media.outgoing.screen], [false, null]);
});

test("what was turned off before a reload stays off: a microphone is open and muted, a camera is not opened", async () => {
  const { media, asked } = setUp();
  const heard = [];
  media.onchange = () => heard.push(media.state.microphone);
  media.restoreDisabled(["microphone", "camera"]);
  await media.open();
  assert.deepEqual([asked, media.outgoing.audio.enabled, media.outgoing.video], [["audio"], false, null]);
  assert.deepEqual([heard, media.turnedOff], [[false], ["microphone", "camera"]]);
  await Promise.all([media.toggle("microphone"), media.toggle("camera")]);
  assert.deepEqual([media.state, media.turnedOff], [{ microphone: true, camera: true, screen: false }, []]);
  await media.toggle("camera");
  assert.deepEqual(media.turnedOff, ["camera"]);
  media.close();
  assert.deepEqual(media.turnedOff, []);
});

test("a microphone that is open only while a key is held is turned off", async () => {
  const { media } = setUp();
  await media.open();
  media.toggle("microphone");
  media.hold(true);
  assert.deepEqual([media.state.microphone, media.turnedOff], [true, ["microphone"]]);
});

test("an error while a change is shown is logged, and does not stop later changes", async (t) => {
  const errors = t.mock.method(console, "error", () => {});
  const { media, troubles } = setUp({ broken: { video: "NotFoundError" } });
  media.onfailures = () => {
    throw new Error("not shown");
  };
  await media.open();
  assert.equal(errors.mock.callCount(), 1);
  media.onfailures = (failures) => troubles.push(failures);
  await media.toggle("camera");
  assert.deepEqual(troubles, [{ camera: "missing" }]);
});

test("a device that the system mutes is reported as off, and its button stays", async () => {
  const { media } = setUp();
  await media.open();
  const told = [];
  media.onchange = () => told.push(media.sending.microphone);
  const { audio } = media.outgoing;
  audio.muted = true;
  audio.onmute();
  assert.equal(media.state.microphone, true);
  audio.muted = false;
  audio.onunmute();
  assert.deepEqual(told, [false, true]);
});

for (const name of ["microphone", "camera"]) {
  for (const [state, mark] of [
    ["the system has muted", { muted: true }],
    ["has ended", { readyState: "ended" }],
  ]) {
    test(`a ${name} that ${state}: pressing its button on takes a fresh one`, async () => {
      const { media } = setUp();
      const of = () => (name === "camera" ? media.outgoing.video : media.outgoing.audio);
      await media.open();
      const old = of();
      Object.assign(old, mark);
      // A camera that is on again before it has closed is still the old track.
      const pressed = [media.toggle(name), media.toggle(name)];
      await Promise.all(pressed);
      assert.notEqual(of(), old);
      await settle();
      assert.deepEqual([media.state[name], media.sending[name], old.stopped], [true, true, true]);
    });
  }
}

test("a track that works is kept when its button is pressed off and on", async () => {
  const { media, asked } = setUp();
  await media.open();
  const { audio } = media.outgoing;
  await media.toggle("microphone");
  await media.toggle("microphone");
  assert.deepEqual([media.outgoing.audio === audio, asked], [true, ["audio+video"]]);
});

test("the space bar takes a fresh microphone, too, and lets go of it", async () => {
  const { media } = setUp();
  await media.open();
  const { audio } = media.outgoing;
  await media.toggle("microphone");
  audio.muted = true;
  media.hold(true);
  await media.settled();
  assert.deepEqual([media.outgoing.audio === audio, media.state.microphone], [false, true]);
  media.hold(false);
  assert.equal(media.state.microphone, false);
});

test("a fresh microphone that cannot be had is a failure with words, and the old one stays", async () => {
  const broken = {};
  const { media, troubles } = setUp({ broken });
  await media.open();
  const { audio } = media.outgoing;
  audio.muted = true;
  broken.audio = "NotAllowedError";
  await media.toggle("microphone");
  await media.toggle("microphone");
  assert.deepEqual([troubles, media.outgoing.audio], [[{ microphone: "denied" }], audio]);
});

test("a device that vanishes while it is being opened is replaced like one that is unplugged later", async () => {
  const { media, devices } = setUp();
  const lost = [];
  media.onUnplugged = ({ kind, now }) => lost.push([kind, now]);
  const { getUserMedia } = devices;
  devices.getUserMedia = async (constraints) => {
    const found = await getUserMedia(constraints);
    found.getVideoTracks()[0].readyState = "ended";
    return found;
  };
  await media.open();
  await settle();
  await media.settled();
  assert.deepEqual([media.state.camera, lost], [false, [["camera", null]]]);
});

test("a browser that gives less than it was asked for: what is missing has its name", async () => {
  const { media, devices, troubles } = setUp();
  devices.getUserMedia = async () => fakeStream(["audio"]);
  await media.open();
  assert.deepEqual(troubles, [{ camera: "missing" }]);
  assert.deepEqual(media.state, { microphone: true, camera: false, screen: false });
});

test("devices and screens that the system refuses are named so, and a closed dialog is not", async () => {
  const denied = (message) => async () => {
    throw new DOMException(message, "NotAllowedError");
  };
  const { media, devices, troubles } = setUp();
  devices.getUserMedia = denied("Permission denied by system");
  devices.getDisplayMedia = denied("Permission denied by system");
  await media.open();
  await media.toggle("screen");
  devices.getDisplayMedia = denied("Permission denied");
  await media.toggle("screen");
  assert.deepEqual(troubles, [BOTH("system"), { screen: "system" }]);
});

test("both devices that are blocked during a call are reported as both", async () => {
  const { media, devices, troubles } = setUp();
  await media.open();
  const { audio, video } = media.outgoing;
  const listed = (kind) => ({ kind, deviceId: kind, label: kind, groupId: "" });
  devices.enumerateDevices = async () => [listed("audioinput"), listed("videoinput")];
  devices.getUserMedia = async () => {
    throw new DOMException("no", "NotAllowedError");
  };
  for (const track of [audio, video]) track.readyState = "ended";
  await Promise.all([audio, video].map((track) => track.onended()));
  assert.deepEqual(troubles.at(-1), BOTH("denied"));
});

test("a muted microphone that cannot be taken again now is kept: a phone call may still be on", async () => {
  const broken = {};
  const { media, troubles } = setUp({ broken });
  await media.open();
  const { audio } = media.outgoing;
  audio.muted = true;
  broken.audio = "NotReadableError";
  await media.setDevice("microphone", true);
  assert.deepEqual([media.outgoing.audio, audio.stopped, troubles], [audio, false, [{ microphone: "in-use" }]]);
});

test("back on the page, devices that the system has muted and not given back are taken again without a press", async () => {
  const broken = {};
  const { media, troubles, asked } = setUp({ broken });
  await media.open();
  const { audio, video } = media.outgoing;
  await media.renewMuted();
  assert.deepEqual([media.outgoing.audio, media.outgoing.video], [audio, video], "they work");
  audio.muted = video.muted = true;
  await media.toggle("microphone");
  broken.video = "NotReadableError";
  await media.renewMuted();
  assert.deepEqual([media.outgoing.video, troubles], [video, []], "nobody has asked for it, so nobody is told");
  delete broken.video;
  await media.renewMuted();
  assert.deepEqual([media.outgoing.audio === audio, media.outgoing.video === video], [true, false]);
  assert.deepEqual(asked, ["audio+video", "video", "video"], "what is off is left alone");
});

test("a question that the person closes is not asked again at once, and is named so", async () => {
  const { media, devices, troubles } = setUp();
  let times = 0;
  devices.getUserMedia = async () => {
    times += 1;
    throw new DOMException("Permission dismissed", "NotAllowedError");
  };
  devices.getDisplayMedia = devices.getUserMedia;
  await media.open();
  assert.deepEqual([troubles, times], [[BOTH("dismissed")], 1]);
  await media.toggle("screen");
  assert.equal(troubles.length, 1, "to close the choice of screens is to decide against it");
});

test("a screen that has ended before it arrives is not shared", async () => {
  const { media, devices } = setUp();
  devices.getDisplayMedia = async () => {
    const found = fakeStream(["video"]);
    found.getVideoTracks()[0].readyState = "ended";
    return found;
  };
  await media.toggle("screen");
  assert.deepEqual([media.state.screen, media.outgoing.screen], [false, null]);
});

const GRANTED = { camera: "granted", microphone: "granted" };

test("while it rings, devices open for those who want that, and Accept finds them open", async () => {
  const { media, asked, choices } = setUp({ permissions: GRANTED });
  await media.prepare();
  assert.deepEqual(asked, [], "nobody wanted that");
  choices.prepares = true;
  const opening = media.prepare();
  await media.open();
  await opening;
  await media.prepare();
  assert.deepEqual(asked, ["audio+video"]);
});

test("what the browser would ask about is not opened while it rings, and nothing is said of what fails", async () => {
  const { media, asked, choices, troubles } = setUp({
    permissions: { microphone: "granted" },
    broken: { audio: "NotReadableError" },
  });
  choices.prepares = true;
  await media.prepare();
  assert.deepEqual(asked, ["audio"]);
  assert.deepEqual(troubles, []);
});

test("a ring that ends closes what was opened for it, even what opens later", async () => {
  const { media, choices } = setUp({ permissions: GRANTED });
  choices.prepares = true;
  await media.prepare();
  const { audio, video } = media.outgoing;
  media.release();
  assert.deepEqual([audio.readyState, video.readyState], ["ended", "ended"]);
  const opening = media.prepare();
  media.release();
  await opening;
  assert.deepEqual(media.outgoing, { audio: null, video: null, screen: null, screenAudio: null });
});

test("a ring that ends leaves alone what was open before", async () => {
  const { media, choices } = setUp({ permissions: GRANTED });
  choices.prepares = true;
  await media.open();
  await media.prepare();
  media.release();
  assert.equal(media.outgoing.video?.readyState, "live");
});

test("a ring that ends leaves alone what the settings have opened, or use", async () => {
  const live = ({ media }) => Object.values(media.outgoing).map((track) => track?.readyState ?? null);
  const before = setUp({ permissions: { camera: "granted" } });
  before.choices.prepares = true;
  await before.media.open(["microphone"]);
  await before.media.prepare();
  assert.deepEqual(live(before).slice(0, 2), ["live", "live"]);
  before.media.release();
  assert.deepEqual(live(before).slice(0, 2), ["live", null]);

  for (const permissions of [{}, GRANTED]) {
    const during = setUp({ permissions });
    during.choices.prepares = true;
    const preparing = during.media.prepare();
    const opening = during.media.open();
    await preparing;
    during.media.release();
    await opening;
    assert.deepEqual(live(during).slice(0, 2), ["live", "live"]);
    during.media.close();
    await during.media.prepare();
    during.media.release();
    assert.deepEqual(live(during).slice(0, 2), [null, null], "the next ring");
  }
});

test("answered without the camera: it closes, and the microphone stays", async () => {
  const { media, choices } = setUp({ permissions: GRANTED });
  choices.prepares = true;
  await media.prepare();
  const { video } = media.outgoing;
  await Promise.all([media.disable("camera"), media.open(["microphone"])]);
  assert.deepEqual([video.readyState, media.state.microphone], ["ended", true]);
});
