import assert from "node:assert/strict";
import test from "node:test";
import { WeakLine } from "../../../../static/calls/features/quality/congestion/weak_line.js";

const LIMIT = { bitrate: 1_700_000, frameRate: null, height: null };
const LIMITS = { audio: { bitrate: null }, camera: LIMIT, screen: LIMIT, paused: false };

/** `look(available, count)`: the monitor looks so many times, a quarter of a second or more apart. */
function setUp(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const sent = [];
  const told = { handlers: {}, changes: 0, looks: 0 };
  const state = {
    at: 0,
    available: 3_000_000,
    cut: false,
    pictures: true,
    received: 1,
    rate: 1_200_000,
    target: 1.7e6,
    lost: 0,
    frameAt: null,
  };
  const channel = {
    open: true,
    on: (type, handler) => {
      told.handlers[type] = handler;
    },
    onchange: (listener) => {
      told.onchange = listener;
    },
    send: (message) => channel.open && sent.push(message) > 0,
  };
  const lineReports = async () => {
    if (!state.pictures) return [];
    if (state.silent) throw new DOMException("closed", "InvalidStateError");
    told.looks += 1;
    const { at, available, cut, received, target, lost } = state;
    const pair = { id: "P", type: "candidate-pair", nominated: true, timestamp: at, bytesSent: at };
    const counted = { availableOutgoingBitrate: available, bytesReceived: cut ? 1 : received };
    const sent = { id: "O", type: "outbound-rtp", targetBitrate: target };
    const come = { id: "I", type: "inbound-rtp", packetsReceived: at / 10, packetsLost: lost };
    return [new Map(Object.entries({ P: { ...pair, ...counted }, O: sent, I: come }))];
  };
  const media = {
    state: { microphone: true, camera: true, screen: false },
    outgoing: { audio: {}, screenAudio: null },
  };
  const line = new WeakLine({
    call: { channel, lineReports, lastFrameAt: () => state.frameAt },
    media,
    onchange: () => {
      told.changes += 1;
      told.fail?.();
    },
  });
  t.after(() => line.close());
  const look = async (available, count = 1, after = 500) => {
    state.available = available;
    for (let i = 0; i < count; i += 1) {
      state.at += after;
      state.received += (state.rate * after) / 8_000;
      t.mock.timers.tick(after);
      for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
    }
  };
  return { line, look, channel, sent, told, state, media };
}

test("a line that becomes too small holds the pictures back and tells the peer, once", async (t) => {
  const { line, look, sent, told } = setUp(t);
  await look(3_000_000, 8);
  assert.deepEqual([line.held, sent, told.changes], [false, [], 0]);
  await look(60_000, 2);
  assert.equal(line.held, true);
  assert.deepEqual(sent, [{ type: "video-held", held: true }]);
  assert.equal(line.restrict(LIMITS).camera.held, true);
});

test("the peer learns at once that the picture comes back", async (t) => {
  const { line, look, sent } = setUp(t);
  await look(3_000_000, 8);
  await look(60_000, 2);
  await look(3_000_000, 12);
  assert.equal(line.held, false);
  assert.deepEqual(sent.at(-1), { type: "video-held", held: false });
  assert.equal(line.restrict(LIMITS).camera.height, null);
});

test("a cut path is not a thin line, nor is what waited while it was cut", async (t) => {
  const { line, look, state } = setUp(t);
  await look(3_000_000, 8);
  state.cut = true;
  await look(20_000, 8);
  assert.equal(line.held, false);
  state.cut = false;
  await look(20_000, 3);
  assert.equal(line.held, false);
});

test("without a sound, or without a picture, nothing is held back", async (t) => {
  const { line, look, media, state } = setUp(t);
  media.outgoing.audio = null;
  await look(60_000, 8);
  assert.equal(line.held, false);
  media.outgoing.screenAudio = {};
  await look(60_000, 8);
  assert.equal(line.held, true, "the sound of a shared tab");
  state.pictures = false;
  await look(60_000, 1);
  assert.equal(line.held, false);
});

test("a camera that is switched off and on again stays held back, and is tried soon", async (t) => {
  const { line, look, sent, state } = setUp(t);
  await look(3_000_000, 8);
  await look(60_000, 2);
  state.pictures = false;
  await look(60_000, 40);
  assert.deepEqual([line.held, line.flow, sent.at(-1)], [false, "open", { type: "video-held", held: false }]);
  assert.equal(line.restrict(LIMITS).camera.held, true, "what it sends first");
  state.pictures = true;
  await look(60_000, 1);
  assert.deepEqual([line.held, sent.at(-1)], [true, { type: "video-held", held: true }]);
  await look(60_000, 4);
  assert.equal(line.flow, "probing");
  await look(3_000_000, 12);
  assert.equal(line.held, false);
});

