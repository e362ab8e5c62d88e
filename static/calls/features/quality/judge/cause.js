/** Finds the most likely cause of a bad call: whose network, whose computer, the relay, or something in between. */

import { isWorse } from "./levels.js";

/**
 * Loss alone never tells the two networks apart: what this side sends may be lost on its own line or on the peer's. So each page also
 * measures its own way to the server, in which the peer has no part, and sends the other page the result. Where that decides nothing, the
 * sender's line is the more likely one, since most lines are slower upwards. Where both directions are bad, nobody is blamed.
 * @param {{ inbound: Assessment, outbound: Assessment, slow: boolean, peer: PeerQuality | null, relayed: boolean }} facts
 * @returns {Cause}
 */
export function causeOf({ inbound, outbound, slow, peer, relayed }) {
  const direction = worseDirection(inbound, outbound);
  const { why } = direction === "inbound" ? inbound : outbound;
  if (why === "computer") return "computer";
  if (direction === "inbound" && why === "gaps" && peer?.outbound.why === "computer") return "their-computer";
  if (slow !== (peer?.slow ?? false)) return slow ? "mine" : "theirs";
  if (why === "delay" && relayed) return "relay";
  // Gaps without loss may have several causes: packets that come late, or a page that sends late.
  if (why === "gaps" || (inbound.level !== "good" && outbound.level !== "good")) return "between";
  return direction === "inbound" ? "theirs" : "mine";
}

/**
 * Outbound where both are equal: this side can do something about that.
 * @param {Assessment} inbound
 * @param {Assessment} outbound
 * @returns {StreamDirection}
 */
export const worseDirection = (inbound, outbound) => (isWorse(inbound.level, outbound.level) ? "inbound" : "outbound");
