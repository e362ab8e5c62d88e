/**
 * Backs off after probes and hints that were wrong: a probe then has to show more, and hints that the line has become wider
 * are ignored for a while.
 */

import { LEAST } from "./picture_sizes.js";

/**
 * A probe that a line's queue has taken up may promise too much: a picture that comes back by it is held back again
 * soon, by milliseconds. Each time, the next probe has to show so many times more.
 */
const SOON_MS = 5_000;
const REQUIRED_MARGIN = 1.3;
const MAX_FAILED_RETURNS = 3;
/** Milliseconds for which hints are ignored after a probe that was made on one has failed; after each further one, twice as long. */
const HINT_BACKOFF_MS = 2_000;
const LONGEST_HINT_BACKOFF_MS = 16_000;

export class ProbeBackoff {
  /** Pictures in a row that should not have come back. */
  failedReturns = 0;
  /** When the picture came back. */
  #returned = Number.NEGATIVE_INFINITY;
  #hintBackoff = HINT_BACKOFF_MS;
  #hintsIgnoredUntil = 0;

  /** Bits a second that a probe has to show. */
  get requiredEstimate() {
    return LEAST * REQUIRED_MARGIN ** this.failedReturns;
  }

  /** What of an estimate counts, so that the picture may skip sizes. @param {number | null} available bits a second */
  trustedEstimate(available) {
    return this.failedReturns === 0 ? (available ?? 0) : 0;
  }

  /** Whether a probe that was made on a hint has failed since the picture last came back. */
  get hintsFailed() {
    return this.#hintBackoff > HINT_BACKOFF_MS;
  }

  /** Whether a hint counts. @param {number} at milliseconds */
  acceptsHints(at) {
    return at >= this.#hintsIgnoredUntil;
  }

  /** @param {number} at */
  onReturn(at) {
    this.#returned = at;
    this.#hintBackoff = HINT_BACKOFF_MS;
  }

  /** @param {number} at @param {boolean} smallest whether the picture was as small as it can be */
  onHold(at, smallest) {
    const failed = smallest || at - this.#returned < SOON_MS;
    this.failedReturns = failed ? Math.min(this.failedReturns + 1, MAX_FAILED_RETURNS) : 0;
  }

  /** @param {number} at */
  onFailedHint(at) {
    this.#hintsIgnoredUntil = at + this.#hintBackoff;
    this.#hintBackoff = Math.min(2 * this.#hintBackoff, LONGEST_HINT_BACKOFF_MS);
  }
}
