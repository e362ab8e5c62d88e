/**
 * How many bytes of a file may be on their way at once: what the line carries without a queue in which voices and
 * messages would have to stand, too (after LEDBAT, RFC 6817, but halving as TCP does). Pure; bytes and milliseconds.
 */

export const CHUNK = 16 * 1024;
const LEAST = 2 * CHUNK;
const FIRST = 4 * CHUNK;
const MOST = 1024 * 1024;
/** Longer than this nothing should wait in a queue that is ours. */
const QUEUE_MS = 100;

export class Pace {
  #window = FIRST;
  /** The way there and back when nothing waits. */
  #shortest = Number.POSITIVE_INFINITY;
  /** Doubling until the first queue shows. */
  #begins = true;
  /** @type {{ at: number, when: number }[]} what is on its way, by where in the file it ends */
  #flying = [];
  #sent;
  #got;
  /** Until what was sent before the last halving has arrived, its delay says nothing new. */
  #halved = 0;

  /** @param {number} at where in the file it begins */
  constructor(at) {
    this.#sent = this.#got = at;
  }

  get window() {
    return this.#window;
  }

  /** Whether one more chunk may go. */
  get room() {
    return this.#sent - this.#got < this.#window;
  }

  /** @param {number} at where in the file what was sent now ends @param {number} now */
  sent(at, now) {
    this.#sent = at;
    this.#flying.push({ at, when: now });
  }

  /** The peer has the file up to there. @param {number} at @param {number} now */
  got(at, now) {
    const bytes = at - this.#got;
    if (bytes <= 0 || at > this.#sent) return;
    this.#got = at;
    let delay = 0;
    while (this.#flying[0] && this.#flying[0].at <= at)
      delay = now - /** @type {{ when: number }} */ (this.#flying.shift()).when;
    this.#shortest = Math.min(this.#shortest, delay);
    this.#adapt(bytes, delay - this.#shortest);
  }

  /** @param {number} bytes that have arrived @param {number} queue how long they waited on the way */
  #adapt(bytes, queue) {
    if (queue > QUEUE_MS / 2) this.#begins = false;
    if (queue <= QUEUE_MS) {
      const share = (1 - queue / QUEUE_MS) * (CHUNK / this.#window);
      this.#window = Math.min(MOST, this.#window + bytes * (this.#begins ? 1 : share));
    } else if (this.#got > this.#halved) {
      this.#window = Math.max(LEAST, this.#window / 2);
      this.#halved = this.#sent;
    }
  }
}
