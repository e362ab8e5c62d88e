/** Assesses one second of each direction: its level, and what impairs it. */

import { worse } from "./levels.js";

/**
 * Where "weak" and "poor" begin. Shares of a second, except the delay: seconds of a round trip. ITU-T G.114 finds 0.3
 * acceptable without reserve, and 0.8 the limit.
 */
const THRESHOLDS = {
  loss: [0.03, 0.1],
  delay: [0.4, 0.8],
  concealed: [0.05, 0.2],
  frozen: [0.25, 0.6],
  dropped: [0.3, 0.6],
};
/** Bits a second available to a video that the browser has scaled down for lack of bandwidth. */
const BANDWIDTH = { weak: 250_000, poor: 100_000 };
/** Frames a second below which a video that the computer is too slow to encode no longer looks like motion. */
const MIN_FRAME_RATE = 8;
/** Seconds between two polls from which on this page itself runs late; they should be one second apart. */
export const LATE_GAP = 2;

/** @param {keyof typeof THRESHOLDS} measure @param {number | null} value @returns {Level} */
function levelOf(measure, value) {
  const [weak = 1, poor = 1] = THRESHOLDS[measure];
  if (value === null || value < weak) return "good";
  return value < poor ? "weak" : "poor";
}

/**
 * The worst level, and the first impairment that has it.
 * @param {[Impairment, Level][]} levels
 * @returns {Assessment}
 */
function worst(levels) {
  const level = levels.reduce((sofar, [, one]) => worse(one, sofar), /** @type {Level} */ ("good"));
  // A slow computer makes gaps as well, so it is named before them; loss comes from the network alone.
  const suspects = levels.filter(([why, one]) => one !== "good" && (one === level || why === "computer"));
  return { level, why: suspects[0]?.[0] ?? null };
}

/** @param {Metrics} metrics @returns {Assessment} */
export function assessInbound({ inbound, roundTrip, gap }) {
  const gaps = worse(levelOf("concealed", inbound.concealed), levelOf("frozen", inbound.frozen));
  // A page that is late for its own timer is late for its video, too.
  const late = (gap ?? 0) >= LATE_GAP ? gaps : "good";
  return worst([
    ["loss", levelOf("loss", inbound.loss)],
    ["computer", worse(levelOf("dropped", inbound.dropped), late)],
    ["gaps", gaps],
    ["delay", levelOf("delay", roundTrip)],
  ]);
}

/** @param {Metrics} metrics @returns {Assessment} */
export function assessOutbound({ outbound, roundTrip, available }) {
  return worst([
    ["loss", levelOf("loss", outbound.loss)],
    ["narrow", bandwidthLevel(outbound.limitation, available)],
    ["computer", encoderLevel(outbound)],
    ["delay", levelOf("delay", roundTrip)],
  ]);
}

/**
 * The limitation alone says little: the browser also names "bandwidth" while it is still probing, and where this page has set the limit.
 * @param {string | null} limitation @param {number | null} available @returns {Level}
 */
function bandwidthLevel(limitation, available) {
  if (limitation !== "bandwidth" || available === null || available >= BANDWIDTH.weak) return "good";
  return available < BANDWIDTH.poor ? "poor" : "weak";
}

/** @param {OutboundMetrics} outbound @returns {Level} */
function encoderLevel({ limitation, camera }) {
  if (limitation !== "cpu") return "good";
  return (camera?.frameRate ?? MIN_FRAME_RATE) < MIN_FRAME_RATE ? "poor" : "weak";
}
