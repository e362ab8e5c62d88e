/**
 * Notices that a small picture takes much less than the browser believes to fit. Then the estimate does not rise any
 * more, however wide the line is, but Chromium measures at once if the limit of the picture changes (libwebrtc's
 * ProbeController, where the application is the limit).
 */

/** So little of the estimate is sent, and for so many looks in a row. */
const USED_SHARE = 0.55;
const LOOKS = 2;
/** Milliseconds between two measurements, and twice as long after each that shows nothing new. */
const WAIT_MS = 1_000;
const LONGEST_MS = 16_000;
/** By how much the estimate rises if the line was wider. */
const RISE = 1.2;

/** @param {number} sent bits a second @param {number} available */
export const isIdle = (sent, available) => sent < USED_SHARE * available;

export class IdleLine {
  #looks = 0;
  #last = 0;
  #wait = WAIT_MS;
  /** Bits a second, at the last measurement. */
  #measuredAt = Number.POSITIVE_INFINITY;

  /** The picture has another size. @param {number} at milliseconds */
  restart(at) {
    this.#looks = 0;
    this.#last = at;
    this.#wait = WAIT_MS;
    this.#measuredAt = Number.POSITIVE_INFINITY;
  }

  /**
   * @param {number} at milliseconds @param {number} sent bits a second @param {number} available
   * @returns {boolean} whether it is time to measure
   */
  push(at, sent, available) {
    this.#looks = isIdle(sent, available) ? this.#looks + 1 : 0;
    if (available > RISE * this.#measuredAt) this.#wait = WAIT_MS;
    if (this.#looks < LOOKS || at - this.#last < this.#wait) return false;
    this.#last = at;
    this.#measuredAt = available;
    this.#wait = Math.min(2 * this.#wait, LONGEST_MS);
    return true;
  }
}
