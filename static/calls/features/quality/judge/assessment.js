/** Assesses the last seconds of each direction: the level, and what impairs it. */

import { LEVELS, worse } from "./levels.js";

/**
 * Where "weak" and "poor" begin, and the factor below which they end, so that a value near the limit does not change
 * the level back and forth. Shares, except the delay: seconds of a round trip. ITU-T G.114 finds 0.3 acceptable without
 * reserve, and 0.8 the limit.
 */
const THRESHOLDS = {
  loss: { weak: 0.015, poor: 0.08, end: 0.5 },
  delay: { weak: 0.4, poor: 0.8, end: 0.8 },
  concealed: { weak: 0.05, poor: 0.2, end: 0.5 },
  frozen: { weak: 0.25, poor: 0.6, end: 0.5 },
  dropped: { weak: 0.3, poor: 0.6, end: 0.8 },
};
/**
 * Bits a second available to a video that the browser has scaled down for lack of bandwidth. `wanted`: the share of the video's
 * limit that is always enough. `end`: a factor, as above.
 */
const BANDWIDTH = { weak: 400_000, poor: 120_000, wanted: 1.5, end: 1.25 };
/** So few lost packets (of a voice, for example) are no sign of a bad line yet. */
const MIN_LOST = 3;
/** @type {Record<VideoFlow, Level>} */
const FLOWS = { open: "good", reduced: "weak", held: "poor", probing: "poor" };
/** Frames a second below which a video that the computer is too slow to encode no longer looks like motion. */
const MIN_FRAME_RATE = 8;
/** Seconds by which a poll is late from which on this page itself counts as slow. */
export const LATE = 1;

/**
 * @param {number} value
 * @param {{ weak: number, poor: number, end: number }} thresholds
 * @param {Level} before the level is kept until the value is well below its threshold
 * @returns {Level}
 */
function grade(value, { weak, poor, end }, before) {
  if (value >= poor * (before === "poor" ? end : 1)) return "poor";
  return value >= weak * (before === "good" ? 1 : end) ? "weak" : "good";
}

/** @param {keyof typeof THRESHOLDS} measure @param {number | null} value @param {Level} before @returns {Level} */
const levelOf = (measure, value, before) => (value === null ? "good" : grade(value, THRESHOLDS[measure], before));

/** @param {DirectionMetrics} direction @param {Level} before @returns {Level} */
function lossLevel({ loss, packets }, before) {
  const few = before === "good" && packets !== null && (loss ?? 0) * packets < MIN_LOST;
  return few ? "good" : levelOf("loss", loss, before);
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

/** @param {Metrics} metrics of the last seconds @param {Level} before @returns {Assessment} */
export function assessInbound({ inbound, roundTrip, late }, before) {
  const gaps = worse(levelOf("concealed", inbound.concealed, before), levelOf("frozen", inbound.frozen, before));
  // A page that is late for its own timer is late for its video, too.
  const slow = late >= LATE ? gaps : "good";
  return worst([
    ["loss", lossLevel(inbound, before)],
    ["computer", worse(levelOf("dropped", inbound.dropped, before), slow)],
    ["gaps", gaps],
    ["delay", levelOf("delay", roundTrip, before)],
  ]);
}

/**
 * @param {Metrics} metrics of the last seconds
 * @param {Level} before
 * @param {{ wanted: number, flow: VideoFlow }} sending `wanted`: bits a second that the page lets the video take; `flow`: whether it
 *   holds the video back
 * @returns {Assessment}
 */
export function assessOutbound({ outbound, roundTrip, available }, before, { wanted, flow }) {
  return worst([
    ["loss", lossLevel(outbound, before)],
    ["narrow", worse(FLOWS[flow], bandwidthLevel(outbound.limitation, available, before, wanted))],
    ["computer", encoderLevel(outbound)],
    ["delay", levelOf("delay", roundTrip, before)],
  ]);
}

/**
 * The limitation alone says little: the browser also names "bandwidth" while it is still probing, and where this page has set the limit.
 * @param {string | null} limitation @param {number | null} available @param {Level} before @param {number} wanted
 * @returns {Level}
 */
function bandwidthLevel(limitation, available, before, wanted) {
  if (limitation !== "bandwidth" || available === null) return "good";
  const margin = (/** @type {Level} */ level) => (LEVELS.indexOf(before) >= LEVELS.indexOf(level) ? BANDWIDTH.end : 1);
  if (available < BANDWIDTH.poor * margin("poor")) return "poor";
  return available < Math.min(BANDWIDTH.weak, BANDWIDTH.wanted * wanted) * margin("weak") ? "weak" : "good";
}

/** @param {OutboundMetrics} outbound @returns {Level} */
function encoderLevel({ limitation, camera }) {
  if (limitation !== "cpu") return "good";
  return (camera?.frameRate ?? MIN_FRAME_RATE) < MIN_FRAME_RATE ? "poor" : "weak";
}
