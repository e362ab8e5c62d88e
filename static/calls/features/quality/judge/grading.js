/** How good the call is, and whose fault it is, from figures alone; it knows no browser and no clock: one push a second. */

/** @type {Level[]} */
export const LEVELS = ["good", "weak", "poor"];
/** Seconds that a grade must have been worse, or better, before the sign says so. */
const WORSE_AFTER = 3;
const BETTER_AFTER = 8;

/**
 * From where on it is weak, and poor. Shares of a second, but for the delay: seconds of a round trip, of which ITU-T G.114 bears
 * 0.3 without complaint and 0.8 at most.
 */
const BOUNDS = {
  loss: [0.03, 0.1],
  delay: [0.4, 0.8],
  concealed: [0.05, 0.2],
  frozen: [0.25, 0.6],
  dropped: [0.3, 0.6],
};
/** Bits a second that are left for a picture which the browser has made smaller for that reason. */
const NARROW = { weak: 250_000, poor: 100_000 };
/** Frames a second under which a picture that the computer is too slow for does not look like motion any more. */
const SLIDE_SHOW = 8;
/** Seconds between two looks that should be one second apart. */
export const LATE = 2;

/** @param {Level} one @param {Level} other */
export const worse = (one, other) => (LEVELS.indexOf(one) >= LEVELS.indexOf(other) ? one : other);

/** @param {keyof typeof BOUNDS} measure @param {number | null} value @returns {Level} */
function grade(measure, value) {
  const [weak = 1, poor = 1] = BOUNDS[measure];
  if (value === null || value < weak) return "good";
  return value < poor ? "weak" : "poor";
}

/** The worst of these, and which it is: the first where several are equally bad. @param {[Why, Level][]} found @returns {Finding} */
function worst(found) {
  const level = found.reduce((sofar, [, one]) => worse(one, sofar), /** @type {Level} */ ("good"));
  // A computer that is too slow makes gaps, too; loss is the network's own.
  const suspects = found.filter(([why, one]) => one !== "good" && (one === level || why === "computer"));
  return { level, why: suspects[0]?.[0] ?? null };
}

/** @param {Figures} figures @returns {Finding} of what comes */
export function judgeIn({ in: come, roundTrip, gap }) {
  const gaps = worse(grade("concealed", come.concealed), grade("frozen", come.frozen));
  // A page that is late for its own look would be late for its pictures, too.
  const late = (gap ?? 0) >= LATE ? gaps : "good";
  return worst([
    ["loss", grade("loss", come.loss)],
    ["computer", worse(grade("dropped", come.dropped), late)],
    ["gaps", gaps],
    ["delay", grade("delay", roundTrip)],
  ]);
}

/** @param {Figures} figures @returns {Finding} of what goes */
export function judgeOut({ out, roundTrip, available }) {
  return worst([
    ["loss", grade("loss", out.loss)],
    ["narrow", narrowness(out.limitation, available)],
    ["computer", slowness(out)],
    ["delay", grade("delay", roundTrip)],
  ]);
}

/** The browser names the bandwidth while it is still finding out, too, and where this page has set the limit. @param {string | null} limitation @param {number | null} available @returns {Level} */
function narrowness(limitation, available) {
  if (limitation !== "bandwidth" || available === null || available >= NARROW.weak) return "good";
  return available < NARROW.poor ? "poor" : "weak";
}

/** @param {Outgoing} out @returns {Level} */
function slowness({ limitation, camera }) {
  if (limitation !== "cpu") return "good";
  return (camera?.frameRate ?? SLIDE_SHOW) < SLIDE_SHOW ? "poor" : "weak";
}

/** A level that does not flicker. */
export class Steady {
  /** @type {Finding} */
  held = { level: "good", why: null };
  /** @type {Level[]} the latest in a row that were worse, or better, than what is held */
  #others = [];
  #better = false;

  /** @param {Finding} found in one second */
  push(found) {
    const [now, held] = [LEVELS.indexOf(found.level), LEVELS.indexOf(this.held.level)];
    if (now === held) {
      this.#others = [];
      // What is named stays named while it is one of the reasons.
      if (found.why) this.held = found;
      return this.held;
    }
    if (this.#better !== now < held) this.#others = [];
    this.#better = now < held;
    this.#others.push(found.level);
    if (this.#others.length < (this.#better ? BETTER_AFTER : WORSE_AFTER)) return this.held;
    // The mildest of some bad seconds, the worst of many better ones.
    const ranks = this.#others.map((level) => LEVELS.indexOf(level));
    const level = LEVELS[this.#better ? Math.max(...ranks) : Math.min(...ranks)] ?? "good";
    this.held = { level, why: level === "good" ? null : (found.why ?? this.held.why) };
    this.#others = [];
    return this.held;
  }
}
