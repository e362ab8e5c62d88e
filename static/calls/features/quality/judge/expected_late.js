/** Estimates how many pongs a line would delay if it had the fault that the call suffers from. */

/** Seconds: a round trip of the call this much longer than the best one was waits in a queue somewhere. */
const QUEUED = 0.1;
/** A queue delays most pongs. */
const LATE_IN_A_QUEUE = 0.6;
/** Some lost packets delay nothing: what they held comes with the next one. */
const LATE_OF_THE_LOST = 0.8;
/** Less loss is no fault. */
const MIN_LOSS = 0.01;
/** The loss behind a level that the peer's page reports. */
const LOSS = { good: 0, weak: 0.02, poor: 0.1 };

/**
 * @param {Metrics} metrics of the same time as the pongs
 * @param {number} excess seconds, see RoundTrips
 * @param {Assessment | undefined} received what the peer receives of this side
 * @returns {number} a share
 */
export function expectedLate({ inbound, outbound }, excess, received) {
  const reported = received?.why === "loss" ? LOSS[received.level] : 0;
  // Of the sound alone the browser knows only what was lost in the last five seconds.
  const loss = Math.max(inbound.loss ?? 0, (outbound.video && outbound.loss) || 0, reported);
  const lost = loss < MIN_LOSS ? 0 : LATE_OF_THE_LOST * loss;
  return Math.max(lost, excess < QUEUED ? 0 : LATE_IN_A_QUEUE);
}

export class RoundTrips {
  #best = Number.POSITIVE_INFINITY;
  /** @type {NetworkPath | null} */
  #path = null;

  /** How much longer than the best one on this path a round trip is, in seconds. @param {Metrics} metrics */
  excess({ roundTrip, path }) {
    if (path?.local !== this.#path?.local || path?.remote !== this.#path?.remote) this.#best = Number.POSITIVE_INFINITY;
    this.#path = path;
    if (roundTrip === null) return 0;
    this.#best = Math.min(this.#best, roundTrip);
    return roundTrip - this.#best;
  }
}
