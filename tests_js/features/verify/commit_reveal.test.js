import assert from "node:assert/strict";
import test from "node:test";
import { BYTES, commitment, hex } from "../../../static/calls/features/verify/code.js";
import { CommitReveal } from "../../../static/calls/features/verify/commit_reveal.js";

const filled = (byte) => new Uint8Array(BYTES).fill(byte);
const ALICE = filled(1);
const BOB = filled(2);

function side(role, own, peer, nonce = filled(own[0] + 100)) {
  const sent = [];
  const exchange = new CommitReveal({
    role,
    fingerprints: { own, peer, apart: false },
    nonce,
    send: (said) => sent.push(said),
  });
  return { exchange, sent };
}

/** Both sides as they are without an attacker, or with other certificates. */
function pair({ alicesPeer = BOB, bobsPeer = ALICE } = {}) {
  return [side("caller", ALICE, alicesPeer), side("callee", BOB, bobsPeer)];
}

async function run(alice, bob) {
  alice.exchange.onCommitment({ commitment: await bob.exchange.commitment });
  bob.exchange.onCommitment({ commitment: await alice.exchange.commitment });
  await alice.exchange.onReveal(bob.sent.at(-1));
  await bob.exchange.onReveal(alice.sent.at(-1));
}

test("both sides compute the same code", async () => {
  const [alice, bob] = pair();
  await run(alice, bob);
  assert.equal(alice.exchange.code.length, 7);
  assert.deepEqual(alice.exchange.code, bob.exchange.code);
  assert.deepEqual([alice.exchange.broken, bob.exchange.broken], [false, false]);
});

test("an attacker in between, with own certificates, makes the codes differ even by relaying every message", async () => {
  const [alice, bob] = pair({ alicesPeer: filled(8), bobsPeer: filled(9) });
  await run(alice, bob);
  assert.notDeepEqual(alice.exchange.code, bob.exchange.code);
  // Showing both sides the same certificate does not help.
  const [carol, dave] = pair({ alicesPeer: filled(8), bobsPeer: filled(8) });
  await run(carol, dave);
  assert.notDeepEqual(carol.exchange.code, dave.exchange.code);
});

test("nothing is revealed before the peer has committed", async () => {
  const [alice, bob] = pair();
  assert.deepEqual(alice.sent, []);
  alice.exchange.onCommitment({ commitment: await bob.exchange.commitment });
  assert.deepEqual(
    alice.sent.map(({ type }) => type),
    ["verify-reveal"],
  );
});

test("a nonce that was not committed to is detected", async () => {
  const [alice, bob] = pair();
  alice.exchange.onCommitment({ commitment: await bob.exchange.commitment });
  await alice.exchange.onReveal({ nonce: hex(filled(77)) });
  assert.deepEqual([alice.exchange.broken, alice.exchange.code], [true, null]);
});

test("a second commitment is detected, and nothing more is revealed", async () => {
  const [alice, bob] = pair();
  alice.exchange.onCommitment({ commitment: await bob.exchange.commitment });
  alice.exchange.onCommitment({ commitment: await commitment("callee", filled(77)) });
  assert.deepEqual([alice.exchange.broken, alice.sent.length], [true, 1]);
});

test("the same messages again, over a new connection to the same page, change nothing", async () => {
  const [alice, bob] = pair();
  await run(alice, bob);
  const { code } = alice.exchange;
  await run(alice, bob);
  assert.deepEqual([alice.exchange.code, alice.exchange.broken], [code, false]);
});

test("a reveal without a commitment, reflected messages, and malformed nonces are detected", async () => {
  const [alice] = pair();
  await alice.exchange.onReveal({ nonce: hex(filled(5)) });
  assert.equal(alice.exchange.broken, true);
  const [mirrored] = pair();
  mirrored.exchange.onCommitment({ commitment: await mirrored.exchange.commitment });
  await mirrored.exchange.onReveal(mirrored.sent[0]);
  assert.equal(mirrored.exchange.broken, true);
  for (const strange of [undefined, null, 5, "", "zz", {}]) {
    const [one, other] = pair();
    one.exchange.onCommitment({ commitment: await other.exchange.commitment });
    await one.exchange.onReveal({ nonce: strange });
    assert.equal(one.exchange.broken, true);
    const [two] = pair();
    two.exchange.onCommitment({ commitment: strange });
    assert.deepEqual([two.exchange.broken, two.sent], [true, []]);
  }
});
