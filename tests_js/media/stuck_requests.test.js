import assert from "node:assert/strict";
import test from "node:test";
import { DeviceChoices } from "../../static/calls/media/devices/choices.js";
import { listDevices } from "../../static/calls/media/devices/lists.js";
import { LocalMedia } from "../../static/calls/media/local_media.js";
import { fakeStream } from "./fake_tracks.js";

const OVERDUE = 10_000;
const settle = async () => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** A browser whose requests stay open until the test answers them. `states`: permissions, by device. */
function setUp(t, { states = {} } = {}) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const requests = [];
  const ask = (kinds) =>
    new Promise((resolve, reject) => {
      const give = () => {
        const stream = fakeStream(kinds);
        resolve(stream);
        return stream.tracks;
      };
      requests.push({ kinds: kinds.join("+"), give, refuse: (name) => reject(new DOMException("no", name)) });
    });
  const devices = {
    enumerateDevices: async () => [],
    getUserMedia: (constraints) => ask(Object.keys(constraints)),
    getDisplayMedia: () => ask(["video"]),
  };
  const permissions = { query: async ({ name }) => ({ state: states[name] ?? "prompt" }) };
  const media = new LocalMedia({ devices, permissions, choices: new DeviceChoices(null) });
  const said = [];
  const failures = [];
  media.onwaiting = (waiting) => said.push(waiting);
  media.onfailures = (found) => failures.push(found);
  const pass = async (milliseconds) => {
    await settle();
    t.mock.timers.tick(milliseconds);
    await settle();
  };
  return { media, devices, permissions, requests, said, failures, pass };
}

const asked = (requests) => requests.map(({ kinds }) => kinds);
const BOTH = ["microphone", "camera"];

/** Both devices are asked for, and again in the next call, before the browser has answered. */
async function callAgain(t) {
  const page = setUp(t);
  page.media.open();
  await settle();
  page.media.close();
  page.media.open();
  await settle();
  return page;
}

test("a call that ends frees the queue, and devices that come late are stopped", async (t) => {
  const { media, requests, failures } = await callAgain(t);
  assert.deepEqual(asked(requests), ["audio+video", "audio+video"]);
  const tracks = requests[1].give();
  await settle();
  const late = requests[0].give();
  await settle();
  assert.deepEqual([media.outgoing.audio, media.outgoing.video], tracks);
  assert.deepEqual(
    late.map(({ readyState }) => readyState),
    ["ended", "ended"],
  );
  assert.deepEqual(failures, []);
});

test("a late refusal of a call that is over changes nothing in the next one", async (t) => {
  const { media, requests, failures } = await callAgain(t);
  requests[1].give();
  await settle();
  requests[0].refuse("NotReadableError");
  await settle();
  assert.deepEqual([failures, media.failures, requests.length], [[], {}, 2]);
  assert.deepEqual(media.state, { microphone: true, camera: true, screen: false });
});

test("an open choice of screens holds up no camera, and no later call", async (t) => {
  const { media, requests } = setUp(t);
  media.setDevice("screen", true);
  media.setDevice("camera", true);
  await settle();
  assert.deepEqual(asked(requests), ["video", "video"]);
  requests[1].give();
  await settle();
  assert.equal(media.state.camera, true);
  media.close();
  media.setDevice("screen", true);
  await settle();
  assert.equal(requests.length, 3);
  const [late] = requests[0].give();
  const [screen] = requests[2].give();
  await settle();
  assert.deepEqual([media.outgoing.screen, late.readyState], [screen, "ended"]);
});

test("the screen is asked for in the press itself, whatever else is open", (t) => {
  const { media, requests } = setUp(t);
  media.open();
  media.toggle("screen");
  assert.ok(asked(requests).includes("video"), "asked before the press is over");
});

test("a screen that is chosen while its button says off again is released; a second press keeps it", async (t) => {
  const { media, requests } = setUp(t);
  media.toggle("screen");
  media.toggle("screen");
  media.toggle("screen");
  assert.equal(requests.length, 1, "one choice of screens is open");
  const [screen] = requests[0].give();
  await settle();
  assert.deepEqual([media.outgoing.screen, media.state.screen], [screen, true]);
});

test("a stuck camera holds up no microphone", async (t) => {
  const { media, requests } = setUp(t);
  media.setDevice("camera", true);
  media.setDevice("microphone", true);
  await settle();
  assert.deepEqual(asked(requests), ["video", "audio"]);
  requests[1].give();
  await settle();
  assert.equal(media.state.microphone, true);
});

