/**
 * Decides what the pictures may send on a line that is suddenly too small, so that the sound stays whole. The browser
 * lowers its estimate within a second, but goes on sending queued and repeated packets for many; and it raises the
 * estimate by a twelfth a second at most, unless it is made to measure.
 */

import { Collapse } from "./collapse.js";
import { isFull } from "./full_line.js";
import { IdleLine, isIdle } from "./idle_line.js";
import { LineGrowth } from "./line_growth.js";
import { ENOUGH, largestSize, lossyHeight, SIZES, sizeFor } from "./picture_sizes.js";
import { Probe } from "./probe.js";
import { ProbeBackoff } from "./probe_backoff.js";

/** Milliseconds without a picture, in which the line's queue runs empty. Each vain probe makes the next wait longer. */
const HOLD_MS = 1_500;
const LONGER_MS = 750;
const LONGEST_HOLD_MS = 5_000;
/**
 * If something suggests that the line is wider, it is enough that the queue of a vain probe runs empty, and that the
 * browser believes in room: Chromium measured after each of 14 such times, and after less in four of seven.
 */
const HINTED_HOLD_MS = 1_250;
/** The same where the browser will not measure. */
const BLIND_HOLD_MS = 8_000;
/** A probe counts after this time; where the browser has no estimate, after the next. */
const PROBE_MS = 400;
const BLIND_PROBE_MS = 1_300;
/** Milliseconds after which the browser did not measure when the probe began, so that it is nudged at each look. */
const PROBE_IDLE_MS = 500;
/** Milliseconds between two steps up. */
const STEP_MS = 500;
/** The same where the browser has no estimate, so that only signs of a full line can end it. */
const BLIND_STEP_MS = 2_000;
/** Bits a second below which a picture is made smaller, and for how many looks in a row. */
const THIN = 400_000;
const THIN_LOOKS = 6;
/** Milliseconds for which the picture gives way before a measurement, and which the measurement before may take. */
const YIELD_MS = 1_000;
const MEASURE_MS = 2_500;
/** Milliseconds for which it may go on by itself: since the picture has another size, or the estimate has jumped. */
const GOES_ON_MS = 1_000;

/** @type {VideoRestriction} */
const FREE = {
  held: false,
  height: null,
  screenHeight: null,
  frameRate: null,
  bitrate: null,
  keepsSize: false,
  nudged: false,
  tooThin: false,
};
/**
 * The size is decided here. With "balanced", Chromium makes of 360 lines 180 with ten frames a second, and then sends so
 * little that the estimate does not rise.
 * @type {VideoRestriction}
 */
const REDUCED = { ...FREE, keepsSize: true };
/** @type {VideoRestriction} */
const HELD = { ...FREE, held: true };
/**
 * Chromium measures a line when a sender that uses little of it may send more: it sends a few packets, and doubles
 * them as long as they arrive (libwebrtc's ProbeController). So a tiny picture is sent, with its full bit rate allowed.
 * @type {VideoRestriction}
 */
const PROBE = { ...FREE, height: 90, screenHeight: 90, frameRate: 5 };
/** Vain probes after which not even a shared screen is sent. */
const TOO_THIN = 2;
/**
 * A held picture comes back without a probe if the estimate has risen to so many times what it was, and to this share of
 * what a probe has to show: Chromium measures no further while so little may be sent.
 */
const ROSE = 1.5;
const ROOM = { usual: 0.95, hinted: 0.8 };
/** What a picture may send before such a measurement. */
const YIELDED_BITRATE = 30_000;

export class VideoGovernor {
  /** @type {VideoFlow} */
  state = "open";
  restriction = FREE;
  /** Whether the line loses packets that do not wait (see judge/lossy_line.js). */
  lossy = false;
  /** Whether much of what should have come was missing when the line collapsed. */
  missing = false;
  #missedByPeer = false;
  #since = 0;
  #size = 0;
  #thinLooks = 0;
  #vainProbes = 0;
  /** Bits a second that are sent while the picture is held back, smoothed. */
  #sent = 0;
  /** Bits a second: the lowest estimate since the picture is held back. */
  #lowest = Number.POSITIVE_INFINITY;
  /** Whether a hint has come that the line is wider. */
  #wideningHint = false;
  /** The present or last one. */
  #probe = new Probe(false);
  #backoff = new ProbeBackoff();
  #idle = new IdleLine();
  #collapse = new Collapse();
  #growth = new LineGrowth();
  /** Milliseconds: a picture has come back without a probe, and the browser measures until then. */
  #waversUntil = 0;
  /** When the estimate last jumped. */
  #jumped = 0;
  /** The shortest round trip in this call, in seconds. */
  #bestRoundTrip = Number.POSITIVE_INFINITY;

