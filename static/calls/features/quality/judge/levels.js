/** The three levels of quality, in order. */

/** @type {Level[]} */
export const LEVELS = ["good", "weak", "poor"];

/** @param {Level} one @param {Level} other */
export const worse = (one, other) => (LEVELS.indexOf(one) >= LEVELS.indexOf(other) ? one : other);

/** @param {Level} one @param {Level} other */
export const isWorse = (one, other) => LEVELS.indexOf(one) > LEVELS.indexOf(other);
