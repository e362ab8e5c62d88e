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

/**
 * Heights on a line that loses packets, the largest first; null: no limit. Half of what is sent there repairs losses, and
 * VP8 makes a good picture of 360 lines from 150 kbit/s (see docs/performance.md).
 * @type {{ from: number, height: number | null }[]}
 */
const LOSSY_SIZES = [
  { from: ENOUGH, height: null },
  { from: 700_000, height: 540 },
  { from: 250_000, height: 360 },
  { from: 0, height: 270 },
];

/** @param {number} available bits a second @param {number | null} current height */
export function lossyHeight(available, current) {
  const before = LOSSY_SIZES.findIndex(({ height }) => height === current);
  const margin = (/** @type {number} */ index) => (before >= 0 && index >= before ? MARGIN : 1);
  return LOSSY_SIZES.find(({ from }, index) => available >= margin(index) * from)?.height ?? null;
}