  /** Whether the peer sees nothing of this side, or nothing that counts. */
  get pauses() {
    return this.state === "held" || this.state === "probing";
  }

  /** Whether nothing speaks against the line. */
  get isWell() {
    return this.state === "open" && !this.lossy && !this.#collapse.suspected && this.#thinLooks === 0;
  }

  /** Something else than the estimate suggests that the line has become wider. */
  onWideningHint() {
    this.#wideningHint = true;
  }

  /** The peer's page misses much of what should have come from this side. */
  onMissedByPeer() {
    this.#missedByPeer = true;
  }

  /** This side sends none beside a sound: what comes later is another one. */
  onNoPicture() {
    this.#missedByPeer = false;
    this.forgetUsual();
  }

  /** What usually comes and goes is something else from now on. */
  forgetUsual() {
    this.#collapse.restart();
  }

  /** @param {LineState} line since the last look @param {boolean} [gap] whether either page has just seen a gap in its picture */
  push(line, gap) {
    const hint = this.#wideningHint && this.#backoff.acceptsHints(line.at);
    this.#wideningHint = false;
    const missedByPeer = this.#missedByPeer;
    this.#missedByPeer = this.missing = false;
    if (line.roundTrip > 0) this.#bestRoundTrip = Math.min(this.#bestRoundTrip, line.roundTrip);
    const elapsed = line.at - this.#since;
    this.#sent += (line.sent - this.#sent) / 4;
    // The estimate is no higher than what was sent lately, which was the sound alone.
    if (this.state === "held") this.#waitForRoom(line, elapsed, hint);
    else if (this.state === "probing") this.#judgeProbe(line, elapsed, hint);
    else if (missedByPeer || this.#collapses(line, gap) || (!this.#doubts(line) && this.#isFull(line)))
      this.#hold(line);
    else if (this.lossy && line.available !== null) this.#keepWhole(line, line.available);
    else if (this.state === "open") this.#reduceOnThinLine(line);
    else if (line.available === null) this.#stepUp(line, elapsed >= BLIND_STEP_MS);
    else this.#follow(line, line.available, elapsed, hint);
  }

  /** Whether a low estimate says nothing: packets are lost without waiting, or it has just risen and wavers. @param {LineState} line */
  #doubts({ at }) {
    return this.lossy || at < this.#waversUntil;
  }

