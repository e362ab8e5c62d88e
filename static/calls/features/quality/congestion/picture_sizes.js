/** The sizes in which a picture comes back on a line that was too small, or stays on a thin one. */

/** Bits a second that must be available for the sound with its headers and the smallest picture. */
export const LEAST = 110_000;
/**
 * `from`: bits a second that must be available; `blind`: what may be sent where the browser has no estimate;
 * `height`: pixels of the short side.
 * @type {{ from: number, blind: number, height: number }[]}
 */
export const SIZES = [
  { from: LEAST, blind: 100_000, height: 180 },
  { from: 300_000, blind: 250_000, height: 360 },
  { from: 700_000, blind: 700_000, height: 540 },
];
/** Bits a second from which on the browser needs no help. */
export const ENOUGH = 1_000_000;
/** A picture becomes smaller only when the estimate is below this share of what its size needs: it wavers. */
const MARGIN = 0.7;

/** The largest that fits. @param {number} available bits a second */
export const largestSize = (available) =>
  Math.max(
    0,
    SIZES.findLastIndex(({ from }) => available >= from),
  );

/**
 * @param {number} available bits a second
 * @param {number} current index of the present size
 */
export function sizeFor(available, current) {
  return available < MARGIN * (SIZES[current]?.from ?? 0) ? largestSize(available) : current;
}
