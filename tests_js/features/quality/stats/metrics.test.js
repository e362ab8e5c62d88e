import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { figures } from "../../../../static/calls/features/quality/stats/metrics.js";
import { read } from "../../../../static/calls/features/quality/stats/stats_snapshot.js";

/** Two reports of Chromium, a second apart: a relayed call whose page shares its screen, too. */
const RECORDED = JSON.parse(readFileSync(new URL("../reports/chromium_relayed.json", import.meta.url), "utf8"));
const report = (entries) => new Map(entries.map((entry) => [entry.id, entry]));
const reading = (entries) => read(report(entries));
const recorded = () => figures(reading(RECORDED.before), reading(RECORDED.now));

/** The second report with some entries changed. @param {(entry: any) => any} change */
const changed = (change) => reading(RECORDED.now.map((entry) => ({ ...entry, ...change(entry) })));
const rounded = (value) => Math.round(value);

test("a recorded second: bits of each line and way, sizes, pace and codecs", () => {
  const { in: come, out } = recorded();
  assert.deepEqual([come.audio, come.video, out.audio, out.video].map(rounded), [22_645, 245_783, 25_105, 142_257]);
  assert.deepEqual([rounded(come.bitrate), rounded(out.bitrate)], [268_428, 681_829]);
  assert.deepEqual([come.camera.width, come.camera.height, rounded(come.camera.frameRate)], [480, 270, 19]);
  assert.deepEqual([out.camera.width, out.camera.height, rounded(out.camera.frameRate)], [320, 180, 20]);
  assert.deepEqual([out.screen.width, out.screen.height, come.screen], [960, 540, null]);
  assert.deepEqual(
    [out.codecs, come.codecs],
    [
      ["opus", "VP8"],
      ["opus", "VP8"],
    ],
  );
});

test("a recorded second: what was lost, made up and held back, and the way", () => {
  const { in: come, out, path, roundTrip, available } = recorded();
  assert.deepEqual([come.loss, out.loss, come.dropped, come.frozen, come.freezes], [0, 0, 0, 0, 0]);
  assert.deepEqual([come.jitter, out.limitation], [0.018, "bandwidth"]);
  assert.deepEqual([path.local, path.remote, path.relayed, path.protocol], ["relay", "host", true, "udp"]);
  assert.deepEqual([roundTrip, available], [0.042, 5_448_000]);
});

test("what comes is lost by the share of what should have come", () => {
  const now = changed(({ type, mid, packetsReceived, packetsLost }) =>
    type === "inbound-rtp" && mid === "1" ? { packetsReceived, packetsLost: packetsLost + 85 } : {},
  );
  // 38 packets of the picture and 47 of the sound came.
  assert.equal(figures(reading(RECORDED.before), now).in.loss, 85 / (85 + 85));
});

test("a picture that stands is frozen before the browser says so", () => {
  const { framesDecoded } = RECORDED.before.find(({ type, mid }) => type === "inbound-rtp" && mid === "1");
  const now = changed(({ type, mid }) => (type === "inbound-rtp" && mid === "1" ? { framesDecoded } : {}));
  const { frozen, camera } = figures(reading(RECORDED.before), now).in;
  assert.deepEqual([frozen, camera], [1, null]);
});

test("what goes is lost as the peer tells, as long as that is fresh", () => {
  const tells = (change) => changed(({ type }) => (type === "remote-inbound-rtp" ? change : {}));
  assert.equal(rounded(100 * figures(reading(RECORDED.before), tells({ fractionLost: 0.2 })).out.loss), 20);
  const stale = tells({ fractionLost: 0.2, timestamp: RECORDED.now[0].timestamp - 60_000 });
  assert.equal(figures(reading(RECORDED.before), stale).out.loss, null);
});

test("a new peer connection begins its counters anew: nothing is compared with the old one", () => {
  const { in: come, out } = figures(
    reading(RECORDED.now),
    changed(({ id }) => ({ id: `${id}-new`, ...soon })),
  );
  assert.deepEqual([come.bitrate, out.bitrate, come.loss, out.loss, come.camera], [null, null, null, null, null]);
  const restarted = changed(({ type }) => ({ ...soon, ...(type === "inbound-rtp" && FRESH) }));
  assert.equal(figures(reading(RECORDED.now), restarted).in.bitrate, null);
});
const soon = { timestamp: RECORDED.now[0].timestamp + 1_000 };
const FRESH = { packetsReceived: 0, bytesReceived: 0 };

test("the first report, one that comes too soon, and one after a sleep say nothing of rates", () => {
  const late = (ms) => changed(({ timestamp }) => ({ timestamp: timestamp + ms }));
  for (const before of [null, reading(RECORDED.now)]) {
    const { in: come, out, path } = figures(before, reading(RECORDED.now));
    assert.deepEqual([come.bitrate, out.bitrate, path.relayed], [null, null, true]);
  }
  assert.equal(figures(reading(RECORDED.now), late(60_000)).in.bitrate, null);
});

test("a browser that tells little breaks nothing", () => {
  const bare = RECORDED.now.map(({ id, type, kind, timestamp }) => ({ id, type, kind, timestamp }));
  const { in: come, out, path, roundTrip } = figures(reading(RECORDED.before), reading(bare));
  assert.deepEqual(
    [come.loss, come.jitter, out.loss, out.limitation, path, roundTrip],
    [null, null, null, null, null, null],
  );
  assert.deepEqual(figures(null, read(new Map())).in.codecs, []);
});

test("a browser without transports marks the pair itself", () => {
  const firefox = RECORDED.now
    .filter(({ type }) => type !== "transport")
    .map((entry) => ({ ...entry, ...(entry.state === "succeeded" && { selected: true }) }));
  assert.equal(reading(firefox).path.relayed, true);
});

test("lines go by their place, and by their order where no place is told", () => {
  const lines = (entries) =>
    reading(entries)
      .streams.filter(({ way }) => way === "out")
      .map(({ line }) => line)
      .sort();
  const all = ["audio", "screen", "screenSound", "video"];
  assert.deepEqual(lines(RECORDED.now), all);
  const placeless = RECORDED.now.map(({ mid: _mid, ...entry }) => entry);
  assert.deepEqual(lines(placeless), all);
  assert.deepEqual(lines(RECORDED.now.filter(({ mid }) => mid === "2")), ["screen"]);
});