test("after ten seconds the page says what the browser waits for, until it is answered", async (t) => {
  const { media, requests, said, pass } = setUp(t);
  media.open();
  await pass(OVERDUE - 1);
  assert.deepEqual(said, []);
  await pass(1);
  assert.deepEqual(said, [{ kinds: BOTH, asks: true }]);
  requests[0].give();
  await settle();
  assert.deepEqual(said.at(-1), { kinds: [], asks: true });
  assert.deepEqual(media.state, { microphone: true, camera: true, screen: false });
});

test("the words name only what waits for an answer, and go when the call ends", async (t) => {
  const { media, said, pass } = setUp(t, { states: { microphone: "granted" } });
  media.open();
  await pass(OVERDUE);
  assert.deepEqual(said, [{ kinds: ["camera"], asks: true }]);
  media.close();
  assert.deepEqual(said.at(-1), { kinds: [], asks: true });
});

test("an allowed microphone does not wait for a question about the camera", async (t) => {
  const { media, requests, pass } = setUp(t, { states: { microphone: "granted" } });
  media.open();
  await pass(OVERDUE);
  assert.deepEqual(asked(requests), ["audio+video", "audio"]);
  const [microphone] = requests[1].give();
  await settle();
  assert.deepEqual(media.state, { microphone: true, camera: false, screen: false });
  const [second, camera] = requests[0].give();
  await settle();
  assert.deepEqual([media.outgoing.audio, media.outgoing.video], [microphone, camera]);
  assert.equal(second.readyState, "ended", "one microphone is open");
});

test("a device that is allowed and does not respond is named so, and a new try does not wait for the old one", async (t) => {
  const { media, requests, said, pass } = setUp(t, { states: { microphone: "granted", camera: "granted" } });
  media.setDevice("camera", true);
  await pass(OVERDUE);
  assert.deepEqual(said, [{ kinds: ["camera"], asks: false }]);
  media.open(["camera"]);
  await settle();
  assert.deepEqual(asked(requests), ["video", "video"]);
  const [camera] = requests[1].give();
  await settle();
  const [late] = requests[0].give();
  await settle();
  assert.deepEqual([media.outgoing.video, late.readyState], [camera, "ended"]);
  assert.deepEqual(said.at(-1), { kinds: [], asks: true });
});

test("the screen's choice is waited for with words, too", async (t) => {
  const { media, requests, said, pass } = setUp(t);
  media.toggle("screen");
  await pass(OVERDUE);
  assert.deepEqual(said, [{ kinds: ["screen"], asks: true }]);
  requests[0].refuse("NotAllowedError");
  await settle();
  assert.deepEqual(said.at(-1), { kinds: [], asks: true });
});

test("the choice of a screen hides nothing that is said of the devices", async (t) => {
  const { media, said, pass } = setUp(t, { states: { microphone: "granted", camera: "granted" } });
  media.open(["camera"]);
  media.toggle("screen");
  await pass(OVERDUE);
  assert.deepEqual(said.at(-1), { kinds: ["camera", "screen"], asks: false });
});

test("a wait for the devices ends after ten seconds", async (t) => {
  const { media, pass } = setUp(t);
  let done = 0;
  const count = () => {
    done += 1;
  };
  media.open().then(count);
  media.settled().then(count);
  await pass(OVERDUE);
  assert.equal(done, 2);
});

for (const name of ["permissions", "enumerateDevices"]) {
  test(`a browser that never answers ${name} is asked without it`, async (t) => {
    const { media, devices, permissions, requests, failures, pass } = setUp(t);
    if (name === "permissions") permissions.query = () => new Promise(() => {});
    else devices.enumerateDevices = () => new Promise(() => {});
    media.choose("camera", { id: "film", label: "the film" });
    media.open(["camera"]);
    await pass(2_000);
    requests[0].refuse("NotReadableError");
    await pass(2_000);
    assert.deepEqual(failures, [{ camera: "in-use" }]);
  });
}

test("a list of devices that never comes is an empty one", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const lists = listDevices({ enumerateDevices: () => new Promise(() => {}) });
  t.mock.timers.tick(2_000);
  assert.deepEqual(await lists, { microphone: [], camera: [], speaker: [] });
});

test("a replaced track is released although nobody confirms the new one", async (t) => {
  const { media, requests, pass } = setUp(t);
  media.open();
  await settle();
  const [, old] = requests[0].give();
  await settle();
  media.onchange = () => new Promise(() => {});
  media.choose("camera", { id: "film", label: "the film" });
  await settle();
  requests[1].give();
  await settle();
  assert.equal(old.readyState, "live", "it is sent until the new one is");
  await pass(OVERDUE);
  assert.equal(old.readyState, "ended");
});
