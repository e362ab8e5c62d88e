/** How long to wait before trying again. */

const FIRST = 500;
const CAP = 15_000;

/**
 * Milliseconds before the n-th attempt (from 0): doubling, capped, with full jitter, so that many
 * pages do not come back at once.
 * @param {number} n
 * @param {() => number} random
 */
export const backoff = (n, random = Math.random) => Math.min(FIRST * 2 ** n, CAP) * random();
