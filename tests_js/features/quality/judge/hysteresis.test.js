import assert from "node:assert/strict";
import test from "node:test";
import { Hysteresis } from "../../../../static/calls/features/quality/judge/hysteresis.js";

const NAMES = { g: "good", w: "weak", p: "poor" };
/** What is found every half second, and what is held. */
const HYSTERESIS = [
  ["gggggg", "gggggg", "good stays good"],
  ["gwwwww", "ggggww", "weak once it has lasted for a second and a half"],
  ["gwwwgwww", "gggggggg", "what ends sooner is borne"],
  ["gpwppppp", "ggggwwpp", "the mildest of that time counts"],
  ["gppppggg", "ggggpppg", "better after a second"],
  ["gppppggp", "ggggpppp", "and not sooner"],
  ["gppppgwggg", "ggggpppwwg", "the worst of that time counts"],
  ["gwwwwpwpwpw", "ggggwwwwwww", "what comes and goes stays as it is"],
];
for (const [found, held, meaning] of HYSTERESIS) {
  test(`hysteresis: ${meaning}`, () => {
    const hysteresis = new Hysteresis();
    const assess = (one) => () => ({ level: NAMES[one], why: one === "g" ? null : "loss" });
    const levels = [...found].map((one) => hysteresis.push(assess(one), 0.5).level);
    assert.deepEqual(
      levels,
      [...held].map((one) => NAMES[one]),
    );
  });
}

test("polls two seconds apart: one bad one is borne, two are not", () => {
  const hysteresis = new Hysteresis();
  const weak = () => ({ level: "weak", why: "loss" });
  assert.deepEqual([hysteresis.push(weak, 2).level, hysteresis.push(weak, 2).level], ["good", "weak"]);
});

test("the level to leave is the worse one of the held and the latest", () => {
  const hysteresis = new Hysteresis();
  const asked = [];
  for (const level of ["weak", "good", "good", "good"]) {
    hysteresis.push((before) => {
      asked.push(before);
      return { level, why: null };
    }, 0.5);
  }
  assert.deepEqual(asked, ["good", "weak", "good", "good"]);
});

test("something is amiss from the first bad assessment until the level is good again", () => {
  const hysteresis = new Hysteresis();
  const amiss = [..."gwgwwwwgggg"].map((one) => {
    hysteresis.push(() => ({ level: NAMES[one], why: null }), 0.5);
    return hysteresis.amiss ? "!" : ".";
  });
  assert.equal(amiss.join(""), ".!.!!!!!!..");
});
