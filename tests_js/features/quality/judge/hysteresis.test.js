import assert from "node:assert/strict";
import test from "node:test";
import { Hysteresis } from "../../../../static/calls/features/quality/judge/hysteresis.js";

const NAMES = { g: "good", w: "weak", p: "poor" };
const HYSTERESIS = [
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
for (const [found, held, meaning] of HYSTERESIS) {
  test(`hysteresis: ${meaning}`, () => {
    const hysteresis = new Hysteresis();
    const levels = [...found].map(
      (one) => hysteresis.push({ level: NAMES[one], why: one === "g" ? null : "loss" }).level,
    );
    assert.deepEqual(
      levels,
      [...held].map((one) => NAMES[one]),
    );
  });
}
