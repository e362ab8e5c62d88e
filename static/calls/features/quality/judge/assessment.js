/** Assesses the last seconds of each direction: the level, and what impairs it. */

import { worse } from "./levels.js";

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
/** So few lost packets (of a voice, for example) are no sign of a bad line yet. */
const MIN_LOST = 3;
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
 * @param {Level} bandwidth of this side's line
 * @returns {Assessment}
 */
export function assessOutbound({ outbound, roundTrip }, before, bandwidth) {
  return worst([
    ["loss", lossLevel(outbound, before)],
    ["narrow", bandwidth],
    ["computer", encoderLevel(outbound)],
    ["delay", levelOf("delay", roundTrip, before)],
  ]);
}

/** @param {OutboundMetrics} outbound @returns {Level} */
function encoderLevel({ limitation, camera }) {
  if (limitation !== "cpu") return "good";
  return (camera?.frameRate ?? MIN_FRAME_RATE) < MIN_FRAME_RATE ? "poor" : "weak";
}
