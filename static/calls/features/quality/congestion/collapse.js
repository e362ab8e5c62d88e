/**
 * Notices by two signs at once that the line has collapsed. What the browser needs for its estimate passes the same
 * line, so the estimate may come seconds later.
 */

/** Bits a second that come over a line which takes sound at most, and by how much more came before. */
const LITTLE = 130_000;
const MUCH_MORE = 4;
/** The browser sends slower once nothing confirms what it has sent (the congestion window of libwebrtc). */
const SLOWER = 0.6;
/** A share of what usually comes below which it is worth a closer look. */
const LESS = 0.6;
/** Looks in a row that must show it, and looks after which what they show is the usual thing. */
const LOOKS = 2;
const USUAL_LOOKS = 12;

export class Collapse {
  /** Whether one of the signs is there. */
  suspected = false;
  /** Bits a second, smoothed. @type {{ received: number, target: number } | null} */
  #usual = null;
  /** Looks in a row: with little coming in, and with any sign. */
  #few = 0;
  #odd = 0;

  /** What comes or goes has another reason to change. */
  restart() {
    this.#usual = null;
    this.#few = this.#odd = 0;
    this.suspected = false;
  }

  /** @param {Pick<LineState, "received" | "target">} line @returns {boolean} */
  push({ received, target }) {
    this.#usual ??= { received, target: target ?? 0 };
    const usual = this.#usual;
    const slower = target !== null && target <= SLOWER * usual.target;
    const few = received < LITTLE && usual.received >= MUCH_MORE * LITTLE;
    this.#few = few ? this.#few + 1 : 0;
    this.suspected = slower || received < LESS * usual.received;
    this.#odd = this.suspected ? this.#odd + 1 : 0;
    if (this.#odd > USUAL_LOOKS) this.restart();
    else if (!this.suspected) this.#learn(received, target ?? 0);
    return slower && this.#few >= LOOKS;
  }

  /** @param {number} received @param {number} target */
  #learn(received, target) {
    const usual = this.#usual ?? { received, target };
    this.#usual = {
      received: usual.received + (received - usual.received) / 4,
      target: usual.target + (target - usual.target) / 4,
    };
  }
}
