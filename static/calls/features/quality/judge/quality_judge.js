/** What a page says of a call: the grade of both directions, its own and the peer's, and the cause; it knows no browser. */

import { judgeIn, judgeOut, LEVELS, Steady, worse } from "./grading.js";

/** Seconds that another cause must have been the likelier one, so that the words do not change back and forth. */
const OTHER_CAUSE_AFTER = 3;
/** Seconds of a call that say nothing yet: connections begin slow. */
const WARMING_UP = 3;

const FINE = { level: /** @type {Level} */ ("good"), why: null };

/**
 * Loss alone never tells the two networks apart: what goes out badly may be lost on this side's line or on the peer's. So each page also
 * watches its own way to the server, on which the peer has no part, and tells the peer what it finds. Where that decides nothing, the line
 * of the one who sends is the likelier one: most lines are narrower upwards. Where both directions are bad, nobody is blamed.
 * @param {{ in: Finding, out: Finding, slow: boolean, told: Told | null, relayed: boolean }} known
 * @returns {Cause}
 */
export function causeOf({ in: come, out, slow, told, relayed }) {
  const way = wayOf(come, out);
  const { why } = way === "in" ? come : out;
  if (why === "computer") return "computer";
  if (way === "in" && why === "gaps" && told?.out.why === "computer") return "their-computer";
  if (slow !== (told?.slow ?? false)) return slow ? "mine" : "theirs";
  if (why === "delay" && relayed) return "relay";
  // Gaps where nothing is lost may come from anywhere: late packets, or a page that sends late.
  if (why === "gaps" || (come.level !== "good" && out.level !== "good")) return "between";
  return way === "in" ? "theirs" : "mine";
}

/** The worse direction; what this side can mend by itself where both are the same. @param {Finding} come @param {Finding} out @returns {"in" | "out"} */
const wayOf = (come, out) => (LEVELS.indexOf(come.level) > LEVELS.indexOf(out.level) ? "in" : "out");

export class Grader {
  #in = new Steady();
  #out = new Steady();
  #seconds = 0;
  /** @type {Cause | null} */
  #cause = null;
  #others = 0;

  /**
   * @param {Figures} figures
   * @param {{ slow: boolean, told: Told | null }} beside whether this side's way to the server is slow, and what the peer has told
   * @returns {Judgement}
   */
  push(figures, { slow, told }) {
    this.#seconds += 1;
    const known = this.#seconds > WARMING_UP;
    const come = known ? this.#in.push(judgeIn(figures)) : FINE;
    const mine = known ? this.#out.push(judgeOut(figures)) : FINE;
    const out = heardBy(mine, told);
    const level = worse(come.level, out.level);
    const relayed = figures.path?.relayed ?? false;
    const cause = level === "good" ? null : causeOf({ in: come, out, slow, told, relayed });
    return {
      level,
      cause: this.#keep(cause),
      way: wayOf(come, out),
      both: come.level !== "good" && out.level !== "good",
      in: come,
      out: mine,
    };
  }

  /** @param {Cause | null} cause */
  #keep(cause) {
    this.#others = cause === this.#cause ? 0 : this.#others + 1;
    if (!cause || !this.#cause || this.#others >= OTHER_CAUSE_AFTER) {
      this.#cause = cause;
      this.#others = 0;
    }
    return this.#cause;
  }
}

/** How the peer gets what this side sends, in its own experience; a computer that is too slow to show it is no fault of the way. @param {Finding} mine @param {Told | null} told @returns {Finding} */
function heardBy(mine, told) {
  if (!told || told.in.why === "computer" || told.in.why === "delay") return mine;
  return LEVELS.indexOf(told.in.level) > LEVELS.indexOf(mine.level) ? told.in : mine;
}

/** @param {any} message from the peer's page, which may be anything @returns {Told | null} */
export function told(message) {
  const [come, out] = [finding(message.in), finding(message.out)];
  return come && out ? { in: come, out, slow: message.slow === true } : null;
}

const WHYS = new Set(["loss", "narrow", "computer", "gaps", "delay"]);

/** @param {any} said @returns {Finding | null} */
function finding(said) {
  if (!LEVELS.includes(said?.level)) return null;
  return { level: said.level, why: WHYS.has(said.why) ? said.why : null };
}
