import assert from "node:assert/strict";
import test from "node:test";
import { InboundCounters } from "../../../static/calls/rtc/healing/inbound_counters.js";
import { InboundMonitor } from "../../../static/calls/rtc/healing/inbound_monitor.js";

/** A peer connection whose latest packets, and whose report, the test changes. */
function setUp(supported = true) {
  const peer = { shown: 1, other: 1, others: 0, packets: 1, checks: 1, reports: 0 };
  const receiver = supported ? { getSynchronizationSources: () => [{ source: 7, timestamp: peer.shown }] } : {};
  const readOther = () => {
    peer.others += 1;
    return [{ source: 8, timestamp: peer.other }];
  };
  const other = supported ? { getSynchronizationSources: readOther } : {};
  const counters = new InboundCounters({
    getReceivers: () => [receiver, other],
    getStats: async () => {
      peer.reports += 1;
      return new Map([
        ["in", { type: "inbound-rtp", packetsReceived: peer.packets }],
        ["pair", { type: "candidate-pair", responsesReceived: peer.checks }],
      ]);
    },
  });
  const monitor = new InboundMonitor();
  /** The verdicts of so many samples. */
  const samples = async (count, happens = () => {}) => {
    const verdicts = [];
    for (let i = 0; i < count; i++) {
      happens();
      verdicts.push(monitor.sample(await counters.read(), true));
    }
    return verdicts;
  };
  const refuse = () => {
    receiver.getSynchronizationSources = () => {
      throw new DOMException("forbidden", "SecurityError");
    };
  };
  return { peer, samples, refuse };
}

test("while media are played, only the first time needs a report, and one receiver is enough", async () => {
  const { peer, samples } = setUp();
  const verdicts = await samples(6, () => (peer.shown += 1));
  assert.deepEqual([verdicts.at(-1), peer.reports, peer.others], ["flowing", 1, 1]);
});

test("if the first receiver stops, another one that goes on is enough", async () => {
  const { peer, samples } = setUp();
  await samples(6, () => (peer.shown += 1));
  const verdicts = await samples(6, () => (peer.other += 1));
  assert.deepEqual([verdicts.at(-1), peer.reports], ["flowing", 2]);
});

test("a stream that stops is silent after four samples", async () => {
  const { peer, samples } = setUp();
  await samples(6, () => (peer.shown += 1));
  peer.packets += 500;
  assert.deepEqual(await samples(4), ["unknown", "unknown", "unknown", "silent"]);
});

test("packets that come and are not played are media, too", async () => {
  const { peer, samples } = setUp();
  await samples(6, () => (peer.shown += 1));
  assert.deepEqual((await samples(6, () => (peer.packets += 1))).at(-1), "flowing");
});

test("connectivity checks without media: the path works", async () => {
  const { peer, samples } = setUp();
  await samples(6, () => (peer.shown += 1));
  const verdicts = await samples(9, () => (peer.checks += 1));
  assert.ok(verdicts.includes("no-media") && !verdicts.includes("silent"), verdicts.join());
});

test("a browser whose receivers do not tell is asked for reports", async () => {
  const { peer, samples } = setUp(false);
  assert.equal((await samples(6, () => (peer.packets += 1))).at(-1), "flowing");
  assert.equal(peer.reports, 6);
});

test("so is one whose receivers refuse to", async () => {
  const { peer, samples, refuse } = setUp();
  refuse();
  assert.equal((await samples(6, () => (peer.packets += 1))).at(-1), "flowing");
  assert.equal(peer.reports, 6);
});
