import assert from "node:assert/strict";
import test from "node:test";
import { Bandwidth } from "../../../../static/calls/features/quality/judge/bandwidth.js";
import { second } from "./second.js";

/** The levels of one half second after the other. */
function levels(estimates, given = {}, facts = {}, bandwidth = new Bandwidth()) {
  const metrics = (available) => ({
    ...second({ outbound: { limitation: "bandwidth" }, ...given, available }),
    gap: 0.5,
  });
  return estimates.map((available) => bandwidth.push(metrics(available), { ...FACTS, ...facts }));
}
const FACTS = { wanted: 1_700_000, flow: "open", excess: 0 };
const latest = (...args) => levels(...args).at(-1);

test("a line is narrow by what the browser has for a video that it has scaled down", () => {
  assert.deepEqual(
    [2e6, 399_000, 119_000].map((available) => latest([available])),
    ["good", "weak", "poor"],
  );
  assert.equal(latest([90_000], { outbound: { limitation: "none" } }), "good");
  assert.equal(latest([null]), "good");
});

test("what the page itself limits is not narrow", () => {
  assert.deepEqual(
    [230_000, 220_000].map((available) => latest([available], {}, { wanted: 150_000 })),
    ["good", "weak"],
  );
});

test("a level ends well above the value where it begins", () => {
  assert.deepEqual(levels([300_000, 450_000, 510_000]).slice(0, 2), ["weak", "weak"]);
  assert.equal(latest([300_000, 510_000]), "good");
});

/** By what the page does with the video, where the browser names no limit. */
const byFlow = (available) =>
  ["open", "reduced", "held", "probing"].map((flow) =>
    latest([available], { outbound: { limitation: "none" } }, { flow }),
  );

test("a line for which the page holds its video back is narrow, whatever the browser says", () => {
  assert.deepEqual(byFlow(480_000), ["good", "weak", "poor", "poor"]);
});

test("a small picture that is about to grow is no narrow line", () => {
  assert.deepEqual(byFlow(520_000), ["good", "good", "poor", "poor"]);
});

const NARROW = Array(12).fill([86_000, 80_000, 89_000]).flat();
const RISING = [93, 97, 101, 105, 110, 115, 120].map((kilobits) => 1000 * kilobits);

test("a line is wide again when the estimate passes those of the narrow line, with nothing lost or queued", () => {
  assert.equal(latest(NARROW), "poor");
  assert.equal(latest([...NARROW, ...RISING]), "good");
  assert.equal(latest([...NARROW, ...RISING], { outbound: { limitation: "bandwidth", loss: 0.05 } }), "poor");
  assert.equal(latest([...NARROW, ...RISING], {}, { excess: 0.2 }), "poor");
});

test("it is narrow again at the next trouble", () => {
  const bandwidth = new Bandwidth();
  assert.equal(latest([...NARROW, ...RISING], {}, {}, bandwidth), "good");
  assert.equal(latest([118_000], {}, {}, bandwidth), "good");
  assert.equal(latest([118_000], {}, { excess: 0.2 }, bandwidth), "poor");
  assert.equal(latest([118_000, 119_000, 118_000, 119_000, 119_000], {}, {}, bandwidth), "poor");
});

test("a line that becomes narrow once more is narrow at once", () => {
  const bandwidth = new Bandwidth();
  assert.equal(latest([...NARROW, ...RISING, 2e6, 2e6], {}, {}, bandwidth), "good");
  assert.equal(latest([100_000], {}, {}, bandwidth), "poor");
});
