/** Notices a gap in the picture that comes, from one glance to the next: the first sign of a line that takes less. */

/** Glances without a new frame. A camera gives one every 33 to 70 ms, and some networks hold what comes back for longer. */
const GLANCES = 2;

export class FrameWatch {
  #last = /** @type {number | null} */ (null);
  #still = GLANCES;

  /** Whether frames come one after another, so that a gap would be seen. */
  get flows() {
    return this.#still < GLANCES;
  }

  /** @param {number | null} lastFrameAt @returns {boolean} whether a gap has begun */
  push(lastFrameAt) {
    const flowed = this.flows;
    const isNew = lastFrameAt !== null && lastFrameAt !== this.#last;
    this.#last = lastFrameAt;
    this.#still = isNew ? 0 : this.#still + 1;
    return flowed && !this.flows;
  }
}
