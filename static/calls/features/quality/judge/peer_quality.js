/** Parses the `quality` message, in which the peer's page sends its assessment. */

import { LEVELS } from "./levels.js";

const IMPAIRMENTS = new Set(["loss", "narrow", "computer", "gaps", "delay"]);

/** Null where it is malformed. @param {any} message @returns {PeerQuality | null} */
export function parsePeerQuality(message) {
  const [inbound, outbound] = [parseAssessment(message.in), parseAssessment(message.out)];
  return inbound && outbound ? { inbound, outbound, slow: message.slow === true } : null;
}

/** @param {any} value @returns {Assessment | null} */
function parseAssessment(value) {
  if (!LEVELS.includes(value?.level)) return null;
  return { level: value.level, why: IMPAIRMENTS.has(value.why) ? value.why : null };
}
