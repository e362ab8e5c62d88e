/** Weighs whether this page's own line to the server has the fault that its call suffers from. */

/** The weight at which both answers are settled, and the highest one. */
export const MAX_WEIGHT = 8;
/**
 * The most that the pongs of one time can speak for this line: what the peer reports of its loss is a second old, and the
 * fault may be over.
 */
const MAX_CLEARED = 2;
/** The share of late pongs on a good line: wifi and busy computers delay some. */
const LATE_ON_A_GOOD_LINE = 0.004;
/** A late pong on a line with little loss says at least this much. */
const MIN_EXPECTED = 0.02;
/** Pongs from which on a share of them says something, and the share of late ones that only a bad line has. */
const MIN_PONGS = 6;
const MOSTLY_LATE = 0.5;
/** Of what was known half a second ago, so much still counts. */
const KEPT = 0.9;

/**
 * The logarithm of how much likelier the pongs are if this line has the fault than if it has not. Above zero the own
 * line is the suspect, below zero it is not.
 * @param {boolean[]} late of each pong, in order
 * @param {number} expected the share of late pongs that the fault would cause; 0: it might cause none
 */
export function weigh(late, expected) {
  const count = late.filter(Boolean).length;
  if (late.length >= MIN_PONGS && count >= MOSTLY_LATE * late.length) return MAX_WEIGHT;
  // TCP delivers in order, so one lost packet delays all pongs that follow until it is sent again.
  const delays = late.filter((one, index) => one && !late[index - 1]).length;
  const perDelay = Math.log(Math.max(expected, MIN_EXPECTED) / LATE_ON_A_GOOD_LINE);
  const perPong = Math.min(0, Math.log((1 - expected) / (1 - LATE_ON_A_GOOD_LINE)));
  return clamp(delays * perDelay + (late.length - count) * perPong, -MAX_CLEARED);
}

/** @param {number} before @param {number} seconds since then @param {number} more what has been found since */
export const addWeight = (before, seconds, more) => clamp(before * KEPT ** (2 * seconds) + more, -MAX_WEIGHT);

/** @param {number} weight @param {number} least */
const clamp = (weight, least) => Math.max(least, Math.min(MAX_WEIGHT, weight));
