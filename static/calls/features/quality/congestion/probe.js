/** One measurement of this side's line by a tiny picture: how long it may take, and what it has shown. */

/**
 * Milliseconds after which a probe has failed; if the estimate has risen, so long after it last did, and in any case
 * after the last time. Chromium doubles what it measures with every half second.
 */
const LIMIT_MS = 1_750;
const RISE_MS = 1_000;
const LONGEST_MS = 3_000;
const RISING = 1.2;
/** The same where a hint says that the line is wide: either the browser measures soon, or not in this probe. */
const HINTED_LIMIT_MS = 1_000;

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

  /** Whether the estimate has risen lately. @param {number} elapsed milliseconds since it began */
  isRising(elapsed) {
    return elapsed < this.#roseAfter + RISE_MS;
  }

  /** @param {number} elapsed milliseconds since it began */
  isOver(elapsed) {
    const limit = this.onHint ? HINTED_LIMIT_MS : LIMIT_MS;
    return elapsed >= LONGEST_MS || (elapsed >= limit && !this.isRising(elapsed));
  }
}
