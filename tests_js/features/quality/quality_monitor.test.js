import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { DataSaver } from "../../../static/calls/features/quality/data_saver.js";
import { QualityMonitor } from "../../../static/calls/features/quality/quality_monitor.js";

const RECORDED = JSON.parse(readFileSync(new URL("./reports/chromium_relayed.json", import.meta.url), "utf8"));

function newStorage(kept = {}) {
  const map = new Map(Object.entries(kept));
  return {
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => map.set(key, value),
    removeItem: (key) => map.delete(key),
  };
}

class FakeChannel {
  open = true;
  sent = [];
  handlers = {};
  listeners = [];
  on(type, handler) {
    this.handlers[type] = handler;
  }
  onchange(listener) {
    this.listeners.push(listener);
  }
  send(message) {
    if (this.open) this.sent.push(message);
    return this.open;
  }
  changes(open) {
    this.open = open;
    for (const listener of this.listeners) listener();
  }
  of(type) {
    return this.sent.filter((message) => message.type === type);
  }
}

/** `relayed`: whether the candidates are relayed as recorded; `freezes`: the pictures that come stand still all the time. */
function setUp(t, { relayed = true, available, freezes = false } = {}) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const channel = new FakeChannel();
  const recorded = { limits: [], toggled: [], shown: [], pictures: [], watched: [], available: [] };
  let looks = 0;
  const report = async () => {
    const entries = looks++ % 2 ? RECORDED.now : RECORDED.before;
    return new Map(
      entries.map((entry) => [
        entry.id,
        {
          ...entry,
          timestamp: entry.timestamp + 2_000 * Math.floor((looks - 1) / 2),
          ...(!relayed && entry.candidateType && { candidateType: "host" }),
          ...(freezes && entry.type === "inbound-rtp" && { totalFreezesDuration: looks }),
          ...(available && entry.availableOutgoingBitrate && { availableOutgoingBitrate: available }),
        },
      ]),
    );
  };
  const details = { name: "bob", paused: false, remote: { microphone: true, camera: true, screen: false } };
  const call = {
    channel,
    details,
    report,
    lineReports: async () => recorded.pictures,
    lastFrameAt: () => null,
    limit: (limits) => recorded.limits.push(limits),
    pause: (paused) => Object.assign(details, { paused }),
  };
  const media = {
    state: { microphone: true, camera: true, screen: false },
    outgoing: { audio: {}, screenAudio: null },
    toggle: (device) => recorded.toggled.push(device),
  };
  const serverLine = { watch: (on) => recorded.watched.push(on), weight: () => 5, rest() {}, onquicker() {} };
  const saver = new DataSaver(newStorage());
  const quality = new QualityMonitor({
    call,
    media,
    dataSaver: saver,
    onavailable: (bitrate) => recorded.available.push(bitrate),
    serverLine,
    watched: () => false,
    show: (state) => recorded.shown.push(state),
  });
  const second = async (times = 1) => {
    for (let i = 0; i < 2 * times; i++) {
      t.mock.timers.tick(500);
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    }
  };
  return { channel, recorded, saver, quality, call, second, serverLine, looks: () => looks };
}

test("the limits follow the network path, the data saver and the peer's request", async (t) => {
  const { channel, recorded, saver, second } = setUp(t, { relayed: false });
  const camera = () => recorded.limits.at(-1).camera.bitrate;
  assert.ok(camera() < 1_000_000, "nobody knows yet whether it is relayed");
  await second();
  assert.equal(camera(), 1_700_000);
  channel.handlers.wish({ saves: true, paused: true });
  assert.deepEqual([camera(), recorded.limits.at(-1).paused], [150_000, true]);
  channel.handlers.wish({ saves: "yes", paused: 1 });
  assert.deepEqual([camera(), recorded.limits.at(-1).paused], [1_700_000, false]);
  saver.set(true);
  assert.equal(camera(), 150_000);
  assert.deepEqual(channel.of("wish").at(-1), { type: "wish", saves: true, paused: false });
});

test("a relayed call has lower limits", async (t) => {
  const { recorded, second } = setUp(t);
  await second();
  assert.ok(recorded.limits.at(-1).camera.bitrate < 800_000);
});

test("the sound repeats itself at first, and later while packets are lost", async (t) => {
  const { channel, recorded, second } = setUp(t, { available: 3_000_000 });
  const redundant = () => recorded.limits.at(-1).audio.redundant;
  assert.equal(redundant(), true);
  await second(280);
  assert.equal(redundant(), false);
  channel.handlers.quality({ in: { level: "weak", why: "loss" }, out: { level: "good", why: null }, amiss: true });
  await second();
  assert.equal(redundant(), true);
});

test("a thin line leaves less for the voice, and is remembered", async (t) => {
  const { recorded, second } = setUp(t, { available: 60_000 });
  assert.equal(recorded.limits.at(-1).audio.bitrate, null);
  await second(3);
  assert.deepEqual(recorded.limits.at(-1).audio, { bitrate: 16_000, sparse: true, redundant: false });
  assert.ok(recorded.available.includes(60_000));
});

test("the peer's page gets each change once, and the present state after a reconnect", async (t) => {
  const { channel, second } = setUp(t);
  await second(12);
  assert.equal(channel.of("quality").length, 1);
  channel.changes(false);
  const before = channel.sent.length;
  channel.changes(true);
  assert.deepEqual(
    channel.sent.slice(before).map(({ type }) => type),
    ["wish", "quality", "video-held"],
  );
});

