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
/** Milliseconds for which a sound is missed that comes back, as when another microphone is chosen. */
const SILENT_MS = 5_000;

export class LineMonitor {
  #governor = new VideoGovernor();
  /** @type {LineCounters | null} */
  #before = null;
  #unsettled = UNSETTLED_LOOKS;
  /** Whether this side sends a picture beside a sound. */
  #sends = false;
  #timers = new Timers();
  #closed = false;
  #reports;
  #hasSound;
  #onchange;

  /**
   * @param {object} parts
   * @param {() => Promise<Iterable<[string, any]>[]>} parts.reports of each picture that this side sends
   * @param {() => boolean} parts.hasSound whether there is a sound to protect
   * @param {() => void} parts.onchange
   */
  constructor({ reports, hasSound, onchange }) {
    this.#reports = reports;
    this.#hasSound = hasSound;
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

  /** Lasts while no picture is sent: a camera that is switched on again must not meet a full line. */
  get restriction() {
    return this.#governor.restriction;
  }

  /** @returns {VideoFlow} */
  get flow() {
    return this.#sends ? this.#governor.state : "open";
  }

  /** Whether the peer sees nothing of this side because of the line. */
  get pauses() {
    return this.#sends && this.#governor.pauses;
  }

  close() {
    this.#closed = true;
    this.#timers.clearAll();
  }

  #schedule() {
    this.#timers.after("look", LOOK_MS, () => this.#look());
  }

  async #look() {
    const hasSound = this.#hasSound();
    const reports = hasSound ? await this.#read() : [];
    if (this.#closed) return;
    const { restriction } = this.#governor;
    const { flow } = this;
    this.#minds(hasSound);
    if (reports) this.#sends = reports.length > 0;
    if (!this.#sends) this.#governor.forgetUsual();
    const counters = reports && readLine(reports);
    this.#push(counters);
    this.#before = counters;
    if (this.#governor.restriction !== restriction || this.flow !== flow) this.#onchange();
    this.#schedule();
  }

  /** Without a sound for long, there is nothing to restrict a picture for. @param {boolean} hasSound */
  #minds(hasSound) {
    if (hasSound) this.#timers.clear("silent");
    else if (!this.#timers.has("silent") && this.#governor.state !== "open")
      this.#timers.after("silent", SILENT_MS, () => {
        this.#governor = new VideoGovernor();
        this.#onchange();
      });
  }

  /** @param {LineCounters | null} counters */
  #push(counters) {
    const line = counters && this.#before && lineBetween(this.#before, counters);
    this.#unsettled = line ? Math.max(0, this.#unsettled - 1) : UNSETTLED_LOOKS;
    if (line && this.#unsettled === 0) this.#governor.push(line);
  }

  /** Null where the connection does not say. */
  async #read() {
    try {
      return await settleWithin(this.#reports(), LIMIT_MS, null);
    } catch (error) {
      // The connection was closed while it was asked.
      console.debug("no statistics of the pictures", error);
      return null;
    }
  }
}
