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
const all = (known) => ({ inbound: GOOD, outbound: GOOD, line: 0, peer: null, relayed: false, held: null, ...known });
const peer = (known) => ({ inbound: GOOD, outbound: GOOD, amiss: false, line: 0, ...known });
const CAUSES = [
  [{ inbound: LOSS }, "between", "what comes is lost, and nothing tells whose line it is"],
  [{ outbound: LOSS }, "between", "what goes is lost, and nothing tells whose line it is"],
  [{ inbound: LOSS, line: 4 }, "mine", "what comes is lost, and the own way to the server is bad, too"],
  [{ outbound: LOSS, line: 4 }, "mine", "what goes is lost, and the own way to the server is bad, too"],
  [{ inbound: LOSS, line: -4 }, "theirs", "what comes is lost, and the own way to the server is good"],
  [{ outbound: LOSS, line: -4 }, "theirs", "what goes is lost, and the own way to the server is good"],
  [{ inbound: LOSS, outbound: LOSS, line: 2 }, "between", "too little evidence"],
  [{ inbound: LOSS, line: 1, peer: peer({ line: -2 }) }, "mine", "what both pages know together is enough"],
  [{ inbound: LOSS, line: 8, peer: peer({ line: 8 }) }, "between", "both lines are bad"],
  [{ inbound: LOSS, line: -4, peer: peer({ line: -4 }) }, "between", "both lines are good"],
  [{ inbound: LOSS, line: -4, held: "mine" }, "between", "the other line is blamed only for its own pongs"],
  [{ inbound: LOSS, line: -4, held: "mine", peer: peer({ line: 4 }) }, "theirs", "and these are its own"],
  [{ inbound: LOSS, line: 1, held: "theirs", peer: peer({ line: -4 }) }, "between", "the same for this side's"],
  [{ inbound: DELAY, outbound: DELAY, relayed: true }, "relay", "a long way through a relay"],
  [{ inbound: DELAY, outbound: DELAY, relayed: true, line: -4 }, "theirs", "a relay, and the peer's line is bad"],
  [{ inbound: DELAY, outbound: DELAY }, "between", "a long way without one"],
  [{ outbound: SLOW_PC }, "computer", "the computer cannot encode fast enough"],
  [{ inbound: SLOW_PC, line: 4 }, "computer", "the computer cannot decode fast enough"],
  [{ inbound: GAPS }, "between", "gaps where nothing is lost, and nothing tells why"],
  [{ inbound: GAPS, line: 4 }, "mine", "gaps, and the own way to the server is bad"],
  [{ inbound: GAPS, peer: peer({ outbound: SLOW_PC }) }, "their-computer", "the peer's cannot encode fast enough"],
  [{ inbound: LOSS, line: -4, peer: peer({ outbound: SLOW_PC }) }, "theirs", "but loss is the network's"],
];
for (const [known, cause, meaning] of CAUSES) {
  test(`the cause is ${cause}: ${meaning}`, () => assert.equal(causeOf(all(known)), cause));
}

/** The judgement after so many equal seconds, looked at twice in each. */
function after(seconds, given, { line = 0, peer = null } = {}, judge = new QualityJudge()) {
  let last;
  for (let i = 0; i < 2 * seconds; i++) {
    last = judge.push({ ...second(given), gap: 0.5 }, { peer, weigh: () => line, wanted: 1_700_000, flow: "open" });
  }
  return last;
}

test("the first seconds of a call are not judged", () => {
  const [early, later] = [4.5, 5].map((seconds) => after(seconds, { inbound: { loss: 0.5 } }));
  assert.deepEqual([early.level, later.level, later.direction], ["good", "poor", "inbound"]);
});

test("what the peer receives badly counts as this side's sending at once, unless its computer is slow", () => {
  const judge = new QualityJudge();
  assert.equal(after(8, {}, {}, judge).level, "good");
  const heard = after(0.5, {}, { peer: peer({ inbound: LOSS, line: -4 }) }, judge);
  assert.deepEqual(
    [heard.level, heard.cause, heard.direction, heard.outbound.level],
    ["poor", "mine", "outbound", "good"],
  );
  assert.equal(after(1, {}, { peer: peer({ inbound: SLOW_PC }) }, judge).level, "good");
});

test("only the sender knows that its video has no room", () => {
  const narrow = { level: "weak", why: "narrow" };
  const heard = after(8, {}, { peer: peer({ outbound: narrow, line: 4 }) });
  assert.deepEqual([heard.level, heard.cause, heard.direction], ["weak", "theirs", "inbound"]);
});

test("a better cause is named at once, another one after three seconds, and a vague one never", () => {
  const judge = new QualityJudge();
  const bad = { inbound: { loss: 0.5 } };
  const theirs = peer({ line: 4 });
  const causes = [
    [6, 0],
    [0.5, 4],
    [6, 0],
    [2.5, -4, theirs],
    [0.5, -4, theirs],
  ].map(([seconds, line, peer]) => after(seconds, bad, { line, peer }, judge).cause);
  assert.deepEqual(causes, ["between", "mine", "mine", "mine", "theirs"]);
});

test("how many pongs a fault would delay: few by loss, most in a queue, and none where nothing says so", () => {
  const asked = [];
  const judge = new QualityJudge();
  for (const given of [{}, { inbound: { loss: 0.1 } }, { roundTrip: 0.3 }, {}]) {
    judge.push(
      { ...second(given), gap: 2 },
      { peer: null, weigh: (expected) => asked.push(expected), wanted: 1_700_000, flow: "open" },
    );
  }
  assert.deepEqual(
    asked.map((share) => Math.round(100 * share)),
    [0, 8, 60, 0],
  );
});

test("a quality message is checked", () => {
  const parsed = { inbound: LOSS, outbound: GOOD, amiss: true, line: -3, wider: 2 };
  assert.deepEqual(parsePeerQuality({ in: LOSS, out: GOOD, amiss: true, line: -3, wider: 2, more: 1 }), parsed);
  assert.equal(parsePeerQuality({ in: LOSS, out: GOOD, wider: "3" }).wider, 0);
  for (const [line, weight] of [
    [undefined, 0],
    ["4", 0],
    [Number.NaN, 0],
    [1e9, 8],
    [-1e9, -8],
  ]) {
    assert.equal(parsePeerQuality({ in: LOSS, out: GOOD, line }).line, weight);
  }
  const invented = parsePeerQuality({ in: { level: "weak", why: "<b>" }, out: GOOD });
  assert.deepEqual(invented.inbound, { level: "weak", why: null });
  for (const strange of [{}, { in: LOSS }, { in: { level: "bad" }, out: GOOD }, { in: 5, out: null }]) {
    assert.equal(parsePeerQuality(strange), null);
  }
});
