import assert from "node:assert/strict";
import test from "node:test";

globalThis.gettext = (text) => text;
globalThis.pgettext = (_context, text) => text;
globalThis.interpolate = (text, values) => text.replace(/%\((\w+)\)s/g, (_all, name) => values[name]);

const { pathData, roundUp } = await import("../../../../static/calls/features/quality/details/chart.js");
const { facts, report, rows } = await import("../../../../static/calls/features/quality/details/rows.js");
const texts = await import("../../../../static/calls/features/quality/texts.js");

test("a scale ends at a round number above the values", () => {
  assert.deepEqual([0.05, 90_000, 100_000, 120_000, 2_100_000].map(roundUp), [0.05, 1e5, 1e5, 2e5, 5e6]);
});

test("an unknown value leaves a gap in the line, and values above the top stay in the chart", () => {
  assert.equal(pathData([0, null, 5, 50], 10), "M0.0 58.0M200.0 30.0L300.0 2.0");
  assert.equal(pathData([null, null], 10), "");
});

test("values have units and sensible precision", () => {
  assert.deepEqual([null, 0, 48_300, 999_600, 1_640_000].map(texts.bitrate), [
    "–",
    "0 kbit/s",
    "48 kbit/s",
    "1 Mbit/s",
    "1.6 Mbit/s",
  ]);
  assert.deepEqual([texts.percent(0.034), texts.milliseconds(0.0427)], ["3.4 %", "43 ms"]);
});

test("each cause has a sentence for each level, and a good call has none", () => {
  const causes = ["mine", "theirs", "between", "relay", "computer", "their-computer"];
  const sentence = causes.flatMap((cause) => ["weak", "poor"].map((level) => texts.problem({ level, cause }, "Bob")));
  assert.equal(new Set(sentence.filter(Boolean)).size, 12);
  assert.equal(texts.problem({ level: "good", cause: null }, "Bob"), "");
});

test("a chart has a summary in words", () => {
  const sentence = texts.chartSummary("Bit rate", [[null, 2e5, 1e5], [null]], texts.bitrate);
  const sent = "Sent: now 100 kbit/s, between 100 kbit/s and 200 kbit/s";
  assert.equal(sentence, `Bit rate in the last minute. ${sent}; Received: not known yet.`);
});

const METRICS = {
  inbound: {
    camera: { width: 640, height: 360, frameRate: 29.6 },
    screen: null,
    codecs: ["VP8"],
    loss: 0.01,
    freezes: 2,
  },
  outbound: { camera: null, screen: null, codecs: [], loss: null, video: null, audio: 30_000, limitation: "cpu" },
  roundTrip: 0.05,
  path: { relayed: true, protocol: "tcp", local: "relay", remote: "srflx" },
};
const STATE = {
  name: "Bob",
  judgement: { level: "weak", inbound: { level: "weak", why: "loss" }, outbound: { level: "good", why: null } },
  history: [null, METRICS, METRICS],
  saves: false,
  savedByPeer: true,
};

test("a screen has a row only where there is one", () => {
  const keys = (metrics) => rows(metrics).map(({ key }) => key);
  assert.ok(!keys(METRICS).includes("screen"));
  assert.ok(keys({ ...METRICS, inbound: { ...METRICS.inbound, screen: { width: 1, height: 1 } } }).includes("screen"));
  assert.deepEqual(
    rows(null).every(({ sent, received }) => sent === "–" && received === "–"),
    true,
  );
});

test("the route says how the call reaches the relay", () => {
  const route = (path) => facts({ ...STATE, history: [{ ...METRICS, path }] }).find(({ key }) => key === "route").value;
  assert.equal(route({ relayed: true, protocol: "tls" }), "Relayed over TLS");
  assert.equal(route({ relayed: true, protocol: "udp" }), "Relayed over UDP");
  assert.equal(route({ relayed: true, protocol: null }), "Relayed");
  assert.equal(route({ relayed: false, protocol: "udp" }), "Direct, UDP");
  assert.equal(route(null), "–");
});

test("the report for support has the statistics and no name", () => {
  const text = report(STATE, { when: "2030-01-01", browser: "Browser 1" });
  for (const part of [
    "Relayed over TCP",
    "relay → srflx",
    "last minute: 4",
    "640 × 360",
    "weak, loss",
    "This computer",
  ]) {
    assert.ok(text.includes(part), `${part} in\n${text}`);
  }
  assert.ok(!text.includes("Bob"));
  assert.equal(facts(STATE).find(({ key }) => key === "saver").value, "Requested by Bob");
});
