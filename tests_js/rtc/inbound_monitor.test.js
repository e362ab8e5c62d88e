import assert from "node:assert/strict";
import test from "node:test";
import { InboundMonitor } from "../../static/calls/rtc/inbound_monitor.js";

/** Looks at what "m" (media) and "l" (checks of the link) bring, "-" being nothing, "c" a change of the network; the last verdict, or all. */
function looks(script, { expected = true, flow = new InboundMonitor() } = {}) {
  const counters = { media: { audio: 5 }, link: { pair: 5 } };
  const verdicts = [flow.look(structuredClone(counters), expected)];
  for (const what of script) {
    if (what === "c") {
      flow.doubt();
      continue;
    }
    if (what === "m") counters.media.audio += 25;
    if (what === "l") counters.link.pair += 1;
    verdicts.push(flow.look(structuredClone(counters), expected));
  }
  return verdicts;
}

test("media flow from the second look with new packets", () => {
  assert.deepEqual(looks("mmm"), ["quiet", "quiet", "flows", "flows"]);
});

test("a steady stream that stops is silent after four looks; a check in between says that the peer is there", () => {
  assert.deepEqual(looks("mmm----").slice(-4), ["quiet", "quiet", "quiet", "silent"]);
  assert.ok(!looks("mmm---l---l---").includes("silent"));
});

test("once the network has changed, a stream that stops is gone after two looks; one that goes on is believed again", () => {
  assert.deepEqual(looks("mmmc--").slice(-2), ["quiet", "gone"]);
  assert.ok(!looks("mmmcmm---").includes("gone"));
});

test("what trickles in does not count as flowing, nor do leftovers", () => {
  assert.ok(!looks("m-m-m-m").includes("flows"));
});

test("nothing at all on a new connection is silence after eight looks", () => {
  assert.deepEqual([looks("-------").at(-1), looks("--------").at(-1)], ["quiet", "silent"]);
});

test("checks alone, where media should come, are dry every eight looks", () => {
  const verdicts = looks("llllllllllllllll");
  assert.deepEqual([verdicts.indexOf("dry"), verdicts.lastIndexOf("dry")], [8, 16]);
});

test("a peer that sends nothing is expected to be quiet", () => {
  const verdicts = looks(`mmm${"-".repeat(30)}`, { expected: false });
  assert.deepEqual(new Set(verdicts), new Set(["quiet", "flows"]));
  assert.ok(!verdicts.slice(5).includes("flows"));
});

test("ways that go away, as after a restart of ICE, bring nothing", () => {
  const flow = new InboundMonitor();
  flow.look({ media: { a: 1 }, link: { old: 900, new: 5 } }, true);
  for (let i = 0; i < 8; i++) flow.look({ media: { a: 1 }, link: { new: 5 } }, true);
  assert.equal(flow.look({ media: { a: 1 }, link: { new: 5 } }, true), "silent");
});

test("the peer is alive while anything comes, and for eight seconds more", () => {
  const flow = new InboundMonitor();
  assert.equal(flow.alive, false);
  looks(`l${"-".repeat(15)}`, { flow });
  assert.equal(flow.alive, true);
  looks("-".repeat(16), { flow });
  assert.equal(flow.alive, false);
});
