/** A token bucket: limits bursts, and the rate in the long run. */

export class TokenBucket {
  #burst;
  #aSecond;
  #left;
  /** @type {number | null} */
  #last = null;

  /** @param {{ burst: number, aSecond: number }} rate */
  constructor({ burst, aSecond }) {
    this.#burst = this.#left = burst;
    this.#aSecond = aSecond;
  }

  /** Whether one more is allowed. @param {number} now milliseconds */
  take(now) {
    const passed = now - (this.#last ?? now);
    this.#last = now;
    this.#left = Math.min(this.#burst, this.#left + (passed / 1000) * this.#aSecond);
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
