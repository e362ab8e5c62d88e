/** Reads from the statistics how full this side's line is. Null stands for an unknown value. */

import { number } from "../stats/stats_snapshot.js";

/** Milliseconds for which a report of the peer says something. */
const FRESH_MS = 2_500;

/**
 * @param {Iterable<[string, any]>[]} reports one for each picture that is sent, and for what comes
 * @returns {LineCounters | null} null if nothing is sent, or no path is known
 */
export function readLine(reports) {
  const entries = reports.flatMap((report) => [...report].map(([, entry]) => entry));
  const pair = entries.find(({ type, nominated }) => type === "candidate-pair" && nominated);
  if (!pair) return null;
  return {
    at: pair.timestamp,
    path: pair.id,
    sent: pair.bytesSent ?? 0,
    received: pair.bytesReceived ?? 0,
    pictures: entries
      .filter(({ type }) => type === "outbound-rtp")
      .reduce((sum, { bytesSent = 0, headerBytesSent = 0 }) => sum + bytesSent + headerBytesSent, 0),
    available: number(pair.availableOutgoingBitrate),
    target: targetOf(entries),
    arrived: sumOf(entries, "packetsReceived"),
    missed: sumOf(entries, "packetsLost"),
    samples: sumOf(entries, "totalSamplesReceived"),
    concealed: sumOf(entries, "concealedSamples") - sumOf(entries, "silentConcealedSamples"),
    remote: entries
      .filter(({ type }) => type === "remote-inbound-rtp")
      .map(({ timestamp, fractionLost, roundTripTime }) => ({
        at: timestamp,
        loss: number(fractionLost) ?? 0,
        roundTrip: number(roundTripTime) ?? 0,
      })),
  };
}

/** Over all that comes. @param {any[]} entries @param {string} counter */
const sumOf = (entries, counter) =>
  entries.filter(({ type }) => type === "inbound-rtp").reduce((sum, entry) => sum + (number(entry[counter]) ?? 0), 0);

/** @param {number} part @param {number} whole */
const share = (part, whole) => (part > 0 ? part / whole : 0);

/** What the browser wants to send of the pictures. @param {any[]} entries */
function targetOf(entries) {
  const targets = entries.map(({ targetBitrate }) => number(targetBitrate)).filter((target) => target !== null);
  return targets.length > 0 ? targets.reduce((sum, target) => sum + target, 0) : null;
}

/**
 * @param {LineCounters} before
 * @param {LineCounters} now
 * @returns {LineState | null} null if nothing has come from the peer, which says more about the path than about its width
 */
export function lineBetween(before, now) {
  if (now.path !== before.path || now.received <= before.received || now.at <= before.at) return null;
  /** @param {"sent" | "received" | "pictures"} counter bytes, which start again at 0 with another codec */
  const rate = (counter) => (8_000 * Math.max(0, now[counter] - before[counter])) / (now.at - before.at);
  /** @param {"arrived" | "missed" | "samples" | "concealed"} counter */
  const more = (counter) => Math.max(0, now[counter] - before[counter]);
  const fresh = now.remote.filter(({ at }) => now.at - at < FRESH_MS);
  return {
    at: now.at,
    available: now.available,
    target: now.target,
    sent: rate("sent"),
    received: rate("received"),
    pictures: rate("pictures"),
    missed: Math.max(
      share(more("missed"), more("missed") + more("arrived")),
      share(more("concealed"), more("samples")),
    ),
    loss: Math.max(0, ...fresh.map(({ loss }) => loss)),
    roundTrip: Math.max(0, ...fresh.map(({ roundTrip }) => roundTrip)),
  };
}
