/** Looks at this side's line while it sends a picture, and tells when what the picture may send changes. */

import { tryOrReport } from "../../../lib/browser/report.js";
import { settleWithin, Timers } from "../../../lib/timing/timers.js";
import { FrameWatch } from "./frame_watch.js";
import { lineBetween, readLine } from "./line.js";
import { VideoGovernor } from "./video_governor.js";

/**
 * Milliseconds between two looks at the statistics: `well` while nothing is wrong and a gap would be seen; `gap` after
 * one; `usual` otherwise: half a second without a look would cost sound.
 */
const LOOKS = { well: 2_000, usual: 250, gap: 125 };
/** Milliseconds between two glances. */
const GLANCE_MS = 125;
/** Frequent looks at the start and after the last sign of trouble; quick ones after a gap. */
const FIRST_LOOKS = 40;
const WARY_LOOKS = 12;
const GAP_LOOKS = 6;
/** Milliseconds that a look tells of at least: in less, a thin line brings one packet or none. */
const SPAN_MS = 200;
/** Looks after a silence, or on a new path, that say nothing: what had waited is sent at once. */
const UNSETTLED_LOOKS = 4;
/** A connection that does not answer may have been replaced. */
const LIMIT_MS = 2_000;
/** Milliseconds for which a sound is missed that comes back, as when another microphone is chosen. */
const SILENT_MS = 5_000;

export class LineMonitor {
  #governor = new VideoGovernor();
  /** The last ones, as far back as a look tells of. @type {LineCounters[]} */
  #recent = [];
  #unsettled = UNSETTLED_LOOKS;
  /** Whether this side sends a picture beside a sound. */
  #sends = false;
  #frames = new FrameWatch();
  /** How many looks are not rare, and how many are quick. */
  #waryLooks = FIRST_LOOKS;
  #quickLooks = 0;
  #looking = false;
  #timers = new Timers();
  #closed = false;
  #reports;
  #lastFrameAt;
  #ongap;
  #hasSound;
  #onchange;

  /**
   * @param {object} parts
   * @param {() => Promise<Iterable<[string, any]>[]>} parts.reports of each picture that this side sends
   * @param {() => number | null} parts.lastFrameAt when the last frame came, see rtc/transceivers.js
   * @param {() => void} parts.ongap the picture that comes has a gap
   * @param {() => boolean} parts.hasSound whether there is a sound to protect
   * @param {() => void} parts.onchange
   */
  constructor({ reports, lastFrameAt, ongap, hasSound, onchange }) {
    this.#reports = reports;
    this.#lastFrameAt = lastFrameAt;
    this.#ongap = ongap;
    this.#hasSound = hasSound;
    this.#onchange = onchange;
    this.#schedule();
  }

  /** The line has perhaps become wider. */
  onWideningHint() {
    this.#governor.onWideningHint();
  }

  /** A picture has a gap, here or on the peer's page: the next looks are soon. */
  onGap() {
    if (this.#quickLooks > 0) return;
    this.#waryLooks = Math.max(this.#waryLooks, WARY_LOOKS);
    this.#quickLooks = GAP_LOOKS;
    if (this.#looking || this.#closed) return;
    // A look and a glance share one timer tick.
    this.#timers.after("look", 0, () => this.#look());
    this.#timers.after("glance", GLANCE_MS, () => this.#glance());
  }

  /** The peer's page misses much of what should have come from this side. */
  onMissedByPeer() {
    if (this.#sends && this.#hasSound()) this.#governor.onMissedByPeer();
    this.onGap();
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

  /** Whether it does because much of what should have come is missing. */
  get misses() {
    return this.pauses && this.#governor.missing;
  }

  close() {
    this.#closed = true;
    this.#timers.clearAll();
  }

  get #interval() {
    if (this.#quickLooks > 0) return LOOKS.gap;
    return this.#waryLooks > 0 || !this.#frames.flows ? LOOKS.usual : LOOKS.well;
  }

  #schedule() {
    this.#timers.after("look", this.#interval, () => this.#look());
    this.#timers.after("glance", GLANCE_MS, () => this.#glance());
  }

  #glance() {
    this.#timers.after("glance", GLANCE_MS, () => this.#glance());
    if (!this.#frames.push(this.#lastFrameAt()) || this.#quickLooks > 0) return;
    this.#ongap();
    this.onGap();
  }

  async #look() {
    this.#looking = true;
    const hasSound = this.#hasSound();
    const reports = hasSound ? await this.#read() : [];
    if (this.#closed) return;
    tryOrReport(() => this.#judge(reports, hasSound));
    this.#looking = false;
    if (!this.#closed) this.#schedule();
  }

  /** @param {Iterable<[string, any]>[] | null} reports @param {boolean} hasSound */
  #judge(reports, hasSound) {
    const { restriction } = this.#governor;
    const { flow } = this;
    this.#resetWithoutSound(hasSound);
    // Without a sound nobody asks what is sent: it is as before.
    if (hasSound && reports) this.#sends = reports.length > 0;
    if (!hasSound || !this.#sends) this.#governor.onNoPicture();
    this.#push(reports && readLine(reports));
    this.#settleDown();
    if (this.#governor.restriction !== restriction || this.flow !== flow) this.#onchange();
  }

  #settleDown() {
    const well = this.#governor.isWell && this.#unsettled === 0;
    this.#waryLooks = well ? Math.max(0, this.#waryLooks - 1) : Math.max(this.#waryLooks, WARY_LOOKS);
    this.#quickLooks = Math.max(0, this.#quickLooks - 1);
  }

  /** Without a sound for long, there is nothing to restrict a picture for. @param {boolean} hasSound */
  #resetWithoutSound(hasSound) {
    if (hasSound) this.#timers.clear("silent");
    else if (!this.#timers.has("silent") && this.#governor.state !== "open")
      this.#timers.after("silent", SILENT_MS, () => {
        this.#governor = new VideoGovernor();
        this.#onchange();
      });
  }

  /** @param {LineCounters | null} counters */
  #push(counters) {
    const before = counters && this.#recent.findLast(({ at }) => counters.at - at >= SPAN_MS);
    const isSoon = counters && !before && this.#recent.length > 0;
    const kept = this.#recent.filter(({ at }) => counters && at < counters.at && at >= (before?.at ?? 0));
    this.#recent = counters ? [...kept, counters] : [];
    if (isSoon) return;
    const line = counters && before && lineBetween(before, counters);
    this.#unsettled = line ? Math.max(0, this.#unsettled - 1) : UNSETTLED_LOOKS;
    if (line && this.#unsettled === 0) this.#governor.push(line, this.#quickLooks > 0);
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
