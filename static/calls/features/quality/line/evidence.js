/** Weighs whether this page's own line to the server has the fault that its call suffers from. */

/** The weight at which both answers are settled, and the highest one. */
export const MAX_WEIGHT = 8;
/**
 * The most that the pongs of one time can speak for this line: what the peer reports of its loss is a second old, and the
 * fault may be over.
 */
const MAX_CLEARED = 2;
/** The least share of late pongs that is usual for a line. */
const LEAST_USUAL = 0.004;
/** Before a line is known, its usual share is that of so many pongs. */
const UNKNOWN = { pongs: 25, late: 0.1 };
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
 * @param {number} usual the share of late pongs while all is well
 */
export function weigh(late, expected, usual = LEAST_USUAL) {
  const count = late.filter(Boolean).length;
  if (late.length >= MIN_PONGS && count >= MOSTLY_LATE * late.length) return MAX_WEIGHT;
  // TCP delivers in order, so one lost packet delays all pongs that follow until it is sent again.
  const delays = late.filter((one, index) => one && !late[index - 1]).length;
  const perDelay = Math.max(0, Math.log(Math.max(expected, MIN_EXPECTED) / usual));
  const perPong = Math.min(0, Math.log((1 - expected) / (1 - usual)));
  return clamp(delays * perDelay + (late.length - count) * perPong, -MAX_CLEARED);
}

/** How many pongs wifi and a busy computer delay, though nothing is wrong. @param {boolean[]} late of each pong while all was well */
export const usualShare = (late) =>
  Math.max(LEAST_USUAL, (late.filter(Boolean).length + UNKNOWN.late) / (late.length + UNKNOWN.pongs));

/** @param {number} before @param {number} seconds since then @param {number} more what has been found since */
export const addWeight = (before, seconds, more) => clamp(before * KEPT ** (2 * seconds) + more, -MAX_WEIGHT);

/** @param {number} weight @param {number} least */
const clamp = (weight, least) => Math.max(least, Math.min(MAX_WEIGHT, weight));
