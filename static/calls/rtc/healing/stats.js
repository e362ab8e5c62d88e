/** What the browser's statistics say about the media that come from the peer. */

/**
 * Packets of media by stream; bytes and connectivity checks by candidate pair.
 * @param {RTCStatsReport} report
 * @returns {Counters}
 */
export function countersOf(report) {
  /** @type {Counters} */
  const counters = { media: {}, path: {} };
  for (const [id, entry] of /** @type {Map<string, any>} */ (report)) {
    if (entry.type === "inbound-rtp") counters.media[id] = entry.packetsReceived ?? 0;
    if (entry.type !== "candidate-pair") continue;
    const { bytesReceived = 0, responsesReceived = 0, requestsReceived = 0 } = entry;
    counters.path[id] = bytesReceived + responsesReceived + requestsReceived;
  }
  return counters;
}

/** Pictures of the peer's that have been decoded so far. @param {RTCStatsReport} report */
export function framesDecodedIn(report) {
  let sum = 0;
  for (const entry of /** @type {Map<string, any>} */ (report).values()) {
    if (entry.type === "inbound-rtp") sum += entry.framesDecoded ?? 0;
  }
  return sum;
}

/** Whether any counter has risen. @param {Record<string, number>} now @param {Record<string, number>} before */
export const rose = (now, before) => Object.entries(now).some(([id, count]) => count > (before[id] ?? 0));
