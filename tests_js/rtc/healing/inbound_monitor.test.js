import assert from "node:assert/strict";
import test from "node:test";
import { InboundMonitor } from "../../../static/calls/rtc/healing/inbound_monitor.js";

/** Samples what "m" (media) and "l" (connectivity checks) bring, "-" being nothing, "c" a change of the network; the last verdict, or all. */
function samples(script, { expected = true, monitor = new InboundMonitor() } = {}) {
  const counters = { media: { audio: 5 }, path: { pair: 5 } };
  const verdicts = [monitor.sample(structuredClone(counters), expected)];
  for (const what of script) {
    if (what === "c") {
      monitor.networkChanged();
      continue;
    }
    if (what === "m") counters.media.audio += 25;
    if (what === "l") counters.path.pair += 1;
    verdicts.push(monitor.sample(structuredClone(counters), expected));
  }
  return verdicts;
}

test("media flow from the second sample with new packets", () => {
  assert.deepEqual(samples("mmm"), ["unknown", "unknown", "flowing", "flowing"]);
});

test("a steady stream that stops is silent after four samples; a check in between shows that the peer is there", () => {
  assert.deepEqual(samples("mmm----").slice(-4), ["unknown", "unknown", "unknown", "silent"]);
  assert.ok(!samples("mmm---l---l---").includes("silent"));
});

test("once the network has changed, a stream that stops is gone after two samples; one that continues counts again", () => {
  assert.deepEqual(samples("mmmc--").slice(-2), ["unknown", "gone"]);
  assert.ok(!samples("mmmcmm---").includes("gone"));
});

test("single packets do not count as flowing", () => {
  assert.ok(!samples("m-m-m-m").includes("flowing"));
});

test("nothing at all on a new connection is silence after eight samples", () => {
  assert.deepEqual([samples("-------").at(-1), samples("--------").at(-1)], ["unknown", "silent"]);
});

test("checks without the expected media are 'no-media' every eight samples", () => {
  const verdicts = samples("llllllllllllllll");
  assert.deepEqual([verdicts.indexOf("no-media"), verdicts.lastIndexOf("no-media")], [8, 16]);
});

test("nothing is judged for a peer that sends nothing", () => {
  const verdicts = samples(`mmm${"-".repeat(30)}`, { expected: false });
  assert.deepEqual(new Set(verdicts), new Set(["unknown", "flowing"]));
  assert.ok(!verdicts.slice(5).includes("flowing"));
});

test("candidate pairs that disappear, as after an ICE restart, bring nothing", () => {
  const monitor = new InboundMonitor();
  monitor.sample({ media: { a: 1 }, path: { old: 900, new: 5 } }, true);
  for (let i = 0; i < 8; i++) monitor.sample({ media: { a: 1 }, path: { new: 5 } }, true);
  assert.equal(monitor.sample({ media: { a: 1 }, path: { new: 5 } }, true), "silent");
});

test("the peer is alive while anything comes, and for eight seconds more", () => {
  const monitor = new InboundMonitor();
  assert.equal(monitor.alive, false);
  samples(`l${"-".repeat(15)}`, { monitor });
  assert.equal(monitor.alive, true);
  samples("-".repeat(16), { monitor });
  assert.equal(monitor.alive, false);
});
