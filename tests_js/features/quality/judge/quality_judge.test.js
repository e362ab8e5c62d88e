import assert from "node:assert/strict";
import test from "node:test";
import { judgeIn, judgeOut, Steady } from "../../../../static/calls/features/quality/judge/grading.js";
import { causeOf, Grader, told } from "../../../../static/calls/features/quality/judge/quality_judge.js";
import { limits, remedy } from "../../../../static/calls/features/quality/judge/suggestion.js";

const NOTHING = { bitrate: null, audio: null, video: null, camera: null, screen: null, codecs: [], loss: null };
/** A second of a call that is well but for what is given. */
const second = ({ in: come = {}, out = {}, roundTrip = 0.05, available = 2e6, relayed = false, gap = 1 } = {}) => ({
  gap,
  in: { ...NOTHING, loss: 0, jitter: 0, concealed: 0, dropped: 0, freezes: 0, frozen: 0, ...come },
  out: { ...NOTHING, loss: 0, limitation: "none", ...out },
  roundTrip,
  available,
  path: { relayed, protocol: "udp" },
});

const INCOMING = [
  [{}, "good", null],
  [{ in: { loss: 0.029 } }, "good", null],
  [{ in: { loss: 0.03 } }, "weak", "loss"],
  [{ in: { loss: 0.1 } }, "poor", "loss"],
  [{ in: { concealed: 0.06 } }, "weak", "gaps"],
  [{ in: { frozen: 0.7 } }, "poor", "gaps"],
  [{ in: { frozen: 0.7 }, gap: 2.4 }, "poor", "computer"],
  [{ gap: 2.4 }, "good", null],
  [{ in: { dropped: 0.4 } }, "weak", "computer"],
  [{ in: { dropped: 0.4, frozen: 0.9 } }, "poor", "computer"],
  [{ in: { dropped: 0.4, loss: 0.2 } }, "poor", "loss"],
  [{ roundTrip: 0.39 }, "good", null],
  [{ roundTrip: 0.4 }, "weak", "delay"],
  [{ roundTrip: 0.9 }, "poor", "delay"],
  [{ roundTrip: null, in: { loss: null, concealed: null, dropped: null, frozen: null } }, "good", null],
];
for (const [given, level, why] of INCOMING) {
  test(`what comes with ${JSON.stringify(given)} is ${level}`, () => {
    assert.deepEqual(judgeIn(second(given)), { level, why });
  });
}

const OUTGOING = [
  [{}, "good", null],
  [{ out: { loss: 0.05 } }, "weak", "loss"],
  [{ out: { loss: 0.3 } }, "poor", "loss"],
  [{ out: { limitation: "bandwidth" } }, "good", null],
  [{ out: { limitation: "bandwidth" }, available: 200_000 }, "weak", "narrow"],
  [{ out: { limitation: "bandwidth" }, available: 90_000 }, "poor", "narrow"],
  [{ out: { limitation: "none" }, available: 90_000 }, "good", null],
  [{ out: { limitation: "cpu" } }, "weak", "computer"],
  [{ out: { limitation: "cpu", camera: { frameRate: 4 } } }, "poor", "computer"],
  [{ roundTrip: 0.5 }, "weak", "delay"],
];
for (const [given, level, why] of OUTGOING) {
  test(`what goes with ${JSON.stringify(given)} is ${level}`, () => {
    assert.deepEqual(judgeOut(second(given)), { level, why });
  });
}

const NAMES = { g: "good", w: "weak", p: "poor" };
const STEADY = [
  ["gggggg", "gggggg", "good stays good"],
  ["wwwwww", "ggwwww", "weak after three bad seconds"],
  ["wwgwwgww", "gggggggg", "two bad seconds in a row are borne"],
  ["pwpppp", "ggwwwp", "the mildest of three bad seconds counts"],
  ["pppgggggggg", "ggppppppppg", "better after eight good seconds"],
  ["pppgggggggp", "ggppppppppp", "and not after seven"],
  ["pppgggwgggg", "ggppppppppw", "the worst of eight better seconds counts"],
  ["wwwgwgwgwgw", "ggwwwwwwwww", "what comes and goes stays as it is"],
  ["wwwgpgpgpgp", "ggwwwwwwwww", "worse and better by turns are neither"],
];
for (const [found, held, meaning] of STEADY) {
  test(`a steady level: ${meaning}`, () => {
    const steady = new Steady();
    const levels = [...found].map((one) => steady.push({ level: NAMES[one], why: one === "g" ? null : "loss" }).level);
    assert.deepEqual(
      levels,
      [...held].map((one) => NAMES[one]),
    );
  });
}

