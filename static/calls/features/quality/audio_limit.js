/** How the voice makes do with a thin line: with fewer bits. */

/**
 * From the thinnest line up. RED sends everything twice, and the headers of 50 packets a second take another
 * 28 kbit/s.
 * @type {{ below: number, limit: AudioLimit }[]} `below`: bits a second that can go out
 */
const STEPS = [
  { below: 80_000, limit: { bitrate: 12_000 } },
  { below: 130_000, limit: { bitrate: 16_000 } },
  { below: 200_000, limit: { bitrate: 24_000 } },
];
/** The browser's own choice: 32 kbit/s in Chromium. @type {AudioLimit} */
export const FREE_AUDIO = { bitrate: null };
/** By how much more than a step needs must be there before a step up: the estimate wavers. */
const MARGIN = 1.2;

/** @param {number} available */
function stepAt(available) {
  const step = STEPS.findIndex(({ below }) => available < below);
  return step < 0 ? STEPS.length : step;
}

/**
 * @param {number | null} available the browser's estimate of what can go out, in bits a second
 * @param {AudioLimit} before what this function has returned last
 * @returns {AudioLimit}
 */
export function audioLimit(available, before = FREE_AUDIO) {
  if (available === null) return before;
  const last = STEPS.findIndex(({ limit }) => limit === before);
  const atMost = stepAt(available);
  const step = last < 0 ? atMost : Math.min(atMost, Math.max(last, stepAt(available / MARGIN)));
  return STEPS[step]?.limit ?? FREE_AUDIO;
}
