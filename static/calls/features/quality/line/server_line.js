/**
 * Measures this page's own line to the server, in which the peer has no part: by a ping each second
 * of a call, and by bursts of pings while the call is bad.
 */

import { Timers } from "../../../lib/timing/timers.js";
import { addWeight, usualShare, weigh } from "./evidence.js";
import { QuickerLine } from "./quicker_line.js";

/**
 * Milliseconds between two pings: while all is well, and of a bad call at first and later. TCP sends a lost packet again about a round trip after the next
 * one: on a short way pings must be further apart for that to show. A thin line has no room for many, and is late with each.
 */
const SPACING = { well: 1_000, far: 25, near: 50, later: 250, thin: 200 };
const BURST_MS = 5_000;
/** A round trip (milliseconds) from which on the server is far. */
const FAR = 35;
/** A pong is late after the best round trip of this socket and this much, in milliseconds. */
const LATE = 40;
/** After this time no line is good, whatever its best round trip was. */
const ALWAYS_LATE = 400;
/** A timer that is later than this shows that the page was busy: the pings of that time tell nothing about the line. */
const BUSY_MS = 30;
/** So many pongs of a good time are remembered. The latest may belong to a fault that nobody has noticed yet. */
const USUAL_PONGS = 60;
const UNSURE_PONGS = 4;
/** Pings without a pong after which no more are sent: they would fill a slow line. */
const MAX_WAITING = 20;

/** @implements {SocketObserver} */
export class ServerLine {
  /** Called if the line becomes quicker while the call is bad. @type {() => void} */
  onquicker = () => {};
  #best = Number.POSITIVE_INFINITY;
  /** When the pings were sent that wait for their pongs. @type {number[]} */
  #waiting = [];
  /** Since the last time that they were weighed: whether each pong was late. @type {boolean[]} */
  #pongs = [];
  /** The same while all was well. @type {boolean[]} */
  #usual = [];
  #weight = 0;
  #weighedAt = 0;
  #amiss = false;
  #thin = false;
  /** Pings from before tell nothing: the page was busy, or in another call. */
  #validFrom = 0;
  #quicker = new QuickerLine();
  #nextPing = Number.POSITIVE_INFINITY;
  #burstUntil = 0;
  #timers = new Timers();
  #ping;
  #now;

  /** @param {{ ping: () => void, now?: () => number }} parts `now`: milliseconds */
  constructor({ ping, now = () => performance.now() }) {
    this.#ping = ping;
    this.#now = now;
  }

  /**
   * Pings from now on.
   * @param {boolean} amiss whether the call may be bad, so that it matters whose line it is
   * @param {boolean} [thin] whether the sound takes most of what this line carries
   */
  watch(amiss, thin = false) {
    this.#thin = thin;
    if (amiss && !this.#amiss) this.#burstUntil = this.#now() + BURST_MS;
    const sooner = amiss && !this.#amiss;
    this.#amiss = amiss;
    if (!amiss) this.#quicker.restart();
    if (sooner || !this.#timers.has("ping")) this.#schedule();
  }

  /** The call is over. */
  rest() {
    this.#timers.clearAll();
    this.#nextPing = Number.POSITIVE_INFINITY;
    this.#amiss = false;
    this.#reset();
  }

  /**
   * How far the pongs speak for a fault of this line (see evidence.js). Each of them is weighed once.
   * @param {number} expected the share of late pongs that the fault would have caused since the last time
   */
  weight(expected) {
    const now = this.#now();
    this.#noteBusy(now);
    const waiting = this.#waiting.filter((sent) => sent > this.#validFrom && this.#isLate(now - sent));
    const found = weigh(
      [...this.#pongs, ...waiting.map(() => true)],
      expected,
      usualShare(this.#usual.slice(0, -UNSURE_PONGS)),
    );
    this.#weight = addWeight(this.#weight, (now - this.#weighedAt) / 1000, found);
    this.#weighedAt = now;
    this.#pongs = [];
    return this.#weight;
  }

  /** Another socket may take another way. */
  onOnline() {
    this.#waiting = [];
    this.#best = Number.POSITIVE_INFINITY;
    this.#usual = [];
    this.#reset();
  }

  #reset() {
    this.#pongs = [];
    this.#weight = 0;
    this.#quicker.restart();
    this.#validFrom = this.#now();
  }

  onPing() {
    this.#waiting.push(this.#now());
  }

  onPong() {
    const sent = this.#waiting.shift();
    const now = this.#now();
    if (sent === undefined) return;
    this.#best = Math.min(this.#best, now - sent);
    this.#noteBusy(now);
    if (sent <= this.#validFrom) return;
    const late = this.#isLate(now - sent);
    this.#pongs.push(late);
    if (!this.#amiss) this.#usual = [...this.#usual, late].slice(-USUAL_PONGS);
    else if (this.#quicker.push(now - sent)) this.onquicker();
  }

  /** @param {number} delay milliseconds */
  #isLate(delay) {
    return delay > Math.min(this.#best + LATE, ALWAYS_LATE);
  }

  /** @param {number} now */
  #noteBusy(now) {
    if (now > this.#nextPing + BUSY_MS) this.#validFrom = now;
  }

  get #spacing() {
    if (!this.#amiss) return SPACING.well;
    if (this.#now() >= this.#burstUntil) return SPACING.later;
    if (this.#thin) return SPACING.thin;
    return this.#best >= FAR ? SPACING.far : SPACING.near;
  }

  #schedule() {
    const spacing = this.#spacing;
    this.#nextPing = this.#now() + spacing;
    this.#timers.after("ping", spacing, () => {
      this.#noteBusy(this.#now());
      if (this.#waiting.length < MAX_WAITING) this.#ping();
      this.#schedule();
    });
  }
}