const GOOD = { level: "good", why: null };
const LOSS = { level: "poor", why: "loss" };
const GAPS = { level: "weak", why: "gaps" };
const DELAY = { level: "weak", why: "delay" };
const SLOW_PC = { level: "weak", why: "computer" };
const all = (known) => ({ in: GOOD, out: GOOD, slow: false, told: null, relayed: false, ...known });
const peer = (known) => ({ in: GOOD, out: GOOD, slow: false, ...known });
const CAUSES = [
  [{ out: LOSS }, "mine", "only what this side sends is lost"],
  [{ in: LOSS }, "theirs", "only what the peer sends is lost"],
  [{ in: LOSS, slow: true }, "mine", "what comes is lost, and the own way to the server is slow"],
  [{ out: LOSS, told: peer({ slow: true }) }, "theirs", "what goes is lost, and the peer's way to the server is slow"],
  [{ in: LOSS, out: LOSS }, "between", "both ways are bad, and nothing tells whose line it is"],
  [{ in: LOSS, out: LOSS, slow: true }, "mine", "both ways are bad, and so is the own way to the server"],
  [{ in: LOSS, out: LOSS, told: peer({ slow: true }) }, "theirs", "both are bad, and the peer's way to the server"],
  [{ in: LOSS, out: LOSS, slow: true, told: peer({ slow: true }) }, "between", "both lines are slow: or the server is"],
  [{ in: DELAY, out: DELAY, relayed: true }, "relay", "a long way through a relay"],
  [{ in: DELAY, out: DELAY }, "between", "a long way without one"],
  [{ out: SLOW_PC }, "computer", "the computer cannot encode fast enough"],
  [{ in: SLOW_PC }, "computer", "the computer cannot decode fast enough"],
  [{ in: GAPS }, "between", "gaps where nothing is lost, and nothing tells why"],
  [{ in: GAPS, slow: true }, "mine", "gaps, and the own way to the server is slow"],
  [{ in: GAPS, told: peer({ out: SLOW_PC }) }, "their-computer", "the peer's cannot encode fast enough"],
  [{ in: LOSS, told: peer({ out: SLOW_PC }) }, "theirs", "but loss is the network's"],
];
for (const [known, cause, meaning] of CAUSES) {
  test(`the cause is ${cause}: ${meaning}`, () => assert.equal(causeOf(all(known)), cause));
}

/** The last judgement after so many seconds of the same. */
function after(seconds, given, beside = {}, grader = new Grader()) {
  let last;
  for (let i = 0; i < seconds; i++) last = grader.push(second(given), { slow: false, told: null, ...beside });
  return last;
}

test("the first seconds of a call say nothing yet", () => {
  assert.equal(after(5, { in: { loss: 0.5 } }).level, "good");
  assert.deepEqual((({ level, cause, way }) => ({ level, cause, way }))(after(6, { in: { loss: 0.5 } })), {
    level: "poor",
    cause: "theirs",
    way: "in",
  });
});

test("what the peer gets badly is this side's sending, at once; its slow computer is not", () => {
  const grader = new Grader();
  assert.equal(after(8, {}, {}, grader).level, "good");
  const heard = after(1, {}, { told: peer({ in: LOSS }) }, grader);
  assert.deepEqual([heard.level, heard.cause, heard.way, heard.out.level], ["poor", "mine", "out", "good"]);
  assert.equal(after(1, {}, { told: peer({ in: SLOW_PC }) }, grader).level, "good");
});

test("another cause is named only after three seconds", () => {
  const grader = new Grader();
  const bad = { in: { loss: 0.5 } };
  after(8, bad, {}, grader);
  const causes = [1, 2, 3].map(() => after(1, bad, { slow: true }, grader).cause);
  assert.deepEqual(causes, ["theirs", "theirs", "mine"]);
});

test("what the peer's page says is checked", () => {
  assert.deepEqual(told({ in: LOSS, out: GOOD, slow: true, more: 1 }), { in: LOSS, out: GOOD, slow: true });
  assert.deepEqual(told({ in: { level: "weak", why: "<b>" }, out: GOOD }).in, { level: "weak", why: null });
  for (const strange of [{}, { in: LOSS }, { in: { level: "bad" }, out: GOOD }, { in: 5, out: null }]) {
    assert.equal(told(strange), null);
  }
});

const FACTS = { sends: true, receives: true, shares: false, saves: false };
const out = { level: "poor", way: "out", both: false };
const come = { level: "poor", way: "in", both: false };
const REMEDIES = [
  [{ ...out, level: "good" }, {}, null],
  [{ ...out, level: "weak" }, {}, "save"],
  [{ ...out, level: "weak" }, { saves: true }, "stop-sending"],
  [{ ...come, level: "weak" }, { saves: true }, "stop-receiving"],
  [{ ...come, level: "weak" }, { sends: false, receives: false }, null],
  [out, {}, "stop-sending"],
  [come, {}, "stop-receiving"],
  [out, { sends: false }, null],
  [{ ...out, both: true }, { sends: false }, "stop-receiving"],
  [{ ...come, both: true }, { receives: false }, "stop-sending"],
  [out, { sends: false, shares: true }, "save"],
  [out, { sends: false, shares: true, saves: true }, null],
];
for (const [judgement, facts, means] of REMEDIES) {
  test(`${JSON.stringify({ ...judgement, ...facts })}: ${means}`, () => {
    assert.equal(remedy(judgement, { ...FACTS, ...facts }), means);
  });
}

test("the sum of a relayed call stays below 1 Mbit/s, with two sounds and what packets need", () => {
  const rest = 2 * 40_000 + 100_000;
  for (const shares of [false, true]) {
    const { camera, screen } = limits({ relayed: true, saves: false, shares, paused: false });
    assert.ok(camera.bitrate + (shares ? screen.bitrate : 0) + rest < 1e6);
  }
  assert.equal(limits({ relayed: false, saves: false, shares: false, paused: false }).camera.bitrate, 1_700_000);
});

test("saving makes the camera small and the screen slow, never small", () => {
  const { camera, screen, paused } = limits({ relayed: false, saves: true, shares: true, paused: true });
  assert.deepEqual([camera.bitrate, camera.height, camera.frameRate, screen.height], [150_000, 360, 15, null]);
  assert.ok(screen.frameRate <= 5);
  assert.equal(paused, true);
});
