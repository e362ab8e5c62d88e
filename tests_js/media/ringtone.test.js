// Of several windows of one browser, one rings. The locks are Node's own; the tones are counted.
import assert from "node:assert/strict";
import test from "node:test";
import { RingLock } from "../../static/calls/media/ring_lock.js";
import { Ringtone } from "../../static/calls/media/ringtone.js";

const INCOMING = { state: "incoming" };
const IDLE = { state: "idle" };
const param = { setValueAtTime() {}, linearRampToValueAtTime() {} };
const listeners = [];
const contexts = [];

globalThis.addEventListener = (_event, listener) => listeners.push(listener);
globalThis.AudioContext = class {
  state = "running";
  currentTime = 0;
  tones = 0;
  constructor() {
    contexts.push(this);
  }
  createGain = () => ({ connect() {}, disconnect() {}, gain: param });
};
globalThis.OscillatorNode = class {
  constructor(context) {
    this.context = context;
  }
  connect() {}
  start() {
    this.context.tones += 1;
  }
  stop() {}
};

/** A window where a key was pressed, so that it may play sound. */
function open(t, locks, speaker) {
  const ringtone = new Ringtone(new RingLock(locks), speaker);
  for (const listener of listeners.splice(0)) listener();
  const context = contexts.pop();
  t.after(() => ringtone.show(IDLE));
  return { ringtone, context, tones: () => context.tones };
}

/** Locks are granted in tasks of their own. */
async function granted() {
  for (let step = 0; step < 20; step += 1) await new Promise(setImmediate);
}

test("one of two windows rings, and the other one goes on when the first is gone", async (t) => {
  const [first, second] = [open(t, navigator.locks), open(t, navigator.locks)];
  first.ringtone.show(INCOMING);
  await granted();
  second.ringtone.show(INCOMING);
  await granted();
  assert.deepEqual([first.tones(), second.tones()], [3, 0]);
  first.ringtone.show(IDLE);
  await granted();
  assert.deepEqual([first.tones(), second.tones()], [3, 3]);
});

test("a window that was silenced stays so, and so does the other one", async (t) => {
  const [first, second] = [open(t, navigator.locks), open(t, navigator.locks)];
  for (const { ringtone } of [first, second]) ringtone.show(INCOMING);
  await granted();
  first.ringtone.silence();
  second.ringtone.silence();
  first.ringtone.show(IDLE);
  await granted();
  assert.deepEqual([first.tones(), second.tones()], [3, 0]);
  second.ringtone.show(IDLE);
  second.ringtone.show(INCOMING);
  await granted();
  assert.equal(second.tones(), 3, "the next call rings");
});

test("a browser without locks, or one that refuses them, rings", async (t) => {
  const refuse = () => Promise.reject(new DOMException("no", "SecurityError"));
  for (const locks of [undefined, { request: refuse }]) {
    const { ringtone, tones } = open(t, locks);
    ringtone.show(INCOMING);
    await granted();
    assert.equal(tones(), 3);
  }
});

test("waiting for an answer is heard in the call's speaker, and a call that comes in where the system plays sound", async (t) => {
  const { ringtone, context } = open(t, navigator.locks, () => "headset");
  context.sinkId = "";
  context.setSinkId = async (id) => {
    context.sinkId = id;
  };
  ringtone.show({ state: "ringing" });
  await granted();
  assert.deepEqual([context.sinkId, context.tones], ["headset", 1]);
  ringtone.show(INCOMING);
  await granted();
  assert.deepEqual([context.sinkId, context.tones], ["", 4]);
  // One that was unplugged just now.
  context.setSinkId = () => Promise.reject(new DOMException("no such device", "NotFoundError"));
  ringtone.show({ state: "ringing" });
  await granted();
  assert.equal(context.tones, 5);
  // The other one answers before the speaker does.
  context.setSinkId = () => new Promise(() => {});
  ringtone.show(IDLE);
  ringtone.show({ state: "ringing" });
  ringtone.show({ state: "active" });
  await granted();
  assert.equal(context.tones, 5);
});

test("waiting for an answer is heard in each window that calls", async (t) => {
  const { ringtone, tones } = open(t, { request: () => new Promise(() => {}) });
  ringtone.show({ state: "ringing" });
  assert.equal(tones(), 1);
});
