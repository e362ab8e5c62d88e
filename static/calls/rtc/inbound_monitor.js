/** Whether media come from the peer, judged by counters alone; it knows no peer connection, no clock and no message. */

/** Looks without a new packet after which a stream that was steady has stopped. */
const SILENT_LOOKS = 4;
/** The same, where the network has just changed: packets on the old way go nowhere, and nobody will say so. */
const GONE_LOOKS = 2;
/** Looks after which a stream that should be there, and never was, is missing. */
const MISSING_LOOKS = 8;
/** Looks with new packets in a row that make a stream steady: what was on its way when a link broke does not. */
const STEADY_LOOKS = 2;

/** @param {Record<string, number>} now @param {Record<string, number>} before */
const rose = (now, before) => Object.entries(now).some(([id, count]) => count > (before[id] ?? 0));

export class InboundMonitor {
  /** @type {Counters | null} */
  #before = null;
  #steady = 0;
  #wasSteady = false;
  #doubted = false;
  #withoutMedia = 0;
  #withoutAnything = 0;

  /** Whether anything has come lately that tells that the peer is there, be it a check of the connection. */
  get alive() {
    return this.#before !== null && this.#withoutAnything < 2 * MISSING_LOOKS;
  }

  /** The network has changed: what came before says nothing of the way that is left. */
  doubt() {
    this.#doubted = true;
    this.#steady = this.#withoutAnything = 0;
  }

  /**
   * Takes looks at even intervals, so that a machine that slept is not taken for a peer that was silent.
   * @param {Counters} counters
   * @param {boolean} expected whether the peer has said that it sends something all the time
   * @returns {Verdict}
   */
  look(counters, expected) {
    const before = this.#before;
    this.#before = counters;
    if (!before) return "quiet";
    const media = rose(counters.media, before.media);
    const anything = media || rose(counters.link, before.link);
    this.#steady = media ? this.#steady + 1 : 0;
    this.#wasSteady ||= this.#steady >= STEADY_LOOKS;
    this.#withoutMedia = media || !expected ? 0 : this.#withoutMedia + 1;
    this.#withoutAnything = anything ? 0 : this.#withoutAnything + 1;
    if (this.#steady >= STEADY_LOOKS) {
      this.#doubted = false;
      return "flows";
    }
    if (!expected) return "quiet";
    if (this.#doubted && this.#withoutAnything >= GONE_LOOKS) return "gone";
    if (this.#withoutAnything >= (this.#wasSteady ? SILENT_LOOKS : MISSING_LOOKS)) return "silent";
    if (this.#withoutMedia < MISSING_LOOKS) return "quiet";
    this.#withoutMedia = 0;
    return "dry";
  }
}
