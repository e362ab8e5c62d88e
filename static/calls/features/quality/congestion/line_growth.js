/**
 * Notices that a line has probably become wider. On a line that is full the browser's estimate goes up and down; on one
 * that has more room it only rises, though slowly.
 */

/** By how much the estimate must have fallen to show the line's width. */
const FALL = 0.95;
/** By how much more than that width is a sign of more. */
const RISE = 1.25;
/** By how much more than before shows that the browser has just measured the line, and perhaps goes on. */
const JUMP = 1.2;

export class LineGrowth {
  /** Whether the browser has measured the line since the look before. */
  jumps = false;
  #before = 0;
  /** Bits a second at which the estimate last stopped rising. */
  #width = 0;

  /** @param {number} available bits a second, from which on it must rise */
  restart(available) {
    this.#before = this.#width = available;
  }

  /** @param {number} available bits a second @returns {boolean} whether the line is probably wider than it was */
  push(available) {
    this.jumps = available > JUMP * this.#before;
    if (available < FALL * this.#before) this.#width = this.#before;
    else if (this.jumps) this.#width = available;
    this.#before = available;
    return available > RISE * this.#width;
  }
}
