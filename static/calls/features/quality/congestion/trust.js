/** How far a probe, and other signs that the line has become wider, are believed: less after each time that they were wrong. */

import { LEAST } from "./picture_sizes.js";

/**
 * A probe that a line's queue has taken up may promise too much: a picture that comes back by it is held back again
 * soon, by milliseconds. Each time, the next probe has to show so many times more.
 */
const SOON_MS = 5_000;
const MISTRUST = 1.3;
const MOST_MISTAKES = 3;
/** Milliseconds for which no other sign is believed, where a probe that was made because of one was in vain; then twice as long. */
const DISBELIEF_MS = 2_000;
const LONGEST_DISBELIEF_MS = 16_000;

export class Trust {
  /** Pictures in a row that should not have come back. */
  mistakes = 0;
  /** When the picture came back. */
  #returned = Number.NEGATIVE_INFINITY;
  #disbelief = DISBELIEF_MS;
  #disbelievesUntil = 0;

  /** Bits a second that a probe has to show. */
  get least() {
    return LEAST * MISTRUST ** this.mistakes;
  }

  /** What of an estimate is believed, so that the picture may skip sizes. @param {number | null} available bits a second */
  believed(available) {
    return this.mistakes === 0 ? (available ?? 0) : 0;
  }

  /** Whether a sign other than a probe has been wrong since the picture last came back. */
  get doubts() {
    return this.#disbelief > DISBELIEF_MS;
  }

  /** Whether a sign other than a probe is believed. @param {number} at milliseconds */
  believesSigns(at) {
    return at >= this.#disbelievesUntil;
  }

  /** @param {number} at */
  onReturn(at) {
    this.#returned = at;
    this.#disbelief = DISBELIEF_MS;
  }

  /** @param {number} at @param {boolean} smallest whether the picture was as small as it can be */
  onHold(at, smallest) {
    const mistaken = smallest || at - this.#returned < SOON_MS;
    this.mistakes = mistaken ? Math.min(this.mistakes + 1, MOST_MISTAKES) : 0;
  }

  /** @param {number} at */
  onVainSign(at) {
    this.#disbelievesUntil = at + this.#disbelief;
    this.#disbelief = Math.min(2 * this.#disbelief, LONGEST_DISBELIEF_MS);
  }
}