test("the counters are read twice a second at first, and every two seconds while all is well", async (t) => {
  const { second, looks } = setUp(t);
  await second(2);
  assert.equal(looks(), 4);
  await second(10);
  const before = looks();
  await second(10);
  assert.equal(looks() - before, 5);
});

test("if either page finds something amiss, this one looks more often and watches its line", async (t) => {
  const { channel, recorded, second, looks } = setUp(t);
  await second(12);
  assert.equal(recorded.watched.at(-1), false);
  const good = { level: "good", why: null };
  channel.handlers.quality({ in: good, out: good, amiss: true, line: 0 });
  await second(2);
  const before = looks();
  await second(5);
  assert.equal(looks() - before, 10);
  assert.deepEqual([recorded.watched.at(-1), channel.of("quality").at(-1).line], [true, 5]);
  channel.handlers.quality({ in: good, out: good, amiss: false, line: 0 });
  await second(2);
  assert.equal(recorded.watched.at(-1), false);
});

/** Of a picture that is sent over a line of 60 kbit/s. Each look comes a quarter of a second after the last one. */
function sendOverThinLine(recorded) {
  let at = 0;
  const pair = { id: "P", type: "candidate-pair", nominated: true, availableOutgoingBitrate: 60_000 };
  const pictures = () => {
    at += 250;
    return [new Map([["P", { ...pair, timestamp: at, bytesSent: at, bytesReceived: at }]])];
  };
  Object.defineProperty(recorded, "pictures", { get: pictures });
}

test("while the line has no room for a picture, the sound is sparse, whatever the estimate was", async (t) => {
  const { recorded, second } = setUp(t, { available: 3_000_000 });
  const { limits } = recorded;
  await second(5);
  assert.equal(limits.at(-1).audio.sparse, false);
  sendOverThinLine(recorded);
  while (!limits.at(-1).camera.held) await second(0.5);
  const since = limits.length - 1;
  await second(1);
  assert.ok(limits.slice(since).every(({ audio, camera }) => audio.sparse && camera.held));
});

test("once the picture is held back, each half second counts, and this page's line is watched", async (t) => {
  const { recorded, second, looks } = setUp(t, { available: 3_000_000 });
  await second(12);
  assert.equal(recorded.watched.at(-1), false);
  sendOverThinLine(recorded);
  while (!recorded.limits.at(-1).camera.held) await second(0.5);
  assert.equal(recorded.watched.at(-1), true);
  const before = looks();
  await second(1);
  assert.ok(looks() - before >= 1);
});

test("a picture is not held back by an estimate that is low because packets are lost", async (t) => {
  const { channel, recorded, second } = setUp(t);
  const lost = { level: "poor", why: "loss" };
  channel.handlers.quality({ in: lost, out: lost, amiss: true, line: 0 });
  await second(8);
  sendOverThinLine(recorded);
  const since = recorded.limits.length;
  await second(5);
  const cameras = recorded.limits.slice(since).map(({ camera }) => camera);
  assert.deepEqual([cameras.some(({ held }) => held), cameras.at(-1).height], [false, 270]);
});

test("a picture that the peer's page holds back is not frozen, nor is it counted once it is back", async (t) => {
  const { channel, second } = setUp(t, { freezes: true });
  const found = () => channel.of("quality").at(-1).in.why;
  channel.handlers["video-held"]({ held: true });
  await second(12);
  assert.equal(found(), null);
  channel.handlers["video-held"]({ held: false });
  await second(12);
  assert.equal(found(), "gaps");
});

test("the peer learns at once that this side's line has become wider, and its page measures at once", async (t) => {
  const { channel, recorded, second, serverLine } = setUp(t);
  sendOverThinLine(recorded);
  const held = () => recorded.limits.at(-1).camera.held;
  const heldFor = async (act) => {
    while (!held()) await second(0.5);
    await second(1);
    act();
    let waited = 1;
    for (; held(); waited += 0.5) await second(0.5);
    return waited;
  };
  const hear = (wider) => {
    const good = { level: "good", why: null };
    channel.handlers.quality({ in: good, out: good, amiss: true, line: 0, wider });
  };
  const usually = await heldFor(() => hear(0));
  const told = await heldFor(() => hear(1));
  await heldFor(() => {});
  await heldFor(() => {});
  const quicker = await heldFor(() => serverLine.onquicker());
  assert.ok(told < usually && quicker < usually, `held for ${usually}, ${told} and ${quicker} s`);
  const said = channel.of("quality").map(({ wider }) => wider);
  assert.deepEqual([said.at(-1), new Set(said.slice(0, -1))], [1, new Set([0])]);
});

test("each suggestion is carried out", async (t) => {
  const { recorded, saver, quality, call, channel } = setUp(t);
  quality.apply("save");
  assert.equal(saver.on, true);
  quality.apply("stop-sending");
  assert.deepEqual(recorded.toggled, ["camera"]);
  quality.apply("stop-receiving");
  assert.equal(call.details.paused, true);
  assert.deepEqual(channel.of("wish").at(-1), { type: "wish", saves: true, paused: true });
});

test("after the call nothing more is shown", async (t) => {
  const { channel, recorded, quality, saver, second } = setUp(t);
  await second(2);
  assert.equal(recorded.shown.at(-1).history.length, 60);
  quality.close();
  channel.changes(false);
  saver.set(true);
  await second(2);
  assert.equal(recorded.shown.at(-1), null);
});

test("data saver is remembered", () => {
  const storage = newStorage();
  new DataSaver(storage).set(true);
  assert.equal(new DataSaver(storage).on, true);
  new DataSaver(storage).set(false);
  assert.equal(new DataSaver(storage).on, false);
});
