import assert from "node:assert/strict";
import test from "node:test";
import { BYTES, code, commitment, hex, LENGTH, unhex } from "../../../static/calls/features/verify/code.js";

globalThis.pgettext = (_context, text) => text;
const { emojiOf, EMOJI_TABLE } = await import("../../../static/calls/features/verify/emoji/emoji_table.js");

const filled = (byte) => new Uint8Array(BYTES).fill(byte);
const SIDES = {
  caller: { fingerprint: filled(1), nonce: filled(3) },
  callee: { fingerprint: filled(2), nonce: filled(4) },
};

// Computed by another program (Python's hashlib), so that other implementations agree with this one.
test("vectors: commitments", async () => {
  assert.equal(
    await commitment("caller", filled(3)),
    "da3342b8945fa1f5afb73a37309d464b4817ca1a2817db13ef93958e20aeda26",
  );
  assert.equal(
    await commitment("callee", filled(4)),
    "4d69f2f55bfc8c970c868e335d67ee87f7189489b31b702177c9ee7d86272deb",
  );
});

test("vectors: a code", async () => {
  const numbers = await code(SIDES);
  assert.equal(hex(Uint8Array.from(numbers)), "67d2cf8e5444f4");
  assert.deepEqual(emojiOf(numbers), [
    { emoji: "🍟", name: "chips" },
    { emoji: "🔬", name: "microscope" },
    { emoji: "🔧", name: "spanner" },
    { emoji: "🏰", name: "castle" },
    { emoji: "🍊", name: "orange" },
    { emoji: "🍁", name: "maple leaf" },
    { emoji: "🥁", name: "drum" },
  ]);
});

test("the code depends on each of its four inputs, and on the role they belong to", async () => {
  const { caller, callee } = SIDES;
  const codes = await Promise.all(
    [
      SIDES,
      { caller: { ...caller, fingerprint: filled(9) }, callee },
      { caller: { ...caller, nonce: filled(9) }, callee },
      { caller, callee: { ...callee, fingerprint: filled(9) } },
      { caller, callee: { ...callee, nonce: filled(9) } },
      { caller: callee, callee: caller },
    ].map(code),
  );
  assert.equal(new Set(codes.map(String)).size, codes.length);
  for (const numbers of codes) assert.equal(numbers.length, LENGTH);
});

test("a commitment cannot be reflected to its sender", async () => {
  assert.notEqual(await commitment("caller", filled(3)), await commitment("callee", filled(3)));
});

test("only 64 hexadecimal digits are 32 bytes", () => {
  assert.deepEqual(unhex(hex(filled(254))), filled(254));
  for (const strange of [undefined, null, 5, "", "ab", "g".repeat(64), "a".repeat(65), "A".repeat(64), {}]) {
    assert.equal(unhex(strange), null);
  }
});

test("the table has 256 emoji and as many names, no two alike", () => {
  const signs = emojiOf(EMOJI_TABLE.keys().toArray());
  assert.equal(signs.length, 256);
  assert.equal(new Set(signs.map(({ emoji }) => emoji)).size, 256);
  assert.equal(new Set(signs.map(({ name }) => name)).size, 256);
  // Emoji that need a variation selector are black and white on some systems.
  for (const { emoji } of signs) assert.match(emoji, /^\p{Emoji_Presentation}$/u);
});
