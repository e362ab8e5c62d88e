/** Reads a call's statistics once a second until the call is over. */

import { settleWithin, Timers } from "../../../lib/timing/timers.js";
import { metricsBetween } from "./metrics.js";
import { readStats } from "./stats_snapshot.js";

const INTERVAL_MS = 1_000;
/** A connection that does not answer may have been replaced. */
const LIMIT_MS = 2_000;

export class StatsPoller {
  /** @type {StatsSnapshot | null} */
  #previous = null;
  #timers = new Timers();
  #closed = false;
  #report;
  #onmetrics;

  /**
   * @param {() => Promise<RTCStatsReport | null>} report
   * @param {(metrics: Metrics | null) => void} onmetrics null for a second in which nothing could be measured
   */
  constructor(report, onmetrics) {
    this.#report = report;
    this.#onmetrics = onmetrics;
    this.#schedule();
  }

  close() {
    this.#closed = true;
    this.#timers.clearAll();
  }

  #schedule() {
    this.#timers.after("poll", INTERVAL_MS, () => this.#poll());
  }

  async #poll() {
    const snapshot = await this.#read();
    if (this.#closed) return;
    this.#schedule();
    const metrics = snapshot && metricsBetween(this.#previous, snapshot);
    this.#previous = snapshot;
    this.#onmetrics(metrics?.path ? metrics : null);
  }

  async #read() {
    try {
      const report = await settleWithin(this.#report(), LIMIT_MS, null);
      return report && readStats(report);
    } catch (error) {
      // The connection was closed while it was asked.
      console.debug("no statistics", error);
      return null;
    }
  }
}
