import assert from "node:assert/strict";
import test from "node:test";
import { suggest } from "../../../../static/calls/features/quality/judge/suggestion.js";

const FACTS = { sends: true, receives: true, shares: false, saves: false };
const outbound = { level: "poor", direction: "outbound", bothDirections: false };
const inbound = { level: "poor", direction: "inbound", bothDirections: false };
const SUGGESTIONS = [
  [{ ...outbound, level: "good" }, {}, null],
  [{ ...outbound, level: "weak" }, {}, "save"],
  [{ ...outbound, level: "weak" }, { saves: true }, "stop-sending"],
  [{ ...inbound, level: "weak" }, { saves: true }, "stop-receiving"],
  [{ ...inbound, level: "weak" }, { sends: false, receives: false }, null],
  [outbound, {}, "stop-sending"],
  [inbound, {}, "stop-receiving"],
  [outbound, { sends: false }, null],
  [{ ...outbound, bothDirections: true }, { sends: false }, "stop-receiving"],
  [{ ...inbound, bothDirections: true }, { receives: false }, "stop-sending"],
  [outbound, { sends: false, shares: true }, "save"],
  [outbound, { sends: false, shares: true, saves: true }, null],
];
for (const [judgement, facts, suggestion] of SUGGESTIONS) {
  test(`${JSON.stringify({ ...judgement, ...facts })}: ${suggestion}`, () => {
    assert.equal(suggest(judgement, { ...FACTS, ...facts }), suggestion);
  });
}