  /** @param {LineState} line @param {boolean} [gap] */
  #collapses(line, gap) {
    const collapses = this.state === "open" && this.#collapse.push(line, gap);
    this.missing = collapses && this.#collapse.missing;
    return collapses;
  }

  /** @param {LineState} line */
  #isFull(line) {
    const smallest = this.state !== "open" && this.#size === 0;
    return isFull(line, { bestRoundTrip: this.#bestRoundTrip, smallest });
  }

  /** @param {LineState} line */
  #hold(line) {
    if (this.state === "probing") {
      // The browser has perhaps not measured, though the line is wide.
      const again = this.#probe.onHint && !this.#backoff.hintsFailed;
      this.#vainProbes = again ? 0 : this.#vainProbes + 1;
      if (this.#probe.onHint) this.#backoff.onFailedHint(line.at);
    } else {
      this.#backoff.onHold(line.at, this.state !== "open" && this.#size === 0);
      this.#vainProbes = this.#backoff.failedReturns;
    }
    this.#sent = 0;
    this.#lowest = Number.POSITIVE_INFINITY;
    this.#collapse.restart();
    this.#enter("held", this.#onlySound(HELD), line);
  }

  /**
   * The estimate rises by a measurement only, for example one that a failed probe has begun.
   * @param {LineState} line @param {number} elapsed @param {boolean} hint
   */
  #waitForRoom(line, elapsed, hint) {
    const { available } = line;
    const room = (this.#probe.onHint ? ROOM.hinted : ROOM.usual) * this.#backoff.requiredEstimate;
    const rises = available !== null && available >= room && available > ROSE * this.#lowest;
    this.#lowest = Math.min(this.#lowest, available ?? this.#lowest);
    if (!rises) return this.#probeLater(line, elapsed, hint);
    this.#waversUntil = line.at + GOES_ON_MS;
    this.#comeBack(line);
  }

  /**
   * It measures only while it believes that the line takes more than is sent.
   * @param {LineState} line @param {number} elapsed @param {boolean} hint
   */
  #probeLater(line, elapsed, hint) {
    const { available } = line;
    const wait = Math.min(HOLD_MS + this.#vainProbes * LONGER_MS, LONGEST_HOLD_MS);
    const measures = available === null || available > 1.5 * this.#sent;
    const due = elapsed >= (measures ? wait : BLIND_HOLD_MS);
    const empty = elapsed >= (this.#vainProbes > 0 ? HINTED_HOLD_MS : HOLD_MS);
    this.#wideningHint = hint;
    if (!due && !(hint && empty)) return;
    this.#wideningHint = false;
    this.#probe = new Probe(!due);
    this.#enter("probing", this.#onlySound(PROBE), line);
  }

  /** @param {VideoRestriction} restriction */
  #onlySound(restriction) {
    return { ...restriction, tooThin: this.#vainProbes >= TOO_THIN };
  }

  /** @param {LineState} line @param {number} elapsed @param {boolean} hint */
  #judgeProbe(line, elapsed, hint) {
    const { available } = line;
    this.#probe.push(available, elapsed);
    const passed =
      available === null
        ? elapsed >= BLIND_PROBE_MS && !this.#isFull(line)
        : available >= this.#backoff.requiredEstimate;
    if (elapsed >= PROBE_MS && passed) this.#comeBack(line);
    else if (hint && !this.#probe.onHint && !this.#probe.isRising(elapsed)) this.#startAgain(line);
    else if (this.#probe.isOver(elapsed)) this.#hold(line);
    else if (elapsed >= PROBE_IDLE_MS && isIdle(line.sent, available ?? 0)) this.#nudge();
  }

  /** The browser has measured the thin line, and does so again only for a picture that begins. @param {LineState} line */
  #startAgain(line) {
    this.#hold(line);
    this.#wideningHint = true;
  }

  /** @param {LineState} line */
  #comeBack(line) {
    this.#backoff.onReturn(line.at);
    this.#reduce(largestSize(this.#backoff.trustedEstimate(line.available)), line);
  }

  /**
   * On a line that loses packets the estimate falls on and on, and a smaller picture makes it fall faster: it is never
   * higher than what arrives allows. The browser would make the picture tiny and slow, too.
   * @param {LineState} line @param {number} available
   */
  #keepWhole(line, available) {
    const height = lossyHeight(available, this.restriction.height);
    if (this.state !== "yielding" && height === this.restriction.height) return;
    this.#reduce(largestSize(available), line);
    if (height === null) this.#enter("open", FREE, line);
    else this.restriction = { ...REDUCED, height };
  }

  /** @param {LineState} line */
  #reduceOnThinLine(line) {
    this.#thinLooks = line.available !== null && line.available < THIN ? this.#thinLooks + 1 : 0;
    if (this.#thinLooks >= THIN_LOOKS) this.#reduce(largestSize(line.available ?? 0), line);
  }

  /**
   * The picture follows the estimate, which is measured again when the line seems wider.
   * @param {LineState} line @param {number} available @param {number} elapsed @param {boolean} hint
   */
  #follow(line, available, elapsed, hint) {
    const grows = this.#growth.push(available);
    if (this.#growth.jumps) this.#jumped = line.at;
    const measuring = line.at - Math.max(this.#jumped, this.#since) < GOES_ON_MS;
    const size = sizeFor(available, this.#size);
    if (hint && measuring) this.#wideningHint = true;
    if (this.state === "yielding") {
      if (elapsed >= YIELD_MS) this.#reduce(size, line);
    } else if (this.restriction.height !== SIZES[size]?.height) this.#reduce(size, line);
    else if (available >= (SIZES[size + 1]?.from ?? ENOUGH)) this.#stepUp(line, elapsed >= STEP_MS);
    else if (!measuring && (hint || (grows && elapsed >= MEASURE_MS)))
      this.#enter("yielding", { ...this.restriction, bitrate: YIELDED_BITRATE }, line);
    else if (this.#idle.push(line.at, line.sent, available)) this.#nudge();
  }

  #nudge() {
    this.restriction = { ...this.restriction, nudged: !this.restriction.nudged };
  }

  /** @param {LineState} line @param {boolean} due */
  #stepUp(line, due) {
    const trusted = this.#backoff.trustedEstimate(line.available);
    if (!due && trusted < ENOUGH) return;
    const size = trusted >= ENOUGH ? SIZES.length : Math.max(this.#size + 1, largestSize(trusted));
    if (size < SIZES.length) this.#reduce(size, line);
    else this.#enter("open", FREE, line);
  }

  /** @param {number} size @param {LineState} line */
  #reduce(size, line) {
    this.#size = size;
    this.#vainProbes = this.#thinLooks = 0;
    this.#growth.restart(line.available ?? 0);
    this.#idle.restart(line.at);
    const { height = null, blind = null } = SIZES[size] ?? {};
    this.#enter("reduced", { ...REDUCED, height, bitrate: line.available === null ? blind : null }, line);
  }

  /** @param {VideoFlow} state @param {VideoRestriction} restriction @param {{ at: number }} line */
  #enter(state, restriction, { at }) {
    this.state = state;
    this.restriction = restriction;
    this.#since = at;
  }
}
