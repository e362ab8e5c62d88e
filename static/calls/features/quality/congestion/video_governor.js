/**
 * Decides what the pictures may send on a line that is suddenly too small, so that the sound stays whole. The browser
 * lowers its estimate within a second, but goes on sending queued and repeated packets for many.
 */

import { isFull } from "./full_line.js";

/** Milliseconds without a picture, in which the line's queue runs empty. Each vain probe makes the next wait longer. */
const HOLD_MS = 1_500;
const LONGER_MS = 750;
const LONGEST_HOLD_MS = 3_500;
/** A probe counts after this time, and has failed after the other. */
const PROBE_MS = 400;
const PROBE_LIMIT_MS = 1_300;
/** Milliseconds between two steps up. */
const STEP_MS = 500;
/** The same where the browser has no estimate, so that only signs of a full line can end it. */
const BLIND_STEP_MS = 2_000;
/** Bits a second for the sound with its headers, and for the smallest picture. */
const SOUND = 50_000;
const SMALLEST_PICTURE = 60_000;
/**
 * A tiny picture costs almost nothing. With its full bit rate allowed again, the browser sends a few packets to find
 * out how much the line takes, and doubles them as long as they arrive (libwebrtc's ProbeController).
 * @type {VideoRestriction}
 */
const PROBE = { held: false, height: 90, screenHeight: 90, frameRate: 5, bitrate: null };
/**
 * The steps back. `from`: bits a second that must be available; `blind`: what may be sent where no estimate is known.
 * @type {{ from: number, blind: number, height: number }[]}
 */
const STEPS = [
  { from: SOUND + SMALLEST_PICTURE, blind: 100_000, height: 180 },
  { from: 300_000, blind: 250_000, height: 360 },
  { from: 700_000, blind: 700_000, height: 540 },
];
/** Bits a second from which on the browser needs no help. */
const ENOUGH = 1_000_000;
/** @type {VideoRestriction} */
const FREE = { held: false, height: null, screenHeight: null, frameRate: null, bitrate: null };
/** @type {VideoRestriction} */
const HELD = { ...FREE, held: true };

export class VideoGovernor {
  /** @type {VideoFlow} */
  state = "open";
  restriction = FREE;
  #since = 0;
  #step = 0;
  #vainProbes = 0;
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
    // The estimate is no higher than what was sent lately, which was the sound alone.
    if (this.state === "held") this.#probeLater(line, elapsed);
    else if (this.state === "probing") this.#judgeProbe(line, elapsed);
    else if (isFull(line, this.#bestRoundTrip)) this.#hold(line);
    else if (this.state === "reduced") this.#stepUp(line, elapsed);
  }

  /** @param {LineState} line */
  #hold(line) {
    this.#vainProbes = this.state === "probing" ? this.#vainProbes + 1 : 0;
    this.#enter("held", HELD, line);
  }

  /** The browser only probes while it believes that the line takes more than is sent. @param {LineState} line @param {number} elapsed */
  #probeLater(line, elapsed) {
    const wait = Math.min(HOLD_MS + this.#vainProbes * LONGER_MS, LONGEST_HOLD_MS);
    const willProbe = line.available === null || line.available > 1.5 * line.sent;
    if (elapsed >= wait && (willProbe || elapsed >= wait + HOLD_MS)) this.#enter("probing", PROBE, line);
  }

  /** @param {LineState} line @param {number} elapsed */
  #judgeProbe(line, elapsed) {
    const [first] = STEPS;
    const blind = line.available === null;
    const passed = blind
      ? elapsed >= PROBE_LIMIT_MS && !isFull(line, this.#bestRoundTrip)
      : (line.available ?? 0) >= (first?.from ?? 0);
    if (elapsed >= PROBE_MS && passed) this.#reduce(0, line);
    else if (elapsed >= PROBE_LIMIT_MS) this.#hold(line);
  }

  /** @param {LineState} line @param {number} elapsed */
  #stepUp(line, elapsed) {
    const blind = line.available === null;
    if (elapsed < (blind ? BLIND_STEP_MS : STEP_MS)) return;
    const next = this.#step + 1;
    const needed = STEPS[next]?.from ?? ENOUGH;
    if (!blind && (line.available ?? 0) < needed) return;
    if (next < STEPS.length) this.#reduce(next, line);
    else this.#enter("open", FREE, line);
  }

  /** @param {number} step @param {LineState} line */
  #reduce(step, line) {
    this.#step = step;
    this.#vainProbes = 0;
    const { height = null, blind = null } = STEPS[step] ?? {};
    this.#enter("reduced", { ...FREE, height, bitrate: line.available === null ? blind : null }, line);
  }

  /** @param {VideoFlow} state @param {VideoRestriction} restriction @param {LineState} line */
  #enter(state, restriction, line) {
    this.state = state;
    this.restriction = restriction;
    this.#since = line.at;
  }
}
