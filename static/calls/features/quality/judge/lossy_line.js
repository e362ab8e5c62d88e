/**
 * Tells a line that loses packets from one that is too small. Both lower the browser's estimate, but only on a small
 * one do packets wait. What is lost on the other needs redundancy, and less of it would make nothing better.
 */

import { RoundTrips } from "./expected_late.js";

/** Seconds for which packets must have been lost without waiting: a queue that has overflowed is empty sooner. */
const LASTS = 4;
const LONGEST = 60;
/** Seconds by which a round trip is longer than the best one where packets wait. */
const QUEUED = 0.1;
/** A share of lost packets, where the peer's page does not say what it finds. */
const HEAVY_LOSS = 0.08;

export class LossyLine {
  #roundTrips = new RoundTrips();
  #seconds = 0;
  #lasts = LASTS;
  #lossy = false;

  /**
   * @param {Metrics} metrics @param {Assessment | undefined} received what the peer receives of this side
   * @returns {boolean}
   */
  push(metrics, received) {
    const queued = this.#roundTrips.excess(metrics) >= QUEUED;
    const loses = received
      ? received.why === "loss" && received.level === "poor"
      : (metrics.outbound.loss ?? 0) >= HEAVY_LOSS;
    this.#seconds = loses && !queued ? this.#seconds + (metrics.gap ?? 0) : 0;
    const lossy = this.#seconds >= this.#lasts;
    // Redundancy has filled the line: it is small as well.
    if (this.#lossy && queued) this.#lasts = Math.min(2 * this.#lasts, LONGEST);
    this.#lossy = lossy;
    return lossy;
  }
}
