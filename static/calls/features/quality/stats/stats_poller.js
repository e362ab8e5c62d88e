/** Reads a call's statistics at intervals until the call is over. */

import { settleWithin, Timers } from "../../../lib/timing/timers.js";
import { metricsBetween } from "./metrics.js";
import { readStats } from "./stats_snapshot.js";

/** A connection that does not answer may have been replaced. */
const LIMIT_MS = 2_000;

export class StatsPoller {
  /** @type {StatsSnapshot | null} */
  #previous = null;
  #timers = new Timers();
  #closed = false;
  #hurried = false;
  #report;
  #interval;
  #onmetrics;

  /**
   * @param {object} parts
   * @param {() => Promise<RTCStatsReport | null>} parts.report
   * @param {() => number} parts.interval milliseconds until the next time
   * @param {(metrics: Metrics | null, seconds: number) => void} parts.onmetrics null for a time in which nothing could be measured;
   *   `seconds`: how long it was
   */
  constructor({ report, interval, onmetrics }) {
    this.#report = report;
    this.#interval = interval;
    this.#onmetrics = onmetrics;
    this.#schedule();
  }

  close() {
    this.#closed = true;
    this.#timers.clearAll();
  }

  /** The interval is shorter from now on. */
  hurry() {
    if (!this.#timers.has("poll")) return;
    this.#hurried = true;
    this.#schedule();
  }

  #schedule() {
    const interval = this.#interval();
    this.#timers.after("poll", interval, () => this.#poll(interval / 1000));
  }

  /** @param {number} seconds since the last time, if the page was not late */
  async #poll(seconds) {
    const snapshot = await this.#read();
    if (this.#closed) return;
    const metrics = snapshot && metricsBetween(this.#previous, snapshot);
    this.#previous = snapshot;
    const passed = metrics?.gap ?? seconds;
    const late = this.#hurried ? 0 : Math.max(0, passed - seconds);
    this.#hurried = false;
    try {
      this.#onmetrics(metrics?.path ? { ...metrics, late } : null, passed);
    } finally {
      // What was found decides how soon the next time is.
      if (!this.#closed) this.#schedule();
    }
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
