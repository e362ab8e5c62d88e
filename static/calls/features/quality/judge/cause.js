/** Finds the most likely cause of a bad call: whose network, whose computer, the relay, or something in between. */

import { isWorse } from "./levels.js";

/** A balance from which on one line is about ten times as likely as the other one. */
const DECIDED = 2.3;

/**
 * Loss alone never tells the two networks apart: what this side sends may be lost on its own line or on the peer's. So each page also
 * weighs its own line to the server, in which the peer has no part, and sends the other page the result. Where that decides nothing,
 * nobody is blamed.
 * @param {{ inbound: Assessment, outbound: Assessment, line: number, peer: PeerQuality | null, relayed: boolean, held: Cause | null }} facts
 *   `line`: how far this side's line is the suspect (see line/evidence.js); `held`: the cause that the page names now
 * @returns {Cause}
 */
export function causeOf({ inbound, outbound, line, peer, relayed, held }) {
  const direction = worseDirection(inbound, outbound);
  const { why } = direction === "inbound" ? inbound : outbound;
  if (why === "computer") return "computer";
  if (direction === "inbound" && why === "gaps" && peer?.outbound.why === "computer") return "their-computer";
  const suspect = suspectOf(line, peer?.line ?? 0, held);
  if (suspect) return suspect;
  return why === "delay" && relayed ? "relay" : "between";
}

/**
 * A line can be named because the other one is good, but only its own pongs can turn the blame from one to the other: once a
 * queue is empty, both lines look good.
 * @param {number} mine @param {number} theirs @param {Cause | null} held
 * @returns {"mine" | "theirs" | null}
 */
function suspectOf(mine, theirs, held) {
  const balance = mine - theirs;
  if (balance >= DECIDED && (held !== "theirs" || mine >= DECIDED)) return "mine";
  if (balance <= -DECIDED && (held !== "mine" || theirs >= DECIDED)) return "theirs";
  return null;
}

/**
 * Outbound where both are equal: this side can do something about that.
 * @param {Assessment} inbound
 * @param {Assessment} outbound
 * @returns {StreamDirection}
 */
export const worseDirection = (inbound, outbound) => (isWorse(inbound.level, outbound.level) ? "inbound" : "outbound");
