/** Parses the `quality` message, in which the peer's page sends its assessment. */

import { MAX_WEIGHT } from "../line/evidence.js";
import { LEVELS } from "./levels.js";

const IMPAIRMENTS = new Set(["loss", "narrow", "computer", "gaps", "delay"]);

/** Null where it is malformed. @param {any} message @returns {PeerQuality | null} */
export function parsePeerQuality(message) {
  const [inbound, outbound] = [parseAssessment(message.in), parseAssessment(message.out)];
  if (!inbound || !outbound) return null;
  const wider = Number.isInteger(message.wider) ? message.wider : 0;
  return { inbound, outbound, amiss: message.amiss === true, line: parseLine(message.line), wider };
}

/** @param {any} value @returns {Assessment | null} */
function parseAssessment(value) {
  if (!LEVELS.includes(value?.level)) return null;
  return { level: value.level, why: IMPAIRMENTS.has(value.why) ? value.why : null };
}

/** @param {any} value @returns {number} */
function parseLine(value) {
  if (typeof value !== "number" || !Number.isFinite(value)) return 0;
  return Math.max(-MAX_WEIGHT, Math.min(MAX_WEIGHT, value));
}
