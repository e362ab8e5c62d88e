/**
 * Decides what the pictures may send on a line that is suddenly too small, so that the sound stays whole. The browser
 * lowers its estimate within a second, but goes on sending queued and repeated packets for many; and it raises the
 * estimate by a twelfth a second at most, unless it is made to measure.
 */

import { isFull } from "./full_line.js";
import { LineGrowth } from "./line_growth.js";
import { ENOUGH, LEAST, largestSize, SIZES, sizeFor } from "./picture_sizes.js";

/** Milliseconds without a picture, in which the line's queue runs empty. Each vain probe makes the next wait longer. */
const HOLD_MS = 1_500;
const LONGER_MS = 750;
const LONGEST_HOLD_MS = 5_000;
/** The same where the browser will not measure. */
const BLIND_HOLD_MS = 8_000;
/** A probe counts after this time, and has failed after the next; after the last if the estimate has risen by then. */
const PROBE_MS = 400;
const PROBE_LIMIT_MS = 1_300;
const RISING_PROBE_MS = 3_000;
const RISING = 1.2;
/** Milliseconds between two steps up. */
const STEP_MS = 500;
/** The same where the browser has no estimate, so that only signs of a full line can end it. */
const BLIND_STEP_MS = 2_000;
/** Bits a second below which a picture is made smaller, and for how many looks in a row. */
const THIN = 400_000;
const THIN_LOOKS = 3;
/** Milliseconds for which the picture gives way before a measurement, and which the measurement before may take. */
const YIELD_MS = 1_500;
const MEASURE_MS = 2_500;

/** @type {VideoRestriction} */
const FREE = { held: false, height: null, screenHeight: null, frameRate: null, bitrate: null, tooThin: false };
/** @type {VideoRestriction} */
const HELD = { ...FREE, held: true };
/**
 * Chromium measures a line when a sender that uses little of it may send more: it sends a few packets, and doubles
 * them as long as they arrive (libwebrtc's ProbeController). So a tiny picture is sent, with its full bit rate allowed.
 * @type {VideoRestriction}
 */
const PROBE = { ...FREE, height: 90, screenHeight: 90, frameRate: 5 };
/**
 * A probe that a line's queue has taken up may promise too much: a picture that comes back by it is held back again at
 * once. Each time, the next probe has to show so many times more.
 */
const MISTRUST = 1.3;
const MOST_MISTAKES = 3;
/** Vain probes after which not even a shared screen is sent. */
const TOO_THIN = 2;
/** What a picture may send before such a measurement. */
const YIELDED_BITRATE = 30_000;

export class VideoGovernor {
  /** @type {VideoFlow} */
  state = "open";
  restriction = FREE;
  #since = 0;
  #size = 0;
  #thinLooks = 0;
  #vainProbes = 0;
  #mistakes = 0;
  /** Bits a second that are sent while the picture is held back, smoothed, and the estimate when the probe began. */
  #sent = 0;
  #beforeProbe = 0;
  #growth = new LineGrowth();
  /** The shortest round trip in this call, in seconds. */
  #bestRoundTrip = Number.POSITIVE_INFINITY;

  /** Whether the peer sees nothing of this side, or nothing that counts. */
  get pauses() {
    return this.state === "held" || this.state === "probing";
  }

