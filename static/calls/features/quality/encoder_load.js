/** Whether this computer is too slow for the codec that it sends. */

/** Seconds of too much load, less those without. */
const LIMIT = 7;

export class EncoderLoad {
  /** Once it is too high it stays so for the call: a cheaper codec says nothing about the dearer one. */
  tooHigh = false;
  #seconds = 0;

  /** @param {OutboundMetrics} outbound @param {number} seconds since the last time */
  push({ limitation }, seconds) {
    this.#seconds = Math.max(0, this.#seconds + (limitation === "cpu" ? seconds : -seconds));
    if (this.#seconds >= LIMIT) this.tooHigh = true;
  }
}
