/**
 * Smooths the levels: a change counts once it has lasted. The thresholds' margins and the averages
 * do most of that (see assessment.js and recent_metrics.js).
 */

import { isWorse, worse } from "./levels.js";

/** Seconds for which the level must have been worse, or better, before it changes. */
const WORSE_AFTER = 1.5;
const BETTER_AFTER = 1;
/** Timers are a little early or late. */
const TOLERANCE = 0.1;

export class Hysteresis {
  /** @type {Assessment} */
  held = { level: "good", why: null };
  /** The latest assessments, newest last; `age`: seconds. @type {{ age: number, found: Assessment }[]} */
  #looks = [];

  /** Whether something is wrong, or was until now. */
  get amiss() {
    return this.#worstNow !== "good";
  }

  get #worstNow() {
    return worse(this.held.level, this.#looks.at(-1)?.found.level ?? "good");
  }

  /**
   * @param {(before: Level) => Assessment} assess the last seconds; `before`: the level to leave
   * @param {number} seconds since the last time
   * @returns {Assessment} the held one
   */
  push(assess, seconds) {
    const found = assess(this.#worstNow);
    const aged = this.#looks.map((look) => ({ ...look, age: look.age + seconds }));
    this.#looks = [...aged.filter(({ age }) => age < WORSE_AFTER + seconds), { age: 0, found }];
    this.held = this.#steady(found);
    return this.held;
  }

  /** @param {Assessment} found the latest one @returns {Assessment} */
  #steady(found) {
    const mildest = this.#span(WORSE_AFTER)?.reduce((one, other) => (isWorse(one.level, other.level) ? other : one));
    if (mildest && isWorse(mildest.level, this.held.level)) return { ...mildest, why: found.why ?? mildest.why };
    const worst = this.#span(BETTER_AFTER)?.reduce((one, other) => (isWorse(other.level, one.level) ? other : one));
    if (worst && isWorse(this.held.level, worst.level))
      return { ...worst, why: worst.level === "good" ? null : worst.why };
    return found.level === this.held.level && found.why ? found : this.held;
  }

  /** The assessments of so many seconds; undefined before there are enough. @param {number} seconds */
  #span(seconds) {
    const first = this.#looks.findLastIndex(({ age }) => age >= seconds - TOLERANCE);
    return first < 0 ? undefined : this.#looks.slice(first).map(({ found }) => found);
  }
}