  /** @param {LineState} line since the last look */
  push(line) {
    if (line.roundTrip > 0) this.#bestRoundTrip = Math.min(this.#bestRoundTrip, line.roundTrip);
    const elapsed = line.at - this.#since;
    this.#sent += (line.sent - this.#sent) / 4;
    // The estimate is no higher than what was sent lately, which was the sound alone.
    if (this.state === "held") this.#probeLater(line, elapsed);
    else if (this.state === "probing") this.#judgeProbe(line, elapsed);
    else if (this.#isFull(line)) this.#hold(line);
    else if (this.state === "open") this.#reduceOnThinLine(line);
    else if (line.available === null) this.#stepUp(line, elapsed >= BLIND_STEP_MS);
    else this.#follow(line, line.available, elapsed);
  }

  /** @param {LineState} line */
  #isFull(line) {
    const smallest = this.state !== "open" && this.#size === 0;
    return isFull(line, { bestRoundTrip: this.#bestRoundTrip, smallest });
  }

  /** @param {LineState} line */
  #hold(line) {
    const mistaken = (this.state === "reduced" || this.state === "yielding") && this.#size === 0;
    if (mistaken) this.#mistakes = Math.min(this.#mistakes + 1, MOST_MISTAKES);
    this.#vainProbes = this.state === "probing" ? this.#vainProbes + 1 : this.#mistakes;
    this.#sent = 0;
    this.#enter("held", this.#onlySound(HELD), line);
  }

  /** It measures only while it believes that the line takes more than is sent. @param {LineState} line @param {number} elapsed */
  #probeLater({ available, at }, elapsed) {
    const wait = Math.min(HOLD_MS + this.#vainProbes * LONGER_MS, LONGEST_HOLD_MS);
    const measures = available === null || available > 1.5 * this.#sent;
    if (elapsed < (measures ? wait : BLIND_HOLD_MS)) return;
    this.#beforeProbe = available ?? 0;
    this.#enter("probing", this.#onlySound(PROBE), { at });
  }

  /** @param {VideoRestriction} restriction */
  #onlySound(restriction) {
    return { ...restriction, tooThin: this.#vainProbes >= TOO_THIN };
  }

  /** @param {LineState} line @param {number} elapsed */
  #judgeProbe(line, elapsed) {
    const passed =
      line.available === null ? elapsed >= PROBE_LIMIT_MS && !this.#isFull(line) : line.available >= this.#least;
    if (elapsed >= PROBE_MS && passed) this.#reduce(0, line);
    else if (elapsed >= this.#probeLimit(line.available)) this.#hold(line);
  }

  /** Bits a second that a probe has to show. */
  get #least() {
    return LEAST * MISTRUST ** this.#mistakes;
  }

  /** The browser doubles what it measures with every half second. @param {number | null} available */
  #probeLimit(available) {
    return (available ?? 0) > RISING * this.#beforeProbe ? RISING_PROBE_MS : PROBE_LIMIT_MS;
  }

  /** @param {LineState} line */
  #reduceOnThinLine(line) {
    this.#thinLooks = line.available !== null && line.available < THIN ? this.#thinLooks + 1 : 0;
    if (this.#thinLooks >= THIN_LOOKS) this.#reduce(largestSize(line.available ?? 0), line);
  }

  /** The picture follows the estimate, which is measured again when the line seems wider. @param {LineState} line @param {number} available @param {number} elapsed */
  #follow(line, available, elapsed) {
    const wider = this.#growth.push(available);
    const size = sizeFor(available, this.#size);
    if (this.state === "yielding") {
      if (elapsed >= YIELD_MS) this.#reduce(size, line);
    } else if (size !== this.#size) this.#reduce(size, line);
    else if (available >= (SIZES[size + 1]?.from ?? ENOUGH)) this.#stepUp(line, elapsed >= STEP_MS);
    else if (wider && elapsed >= MEASURE_MS)
      this.#enter("yielding", { ...this.restriction, bitrate: YIELDED_BITRATE }, line);
  }

  /** @param {LineState} line @param {boolean} due */
  #stepUp(line, due) {
    if (!due) return;
    if (this.#size + 1 < SIZES.length) this.#reduce(this.#size + 1, line);
    else this.#enter("open", FREE, line);
  }

  /** @param {number} size @param {LineState} line */
  #reduce(size, line) {
    this.#size = size;
    this.#vainProbes = this.#thinLooks = 0;
    if (size > 0) this.#mistakes = 0;
    this.#growth.restart(line.available ?? 0);
    const { height = null, blind = null } = SIZES[size] ?? {};
    this.#enter("reduced", { ...FREE, height, bitrate: line.available === null ? blind : null }, line);
  }

  /** @param {VideoFlow} state @param {VideoRestriction} restriction @param {{ at: number }} line */
  #enter(state, restriction, { at }) {
    this.state = state;
    this.restriction = restriction;
    this.#since = at;
  }
}
