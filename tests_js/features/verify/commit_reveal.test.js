import assert from "node:assert/strict";
import test from "node:test";
import { BYTES, commitment, hex } from "../../../static/calls/features/verify/code.js";
import { Round } from "../../../static/calls/features/verify/commit_reveal.js";

const filled = (byte) => new Uint8Array(BYTES).fill(byte);
const ALICE = filled(1);
const BOB = filled(2);

function side(role, own, peer, nonce = filled(own[0] + 100)) {
  const sent = [];
  const round = new Round({ role, fingerprints: { own, peer, apart: false }, nonce, send: (said) => sent.push(said) });
  return { round, sent };
}

/** Both sides as they are when nobody interferes, or with `peers` of their own. */
function pair({ alicesPeer = BOB, bobsPeer = ALICE } = {}) {
  return [side("caller", ALICE, alicesPeer), side("callee", BOB, bobsPeer)];
}

async function exchange(alice, bob) {
  alice.round.hearCommitment({ commitment: await bob.round.commitment });
  bob.round.hearCommitment({ commitment: await alice.round.commitment });
  await alice.round.hearReveal(bob.sent.at(-1));
  await bob.round.hearReveal(alice.sent.at(-1));
}

test("both sides come to the same code", async () => {
  const [alice, bob] = pair();
  await exchange(alice, bob);
  assert.equal(alice.round.code.length, 7);
  assert.deepEqual(alice.round.code, bob.round.code);
  assert.deepEqual([alice.round.broken, bob.round.broken], [false, false]);
});

test("whoever sits between with certificates of his own makes the codes differ, though he passes every word on", async () => {
  const [alice, bob] = pair({ alicesPeer: filled(8), bobsPeer: filled(9) });
  await exchange(alice, bob);
  assert.notDeepEqual(alice.round.code, bob.round.code);
  // Nor does it help him to show both the same certificate.
  const [carol, dave] = pair({ alicesPeer: filled(8), bobsPeer: filled(8) });
  await exchange(carol, dave);
  assert.notDeepEqual(carol.round.code, dave.round.code);
});

test("nothing is revealed before the peer has committed", async () => {
  const [alice, bob] = pair();
  assert.deepEqual(alice.sent, []);
  alice.round.hearCommitment({ commitment: await bob.round.commitment });
  assert.deepEqual(
    alice.sent.map(({ type }) => type),
    ["verify-reveal"],
  );
});

test("a nonce that was not committed to is found out", async () => {
  const [alice, bob] = pair();
  alice.round.hearCommitment({ commitment: await bob.round.commitment });
  await alice.round.hearReveal({ nonce: hex(filled(77)) });
  assert.deepEqual([alice.round.broken, alice.round.code], [true, null]);
});

test("a second commitment is found out, and reveals nothing more", async () => {
  const [alice, bob] = pair();
  alice.round.hearCommitment({ commitment: await bob.round.commitment });
  alice.round.hearCommitment({ commitment: await commitment("callee", filled(77)) });
  assert.deepEqual([alice.round.broken, alice.sent.length], [true, 1]);
});

test("the same words again, on a new way to the same page, change nothing", async () => {
  const [alice, bob] = pair();
  await exchange(alice, bob);
  const { code } = alice.round;
  await exchange(alice, bob);
  assert.deepEqual([alice.round.code, alice.round.broken], [code, false]);
});

test("a reveal without a commitment, one's own words thrown back, and what is no nonce are found out", async () => {
  const [alice] = pair();
  await alice.round.hearReveal({ nonce: hex(filled(5)) });
  assert.equal(alice.round.broken, true);
  const [mirrored] = pair();
  mirrored.round.hearCommitment({ commitment: await mirrored.round.commitment });
  await mirrored.round.hearReveal(mirrored.sent[0]);
  assert.equal(mirrored.round.broken, true);
  for (const strange of [undefined, null, 5, "", "zz", {}]) {
    const [one, other] = pair();
    one.round.hearCommitment({ commitment: await other.round.commitment });
    await one.round.hearReveal({ nonce: strange });
    assert.equal(one.round.broken, true);
    const [two] = pair();
    two.round.hearCommitment({ commitment: strange });
    assert.deepEqual([two.round.broken, two.sent], [true, []]);
  }
});
