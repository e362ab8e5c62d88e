import assert from "node:assert/strict";
import test from "node:test";
import { BYTES, hex } from "../../../static/calls/features/verify/code.js";
import { Verification } from "../../../static/calls/features/verify/verification.js";
import { DataChannel } from "../../../static/calls/rtc/data_channel.js";

const filled = (byte) => new Uint8Array(BYTES).fill(byte);
/** Hashes are computed on other threads, so this waits one turn of the event loop after the other. */
const until = async (reached) => {
  while (!reached()) await new Promise((resolve) => setImmediate(resolve));
};

/** One end of a data channel; messages arrive at the other end, in order. */
class Wire extends EventTarget {
  readyState = "open";
  bufferedAmount = 0;
  other;
  passes = (data) => data;

  send(data) {
    const passed = this.passes(data);
    if (passed) queueMicrotask(() => this.other.onmessage?.({ data: passed }));
  }
}

function page(t, role, own, peer) {
  const channel = new DataChannel();
  let nonces = 0;
  const found = {
    channel,
    steps: 0,
    seen: { own: filled(own), peer: filled(peer), apart: false },
    fresh: () => nonces,
  };
  found.verification = new Verification({
    channel,
    role,
    fingerprints: async () => found.seen,
    show: () => {
      found.steps += 1;
    },
    newNonce: () => {
      nonces += 1;
      return filled(own + 10 * nonces);
    },
  });
  t.after(() => found.verification.close());
  return found;
}

/** Waits until both have met, got a commitment, and got a reveal. @param passes what becomes of Bob's messages in flight */
async function meet(alice, bob, { passes = (data) => data, steps = [3, 3] } = {}) {
  const [ofAlice, ofBob] = [alice.steps + steps[0], bob.steps + steps[1]];
  const [one, other] = [new Wire(), new Wire()];
  Object.assign(one, { other });
  Object.assign(other, { other: one, passes });
  alice.channel.attach(one);
  bob.channel.attach(other);
  await until(() => alice.steps === ofAlice && bob.steps === ofBob);
}

const pair = (t) => [page(t, "caller", 1, 2), page(t, "callee", 2, 1)];
const statuses = (...pages) => pages.map(({ verification }) => verification.status);

test("two pages that meet have the same code to compare", async (t) => {
  const [alice, bob] = pair(t);
  assert.deepEqual(statuses(alice, bob), ["waiting", "waiting"]);
  await meet(alice, bob);
  assert.deepEqual(statuses(alice, bob), ["ready", "ready"]);
  assert.equal(alice.verification.code.length, 7);
  assert.deepEqual(alice.verification.code, bob.verification.code);
  alice.verification.setResult("matched");
  bob.verification.setResult("differs");
  assert.deepEqual(statuses(alice, bob), ["matched", "differs"]);
});

test("a new connection between the same pages keeps the code and its result", async (t) => {
  const [alice, bob] = pair(t);
  await meet(alice, bob);
  const { code } = alice.verification;
  alice.verification.setResult("matched");
  await meet(alice, bob);
  assert.deepEqual([alice.verification.code, bob.verification.code], [code, code]);
  assert.deepEqual([statuses(alice, bob), alice.verification.isRepeat], [["matched", "ready"], false]);
});

test("messages lost with the first connection are sent again over the next", async (t) => {
  const [alice, bob] = pair(t);
  await meet(alice, bob, { passes: (data) => (data.includes("reveal") ? null : data), steps: [2, 3] });
  assert.deepEqual(statuses(alice, bob), ["waiting", "ready"]);
  await meet(alice, bob);
  assert.deepEqual(statuses(alice, bob), ["ready", "ready"]);
  assert.deepEqual(alice.verification.code, bob.verification.code);
});

test("another certificate gives another code with new nonces, and an earlier comparison is stale", async (t) => {
  const [alice, bob] = pair(t);
  await meet(alice, bob);
  const { code } = alice.verification;
  alice.verification.setResult("matched");
  const reloaded = page(t, "callee", 3, 1);
  alice.seen = { own: filled(1), peer: filled(3), apart: false };
  await meet(alice, reloaded);
  assert.deepEqual([statuses(alice, reloaded), alice.verification.isRepeat], [["stale", "ready"], true]);
  assert.notDeepEqual(alice.verification.code, code);
  assert.deepEqual(alice.verification.code, reloaded.verification.code);
  assert.equal(alice.fresh(), 2);
  alice.verification.setResult("matched");
  assert.deepEqual(statuses(alice), ["matched"]);
});

test("a reveal that is changed in flight is detected, and there is no code", async (t) => {
  const [alice, bob] = pair(t);
  const forged = JSON.stringify({ type: "verify-reveal", nonce: hex(filled(99)) });
  await meet(alice, bob, { passes: (data) => (data.includes("reveal") ? forged : data) });
  assert.deepEqual([statuses(alice), alice.verification.code], [["broken"], null]);
  alice.verification.setResult("matched");
  assert.deepEqual(statuses(alice), ["broken"]);
});

test("media that go another way than the channel are detected", async (t) => {
  const [alice, bob] = pair(t);
  alice.seen.apart = true;
  await meet(alice, bob);
  assert.deepEqual([statuses(alice), alice.verification.code], [["broken"], null]);
});

test("a certificate that changes within a connection is detected", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const [alice, bob] = pair(t);
  await meet(alice, bob);
  t.mock.timers.tick(2_000);
  await until(() => alice.steps === 4 && bob.steps === 4);
  assert.deepEqual(statuses(alice, bob), ["ready", "ready"]);
  alice.seen = { own: filled(1), peer: filled(7), apart: false };
  t.mock.timers.tick(2_000);
  await until(() => alice.steps === 5 && bob.steps === 5);
  assert.deepEqual(statuses(alice, bob), ["broken", "ready"]);
});

test("a browser that reports its certificates a moment late is waited for", async (t) => {
  const [alice, bob] = pair(t);
  const { seen } = bob;
  bob.seen = null;
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const met = meet(alice, bob);
  await until(() => alice.steps === 1);
  bob.seen = seen;
  await until(() => t.mock.timers.tick(100) || bob.fresh() > 0);
  await met;
  assert.deepEqual(statuses(alice, bob), ["ready", "ready"]);
});

test("a browser that does not report its certificates tells both sides", async (t) => {
  const [alice, bob] = pair(t);
  bob.seen = null;
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const met = meet(alice, bob, { steps: [2, 2] });
  await until(() => t.mock.timers.tick(100) || bob.steps === 2);
  await met;
  assert.deepEqual(statuses(alice, bob), ["peer-unable", "unable"]);
});

test("a browser that never tells the certificates of one connection holds up no later one", async (t) => {
  // The stuck step must not keep the process of the test waiting.
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const [alice, bob] = [page(t, "caller", 1, 2), page(t, "callee", 2, 1)];
  let stuck = true;
  const { seen } = alice;
  Object.defineProperty(alice, "seen", { get: () => (stuck ? new Promise(() => {}) : seen) });
  const join = () => {
    const [one, other] = [new Wire(), new Wire()];
    Object.assign(one, { other });
    Object.assign(other, { other: one });
    alice.channel.attach(one);
    bob.channel.attach(other);
  };
  join();
  await until(() => bob.steps > 0);
  stuck = false;
  join();
  await until(() => alice.verification.code && bob.verification.code);
  assert.deepEqual(alice.verification.code, bob.verification.code);
});
