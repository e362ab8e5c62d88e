/** Looks at this side's line while it sends a picture, and tells when what the picture may send changes. */

import { settleWithin, Timers } from "../../../lib/timing/timers.js";
import { lineBetween, readLine } from "./line.js";
import { VideoGovernor } from "./video_governor.js";

/** Milliseconds between two looks: the sound of a line that collapses is gone meanwhile. */
const LOOK_MS = 250;
/** Looks after a silence, or on a new path, that say nothing: what had waited is sent at once. */
const UNSETTLED_LOOKS = 4;
/** A connection that does not answer may have been replaced. */
const LIMIT_MS = 2_000;

export class LineMonitor {
  #governor = new VideoGovernor();
  /** @type {LineCounters | null} */
  #before = null;
  #unsettled = UNSETTLED_LOOKS;
  #timers = new Timers();
  #closed = false;
  #reports;
  #onchange;

  /**
   * @param {() => Promise<Iterable<[string, any]>[]>} reports of each picture that this side sends
   * @param {() => void} onchange
   */
  constructor(reports, onchange) {
    this.#reports = reports;
    this.#onchange = onchange;
    this.#schedule();
  }

  /** The line has perhaps become wider. */
  onWideningHint() {
    this.#governor.onWideningHint();
  }

  /** @param {boolean} lossy whether the line loses packets that do not wait */
  onLoss(lossy) {
    this.#governor.lossy = lossy;
  }

  /** This side may send another amount, so what the line carries changes for that reason. */
  onLimits() {
    this.#governor.forgetUsual();
  }

  get restriction() {
    return this.#governor.restriction;
  }

  get flow() {
    return this.#governor.state;
  }

  /** Whether the peer sees nothing of this side because of the line. */
  get pauses() {
    return this.#governor.pauses;
  }

  close() {
    this.#closed = true;
    this.#timers.clearAll();
  }

  #schedule() {
    this.#timers.after("look", LOOK_MS, () => this.#look());
  }

  async #look() {
    const counters = await this.#read();
    if (this.#closed) return;
    const { restriction } = this.#governor;
    // Without a picture there is nothing to restrict.
    if (!counters && this.#governor.state !== "open") this.#governor = new VideoGovernor();
    else this.#push(counters);
    this.#before = counters;
    if (this.#governor.restriction !== restriction) this.#onchange();
    this.#schedule();
  }

  /** @param {LineCounters | null} counters */
  #push(counters) {
    const line = counters && this.#before && lineBetween(this.#before, counters);
    this.#unsettled = line ? Math.max(0, this.#unsettled - 1) : UNSETTLED_LOOKS;
    if (line && this.#unsettled === 0) this.#governor.push(line);
  }

  async #read() {
    try {
      return readLine(await settleWithin(this.#reports(), LIMIT_MS, []));
    } catch (error) {
      // The connection was closed while it was asked.
      console.debug("no statistics of the pictures", error);
      return null;
    }
  }
}
