/**
 * Notices that a thin line has become wide: each packet then passes it sooner, even if hardly anything is sent. The
 * browser's estimate cannot tell, since it only grows by what is sent.
 */

/**
 * Pongs that are compared with. Some of them must have found the line empty: those that took about as long as the
 * quickest one. While a queue runs empty, each pong is quicker than the last.
 */
const REMEMBERED = 40;
const EMPTY = 4;
/** So many pongs in a row must be quicker than all of those, by milliseconds and by a share. */
const IN_A_ROW = 2;
const BY_MS = 6;
const BY_SHARE = 0.15;

export class QuickerLine {
  /** Milliseconds, newest last. @type {number[]} */
  #delays = [];

  restart() {
    this.#delays = [];
  }

  /** @param {number} delay milliseconds of a pong @returns {boolean} whether the line has just become quicker */
  push(delay) {
    this.#delays = [...this.#delays, delay].slice(-REMEMBERED - IN_A_ROW);
    const [older, latest] = [this.#delays.slice(0, -IN_A_ROW), this.#delays.slice(-IN_A_ROW)];
    const best = Math.min(...older);
    const margin = Math.max(BY_MS, BY_SHARE * best);
    const known = older.filter((one) => one < best + margin).length >= EMPTY;
    const quicker = known && Math.max(...latest) < best - margin;
    if (quicker) this.#delays = latest;
    return quicker;
  }
}
