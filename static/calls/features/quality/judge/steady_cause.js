/** Keeps the sentence on the page from changing back and forth between causes. */

/** Seconds after which another cause is named. */
const OTHER_AFTER = 3;
/** @type {(Cause | null)[]} causes that say little: any other one is better, and none of them follows a better one */
const VAGUE = ["between", "relay"];

export class SteadyCause {
  /** @type {Cause | null} */
  held = null;
  /** Seconds for which another cause was found. */
  #other = 0;

  /** @param {Cause | null} found null: nothing is wrong @param {number} seconds since the last time */
  push(found, seconds) {
    const vague = VAGUE.includes(found) && !VAGUE.includes(this.held);
    this.#other = found === this.held || vague ? 0 : this.#other + seconds;
    if (!found || !this.held || VAGUE.includes(this.held) || this.#other >= OTHER_AFTER) {
      this.held = found;
      this.#other = 0;
    }
    return this.held;
  }
}
