/** Looks at a call's counters each second, from its beginning to its end; it judges nothing. */

import { Timers } from "../../../lib/timers.js";
import { figures } from "./metrics.js";
import { read } from "./stats_snapshot.js";

const LOOK_MS = 1_000;

export class Meter {
  /** @type {Reading | null} */
  #before = null;
  #timers = new Timers();
  #closed = false;
  #report;
  #onfigures;

  /**
   * @param {() => Promise<RTCStatsReport | null>} report
   * @param {(figures: Figures | null) => void} onfigures null for a second in which nothing could be measured
   */
  constructor(report, onfigures) {
    this.#report = report;
    this.#onfigures = onfigures;
    this.#wait();
  }

  close() {
    this.#closed = true;
    this.#timers.clearAll();
  }

  #wait() {
    this.#timers.after("look", LOOK_MS, () => this.#look());
  }

  async #look() {
    const now = await this.#read();
    if (this.#closed) return;
    this.#wait();
    const measured = now && figures(this.#before, now);
    this.#before = now;
    this.#onfigures(measured?.path ? measured : null);
  }

  /** A connection that is closed while it is asked has nothing to say. */
  async #read() {
    try {
      const report = await this.#report();
      return report && read(report);
    } catch (error) {
      console.debug("nothing measured", error);
      return null;
    }
  }
}
