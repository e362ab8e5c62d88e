import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { metricsBetween } from "../../../../static/calls/features/quality/stats/metrics.js";
import { readStats } from "../../../../static/calls/features/quality/stats/stats_snapshot.js";

/** Two reports of Chromium, one second apart: a relayed call in which this page shares its screen. */
const RECORDED = JSON.parse(readFileSync(new URL("../reports/chromium_relayed.json", import.meta.url), "utf8"));
const report = (entries) => new Map(entries.map((entry) => [entry.id, entry]));
const snapshot = (entries) => readStats(report(entries));
const recorded = () => metricsBetween(snapshot(RECORDED.before), snapshot(RECORDED.now));

/** The second report with some entries changed. @param {(entry: any) => any} change */
const changed = (change) => snapshot(RECORDED.now.map((entry) => ({ ...entry, ...change(entry) })));
const rounded = (value) => Math.round(value);

test("a recorded second: bit rates, sizes, frame rates and codecs in both directions", () => {
  const { inbound, outbound } = recorded();
  assert.deepEqual(
    [inbound.audio, inbound.video, outbound.audio, outbound.video].map(rounded),
    [22_645, 245_783, 25_105, 142_257],
  );
  assert.deepEqual([rounded(inbound.bitrate), rounded(outbound.bitrate)], [268_428, 681_829]);
  assert.deepEqual([inbound.camera.width, inbound.camera.height, rounded(inbound.camera.frameRate)], [480, 270, 19]);
  assert.deepEqual([outbound.camera.width, outbound.camera.height, rounded(outbound.camera.frameRate)], [320, 180, 20]);
  assert.deepEqual([outbound.screen.width, outbound.screen.height, inbound.screen], [960, 540, null]);
  assert.deepEqual(
    [outbound.codecs, inbound.codecs],
    [
      ["opus", "VP8"],
      ["opus", "VP8"],
    ],
  );
});

test("a recorded second: loss, concealment, limitation and network path", () => {
  const { inbound, outbound, path, roundTrip, available } = recorded();
  assert.deepEqual([inbound.loss, outbound.loss, inbound.dropped, inbound.frozen, inbound.freezes], [0, 0, 0, 0, 0]);
  assert.deepEqual([inbound.jitter, outbound.limitation], [0.018, "bandwidth"]);
  assert.deepEqual([path.local, path.remote, path.relayed, path.protocol], ["relay", "host", true, "udp"]);
  assert.deepEqual([roundTrip, available], [0.043335, 5_448_000]);
});

test("inbound loss is a share of all packets that should have arrived", () => {
  const now = changed(({ type, mid, packetsReceived, packetsLost }) =>
    type === "inbound-rtp" && mid === "1" ? { packetsReceived, packetsLost: packetsLost + 85 } : {},
  );
  // 38 packets of the video and 47 of the sound arrived.
  assert.equal(metricsBetween(snapshot(RECORDED.before), now).inbound.loss, 85 / (85 + 85));
});

test("a video without new frames is frozen before the browser reports a freeze", () => {
  const { framesDecoded } = RECORDED.before.find(({ type, mid }) => type === "inbound-rtp" && mid === "1");
  const now = changed(({ type, mid }) => (type === "inbound-rtp" && mid === "1" ? { framesDecoded } : {}));
  const { frozen, camera } = metricsBetween(snapshot(RECORDED.before), now).inbound;
  assert.deepEqual([frozen, camera], [1, null]);
});

test("outbound loss is what the peer reports, as long as the report is fresh", () => {
  const tells = (change) => changed(({ type }) => (type === "remote-inbound-rtp" ? change : {}));
  assert.equal(
    rounded(100 * metricsBetween(snapshot(RECORDED.before), tells({ fractionLost: 0.2 })).outbound.loss),
    20,
  );
  const stale = tells({ fractionLost: 0.2, timestamp: RECORDED.now[0].timestamp - 60_000 });
  assert.equal(metricsBetween(snapshot(RECORDED.before), stale).outbound.loss, null);
});

test("counters of a new peer connection are not compared with those of the old one", () => {
  const { inbound, outbound } = metricsBetween(
    snapshot(RECORDED.now),
    changed(({ id }) => ({ id: `${id}-new`, ...soon })),
  );
  assert.deepEqual(
    [inbound.bitrate, outbound.bitrate, inbound.loss, outbound.loss, inbound.camera],
    [null, null, null, null, null],
  );
  const restarted = changed(({ type }) => ({ ...soon, ...(type === "inbound-rtp" && FRESH) }));
  assert.equal(metricsBetween(snapshot(RECORDED.now), restarted).inbound.bitrate, null);
});
const soon = { timestamp: RECORDED.now[0].timestamp + 1_000 };
const FRESH = { packetsReceived: 0, bytesReceived: 0 };

test("the first report, an early one, and one after a sleep give no rates", () => {
  const late = (ms) => changed(({ timestamp }) => ({ timestamp: timestamp + ms }));
  for (const before of [null, snapshot(RECORDED.now)]) {
    const { inbound, outbound, path } = metricsBetween(before, snapshot(RECORDED.now));
    assert.deepEqual([inbound.bitrate, outbound.bitrate, path.relayed], [null, null, true]);
  }
  assert.equal(metricsBetween(snapshot(RECORDED.now), late(60_000)).inbound.bitrate, null);
});

test("missing fields become null", () => {
  const bare = RECORDED.now.map(({ id, type, kind, timestamp }) => ({ id, type, kind, timestamp }));
  const { inbound, outbound, path, roundTrip } = metricsBetween(snapshot(RECORDED.before), snapshot(bare));
  assert.deepEqual(
    [inbound.loss, inbound.jitter, outbound.loss, outbound.limitation, path, roundTrip],
    [null, null, null, null, null, null],
  );
  assert.deepEqual(metricsBetween(null, readStats(new Map())).inbound.codecs, []);
});

test("the way to the relay is told by relayProtocol, or else by the relay's URL, and never by the relay's own protocol", () => {
  const protocol = (known) =>
    snapshot(
      RECORDED.now.map(({ relayProtocol, url, ...entry }) => ({
        ...entry,
        ...(entry.candidateType === "relay" && { protocol: "udp", ...known }),
      })),
    ).path.protocol;
  assert.equal(protocol({ relayProtocol: "tls", url: "turn:h?transport=udp" }), "tls");
  assert.equal(protocol({ url: "turns:call.example.org:443?transport=tcp" }), "tls");
  assert.equal(protocol({ url: "turn:call.example.org:3478?transport=tcp" }), "tcp");
  assert.equal(protocol({ url: "turn:call.example.org:3478?transport=udp" }), "udp");
  assert.equal(protocol({}), null);
});

test("without transport entries the selected candidate pair counts", () => {
  const firefox = RECORDED.now
    .filter(({ type }) => type !== "transport")
    .map((entry) => ({ ...entry, ...(entry.state === "succeeded" && { selected: true }) }));
  assert.equal(snapshot(firefox).path.relayed, true);
});

test("streams are told apart by their mid, and by their order where there is none", () => {
  const lines = (entries) =>
    snapshot(entries)
      .streams.filter(({ direction }) => direction === "outbound")
      .map(({ source }) => source)
      .sort();
  const all = ["audio", "screen", "screenAudio", "video"];
  assert.deepEqual(lines(RECORDED.now), all);
  const placeless = RECORDED.now.map(({ mid: _mid, ...entry }) => entry);
  assert.deepEqual(lines(placeless), all);
  assert.deepEqual(lines(RECORDED.now.filter(({ mid }) => mid === "2")), ["screen"]);
});
