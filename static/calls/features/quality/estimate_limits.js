/** What follows from the browser's estimate of what can go out: the bits of the voice, and whether the camera keeps its size. */

/**
 * From the thinnest line up. RED sends everything twice, and the headers of 50 packets a second take another
 * 28 kbit/s.
 * @type {{ below: number, audio: AudioLimit }[]} `below`: bits a second that can go out
 */
const STEPS = [
  { below: 80_000, audio: { bitrate: 12_000 } },
  { below: 130_000, audio: { bitrate: 16_000 } },
  { below: 200_000, audio: { bitrate: 24_000 } },
];
/** The browser's own choice: 32 kbit/s in Chromium. @type {AudioLimit} */
export const FREE_AUDIO = { bitrate: null };
/** By how much more than a step needs must be there before a step up: the estimate wavers. */
const MARGIN = 1.2;
/** Bits a second from which on a picture of full size looks good, and below which it does not any more. */
const WIDE = 800_000;
const NARROW = 500_000;

/** @param {number} available */
function stepAt(available) {
  const step = STEPS.findIndex(({ below }) => available < below);
  return step < 0 ? STEPS.length : step;
}

export class EstimateLimits {
  /**
   * Whether the line takes a picture of full size. Chromium begins a call with a small one, and enlarges it only after
   * many seconds.
   */
  wide = false;
  #step = STEPS.length;

  /** What the voice may send. */
  get audio() {
    return STEPS[this.#step]?.audio ?? FREE_AUDIO;
  }

  /** @param {number | null} available bits a second */
  push(available) {
    if (available === null) return;
    this.wide = available >= (this.wide ? NARROW : WIDE);
    this.#step = Math.min(stepAt(available), Math.max(this.#step, stepAt(available / MARGIN)));
  }
}