test("a picture stays held back while another microphone is opened, but not without one", async (t) => {
  const { line, look, media } = setUp(t);
  await look(3_000_000, 8);
  await look(60_000, 2);
  media.outgoing.audio = null;
  await look(60_000, 4);
  assert.equal(line.restrict(LIMITS).camera.held, true);
  media.outgoing.audio = {};
  await look(60_000, 1);
  assert.equal(line.held, true);
  media.outgoing.audio = null;
  await look(60_000, 12);
  assert.equal(line.restrict(LIMITS).camera.held, false);
});

test("while another microphone is opened, the peer is told nothing new", async (t) => {
  const { line, look, media, sent } = setUp(t);
  await look(3_000_000, 8);
  await look(60_000, 2);
  media.outgoing.audio = null;
  for (let looks = 0; looks < 4; looks += 1) {
    await look(60_000);
    assert.deepEqual([line.held, sent.length], [true, 1]);
  }
  media.outgoing.audio = {};
  await look(60_000);
  assert.deepEqual(sent, [{ type: "video-held", held: true }]);
});

test("a look that fails is reported, and the next one is made all the same", async (t) => {
  const reported = [];
  t.mock.method(globalThis, "queueMicrotask", (task) => reported.push(task));
  const { line, look, told } = setUp(t);
  await look(3_000_000, 8);
  told.fail = () => {
    throw new Error("broken");
  };
  await look(60_000, 2);
  assert.throws(reported[0], /broken/);
  told.fail = null;
  await look(3_000_000, 12);
  assert.equal(line.held, false);
});

test("a connection that says nothing for a moment gives no picture back", async (t) => {
  const { line, look, sent, state } = setUp(t);
  await look(3_000_000, 8);
  await look(60_000, 2);
  state.silent = true;
  await look(60_000, 2);
  assert.deepEqual([line.held, sent.length], [true, 1]);
});

test("a muted microphone changes nothing for a picture that is held back", async (t) => {
  const { line, look, media, sent } = setUp(t);
  await look(3_000_000, 8);
  await look(60_000, 2);
  assert.equal(line.held, true);
  for (const microphone of [false, true]) {
    media.state.microphone = microphone;
    await look(60_000, 8);
    assert.equal(line.held, true);
  }
  assert.deepEqual(sent, [{ type: "video-held", held: true }]);
});

test("a line that becomes too small while the microphone is muted holds the picture back, and gives it back", async (t) => {
  const { line, look, media } = setUp(t);
  media.state.microphone = false;
  await look(3_000_000, 8);
  await look(60_000, 2);
  assert.equal(line.held, true);
  await look(3_000_000, 12);
  assert.equal(line.held, false);
});

test("a page that was reloaded is told again, and one that is out of reach says nothing", async (t) => {
  const { line, channel, sent, told } = setUp(t);
  told.handlers["video-held"]({ held: true });
  assert.equal(line.heldByPeer, true);
  channel.open = false;
  told.onchange();
  assert.equal(line.heldByPeer, false);
  channel.open = true;
  told.onchange();
  assert.deepEqual(sent.at(-1), { type: "video-held", held: false });
  told.handlers["video-held"]({ held: "yes" });
  assert.equal(line.heldByPeer, false);
});

/** Held back, and the first probe was in vain: how many looks until the next one. */
async function looksUntilProbe(t, act) {
  const { line, look, told } = setUp(t);
  await look(3_000_000, 8);
  told.handlers["video-held"]({ held: true });
  while (line.flow !== "probing") await look(60_000);
  while (line.flow === "probing") await look(60_000);
  act(line, told);
  let looks = 0;
  for (; line.flow !== "probing"; looks += 1) await look(60_000);
  return looks;
}

test("a line that is perhaps wider is measured at once, and so it is when the peer's picture comes back", async (t) => {
  const usually = await looksUntilProbe(t, () => {});
  t.mock.timers.reset();
  const expected = await looksUntilProbe(t, (line) => line.onWideningHint());
  t.mock.timers.reset();
  const peers = await looksUntilProbe(t, (_line, told) => told.handlers["video-held"]({ held: false }));
  assert.ok(expected < usually && expected <= 3 && peers === expected, `${usually}, ${expected}, ${peers} looks`);
});

test("on a line that collapses the picture is held back", async (t) => {
  const { line, look, state } = setUp(t);
  await look(3_000_000, 12);
  state.rate = 80_000;
  await look(3_000_000, 2, 250);
  assert.equal(line.held, false);
  state.target = 800_000;
  await look(3_000_000, 1, 250);
  assert.equal(line.held, true);
});

test("on a line that collapses with gaps, the picture is held back after half a second", async (t) => {
  const { line, look, state } = setUp(t);
  await look(3_000_000, 12);
  state.rate = 80_000;
  await look(3_000_000, 1, 250);
  state.lost = 300;
  await look(3_000_000, 1, 250);
  assert.equal(line.held, true);
});

test("where the pages have agreed to send less, nothing has collapsed", async (t) => {
  const { line, look, state } = setUp(t);
  line.restrict(LIMITS);
  await look(3_000_000, 12);
  Object.assign(state, { rate: 80_000, target: 150_000 });
  line.restrict({ ...LIMITS, camera: { ...LIMIT, bitrate: 150_000 } });
  const flows = [];
  for (let looks = 0; looks < 4; looks += 1) {
    await look(3_000_000);
    flows.push(line.flow);
  }
  assert.deepEqual(new Set(flows), new Set(["open"]));
});

