/** One measurement of this side's line by a tiny picture: how long it may take, and what it has shown. */

/**
 * Milliseconds after which a probe has failed; if the estimate has risen, so long after it last did, and in any case
 * after the last time. Chromium doubles what it measures with every half second.
 */
const LIMIT_MS = 1_750;
const RISE_MS = 1_000;
const LONGEST_MS = 3_000;
const RISING = 1.2;

export class Probe {
  /** Whether it was made because something hinted that the line is wider. */
  onHint;
  /** Bits a second: the estimate when it began or last rose. */
  #risenTo = 0;
  #roseAfter = Number.NEGATIVE_INFINITY;

  /** @param {boolean} onHint */
  constructor(onHint) {
    this.onHint = onHint;
  }

  /** @param {number | null} available bits a second @param {number} elapsed milliseconds since it began */
  push(available, elapsed) {
    // At first it is only as high as the least that a picture is sent with.
    if (this.#risenTo === 0) this.#risenTo = available ?? 0;
    else if ((available ?? 0) > RISING * this.#risenTo) {
      this.#risenTo = available ?? 0;
      this.#roseAfter = elapsed;
    }
  }

  /** @param {number} elapsed milliseconds since it began */
  isOver(elapsed) {
    return elapsed >= Math.min(LONGEST_MS, Math.max(LIMIT_MS, this.#roseAfter + RISE_MS));
  }
}
