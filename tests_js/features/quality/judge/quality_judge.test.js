import assert from "node:assert/strict";
import test from "node:test";
import { causeOf } from "../../../../static/calls/features/quality/judge/cause.js";
import { parsePeerQuality } from "../../../../static/calls/features/quality/judge/peer_quality.js";
import { QualityJudge } from "../../../../static/calls/features/quality/judge/quality_judge.js";
import { second } from "./second.js";

const GOOD = { level: "good", why: null };
const LOSS = { level: "poor", why: "loss" };
const GAPS = { level: "weak", why: "gaps" };
const DELAY = { level: "weak", why: "delay" };
const SLOW_PC = { level: "weak", why: "computer" };
const all = (known) => ({ inbound: GOOD, outbound: GOOD, slow: false, peer: null, relayed: false, ...known });
const peer = (known) => ({ inbound: GOOD, outbound: GOOD, slow: false, ...known });
const CAUSES = [
  [{ outbound: LOSS }, "mine", "only what this side sends is lost"],
  [{ inbound: LOSS }, "theirs", "only what the peer sends is lost"],
  [{ inbound: LOSS, slow: true }, "mine", "what comes is lost, and the own way to the server is slow"],
  [
    { outbound: LOSS, peer: peer({ slow: true }) },
    "theirs",
    "what goes is lost, and the peer's way to the server is slow",
  ],
  [{ inbound: LOSS, outbound: LOSS }, "between", "both ways are bad, and nothing tells whose line it is"],
  [{ inbound: LOSS, outbound: LOSS, slow: true }, "mine", "both ways are bad, and so is the own way to the server"],
  [
    { inbound: LOSS, outbound: LOSS, peer: peer({ slow: true }) },
    "theirs",
    "both are bad, and the peer's way to the server",
  ],
  [
    { inbound: LOSS, outbound: LOSS, slow: true, peer: peer({ slow: true }) },
    "between",
    "both lines are slow: or the server is",
  ],
  [{ inbound: DELAY, outbound: DELAY, relayed: true }, "relay", "a long way through a relay"],
  [{ inbound: DELAY, outbound: DELAY }, "between", "a long way without one"],
  [{ outbound: SLOW_PC }, "computer", "the computer cannot encode fast enough"],
  [{ inbound: SLOW_PC }, "computer", "the computer cannot decode fast enough"],
  [{ inbound: GAPS }, "between", "gaps where nothing is lost, and nothing tells why"],
  [{ inbound: GAPS, slow: true }, "mine", "gaps, and the own way to the server is slow"],
  [{ inbound: GAPS, peer: peer({ outbound: SLOW_PC }) }, "their-computer", "the peer's cannot encode fast enough"],
  [{ inbound: LOSS, peer: peer({ outbound: SLOW_PC }) }, "theirs", "but loss is the network's"],
];
for (const [known, cause, meaning] of CAUSES) {
  test(`the cause is ${cause}: ${meaning}`, () => assert.equal(causeOf(all(known)), cause));
}

/** The judgement after so many equal seconds. */
function after(seconds, given, beside = {}, judge = new QualityJudge()) {
  let last;
  for (let i = 0; i < seconds; i++) last = judge.push(second(given), { slow: false, peer: null, ...beside });
  return last;
}

test("the first seconds of a call are not judged", () => {
  assert.equal(after(5, { inbound: { loss: 0.5 } }).level, "good");
  assert.deepEqual(
    (({ level, cause, direction }) => ({ level, cause, direction }))(after(6, { inbound: { loss: 0.5 } })),
    {
      level: "poor",
      cause: "theirs",
      direction: "inbound",
    },
  );
});

test("what the peer receives badly counts as this side's sending at once, unless its computer is slow", () => {
  const judge = new QualityJudge();
  assert.equal(after(8, {}, {}, judge).level, "good");
  const heard = after(1, {}, { peer: peer({ inbound: LOSS }) }, judge);
  assert.deepEqual(
    [heard.level, heard.cause, heard.direction, heard.outbound.level],
    ["poor", "mine", "outbound", "good"],
  );
  assert.equal(after(1, {}, { peer: peer({ inbound: SLOW_PC }) }, judge).level, "good");
});

test("another cause is named only after three seconds", () => {
  const judge = new QualityJudge();
  const bad = { inbound: { loss: 0.5 } };
  after(8, bad, {}, judge);
  const causes = [1, 2, 3].map(() => after(1, bad, { slow: true }, judge).cause);
  assert.deepEqual(causes, ["theirs", "theirs", "mine"]);
});

test("a quality message is checked", () => {
  const parsed = { inbound: LOSS, outbound: GOOD, slow: true };
  assert.deepEqual(parsePeerQuality({ in: LOSS, out: GOOD, slow: true, more: 1 }), parsed);
  const invented = parsePeerQuality({ in: { level: "weak", why: "<b>" }, out: GOOD });
  assert.deepEqual(invented.inbound, { level: "weak", why: null });
  for (const strange of [{}, { in: LOSS }, { in: { level: "bad" }, out: GOOD }, { in: 5, out: null }]) {
    assert.equal(parsePeerQuality(strange), null);
  }
});