/** `pass(seconds)` with a look at the clock every eighth of a second; `looks` is how often the page looked at its line meanwhile. */
function setUpTime(t) {
  const parts = setUp(t);
  const { told, state } = parts;
  Object.assign(state, { frames: true });
  const step = async () => {
    state.at += 125;
    state.received += (state.rate * 125) / 8_000;
    if (state.frames) state.frameAt = state.at;
    t.mock.timers.tick(125);
    for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
  };
  const pass = async (seconds) => {
    const before = told.looks;
    for (let passed = 0; passed < seconds; passed += 0.125) await step();
    return told.looks - before;
  };
  return { ...parts, pass, step };
}

test("while all is well, looks are rare, but not in the first seconds, nor without a picture that shows a gap", async (t) => {
  const { pass, state } = setUpTime(t);
  assert.ok((await pass(5)) >= 19, "the first seconds");
  await pass(10);
  const rare = await pass(20);
  assert.ok(rare <= 10, `${rare} looks in 20 s`);
  Object.assign(state, { frames: false, frameAt: null });
  await pass(5);
  assert.ok((await pass(5)) >= 19, "without a picture");
});

test("a gap in the picture makes looks quick, tells the peer, and a collapse is noticed in time", async (t) => {
  const { line, pass, step, sent, state } = setUpTime(t);
  await pass(20);
  assert.deepEqual(sent, []);
  Object.assign(state, { rate: 80_000, frames: false });
  let passed = 0;
  for (; !line.held && passed < 5; passed += 0.125) {
    state.lost += 20;
    await step();
  }
  assert.ok(passed <= 0.75, `${passed} s`);
  assert.deepEqual(sent, [{ type: "video-gap" }, { type: "video-held", held: true, missing: true }]);
});

test("the peer's page tells of a gap in what it sees: the next looks are quick, and rare again after some seconds", async (t) => {
  const { pass, told } = setUpTime(t);
  await pass(20);
  told.handlers["video-gap"]();
  const looks = await pass(1);
  assert.ok(looks >= 6, `${looks} looks in a second`);
  await pass(5);
  assert.ok((await pass(10)) <= 5);
});

test("while the estimate is low or pictures are smaller, looks are frequent", async (t) => {
  const { look, pass, state, line } = setUpTime(t);
  await pass(20);
  await look(60_000, 5);
  state.available = 150_000;
  await pass(8);
  assert.notEqual(line.flow, "open");
  assert.ok((await pass(5)) >= 19);
});

test("a picture of which the peer's page misses much is held back at once", async (t) => {
  const { line, pass, told } = setUpTime(t);
  await pass(20);
  told.handlers["video-held"]({ held: true });
  await pass(1);
  assert.equal(line.held, false, "its own line may be too small for its picture");
  told.handlers["video-held"]({ held: true, missing: true });
  await pass(0.5);
  assert.equal(line.held, true);
});

test("what the peer's page missed says nothing of a picture that begins later", async (t) => {
  const { line, pass, step, state, told } = setUpTime(t);
  await pass(20);
  // Before this page has noticed that it sends none any more, and after.
  for (const until of [0, 1]) {
    state.pictures = false;
    await pass(until);
    told.handlers["video-held"]({ held: true, missing: true });
    await pass(5);
    state.pictures = true;
    for (let passed = 0; passed < 3; passed += 0.125) {
      await step();
      assert.equal(line.held, false, `told after ${until} s`);
    }
    await pass(20);
  }
});

test("what the peer's page misses while there is no sound to protect says nothing", async (t) => {
  const { line, pass, step, told, media } = setUpTime(t);
  // The other microphone is open before the next look, or after.
  for (const until of [0, 1]) {
    await pass(20);
    media.outgoing.audio = null;
    await pass(1);
    told.handlers["video-held"]({ held: true, missing: true });
    await pass(until);
    media.outgoing.audio = {};
    for (let passed = 0; passed < 3; passed += 0.125) {
      await step();
      assert.equal(line.held, false, `told ${until} s before`);
    }
  }
  told.handlers["video-held"]({ held: true, missing: true });
  media.outgoing.audio = null;
  await pass(1);
  media.outgoing.audio = {};
  for (let passed = 0; passed < 3; passed += 0.125) {
    await step();
    assert.equal(line.held, false, "told before");
  }
});

test("a page that tells of gaps all the time causes no more looks than one", async (t) => {
  const { pass, told, state } = setUpTime(t);
  await pass(20);
  const before = told.looks;
  for (let passed = 0; passed < 1; passed += 0.01) {
    told.handlers["video-gap"]();
    state.at += 10;
    state.received += 1_500;
    t.mock.timers.tick(10);
    for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
  }
  assert.ok(told.looks - before <= 10, `${told.looks - before} looks in a second`);
});
