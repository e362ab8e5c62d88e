/** Takes out of signals all that names an address other than a relay's. */

import { parse, separate } from "../candidates/candidate.js";

/**
 * The signals to pass on: the description without addresses, then its candidates one by one, relays only.
 * @param {Signal} signal
 * @returns {Signal[]}
 */
export function relayOnly({ description, candidate }) {
  /** @type {Signal[]} */
  const signals = [];
  const { sdp, candidates } = separate(description?.sdp);
  if (description) signals.push({ description: { type: description.type, sdp: withoutAddresses(sdp) } });
  for (const each of candidate ? [...candidates, candidate] : candidates) {
    const line = each.candidate ?? "";
    // The related address of a relay is this side's own.
    if (parse(line)?.type === "relay")
      signals.push({
        candidate: { ...each, candidate: line.replace(/ raddr \S+ rport \d+/i, " raddr 0.0.0.0 rport 0") },
      });
  }
  return signals;
}

/** What browsers write there is of no use once there are candidates. @param {string} sdp */
const withoutAddresses = (sdp) =>
  sdp
    .replace(/^(o=\S+ \S+ \S+) IN IP\d \S+/m, "$1 IN IP4 127.0.0.1")
    .replace(/^c=IN IP\d \S+/gm, "c=IN IP4 0.0.0.0")
    .replace(/^a=rtcp:\d+.*?(\r?)$/gm, "a=rtcp:9 IN IP4 0.0.0.0$1")
    .replace(/^(m=\S+) [1-9]\d* /gm, "$1 9 ")
    .replace(/^a=(?:candidate|remote-candidates).*\r?\n?/gim, "");
