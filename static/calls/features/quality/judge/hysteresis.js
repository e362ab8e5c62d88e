/** Smooths the levels of single seconds: a change counts only once it has lasted. */

import { LEVELS } from "./levels.js";

/** Seconds for which the level must have been worse, or better, before it changes. */
const WORSE_AFTER = 3;
const BETTER_AFTER = 8;

export class Hysteresis {
  /** @type {Assessment} */
  held = { level: "good", why: null };
  /** @type {Level[]} the latest levels, all worse than the held one, or all better */
  #deviations = [];
  #better = false;

  /** @param {Assessment} assessment of one second @returns {Assessment} the held one */
  push(assessment) {
    const [now, held] = [LEVELS.indexOf(assessment.level), LEVELS.indexOf(this.held.level)];
    if (now === held) {
      this.#deviations = [];
      if (assessment.why) this.held = assessment;
      return this.held;
    }
    if (this.#better !== now < held) this.#deviations = [];
    this.#better = now < held;
    this.#deviations.push(assessment.level);
    if (this.#deviations.length >= (this.#better ? BETTER_AFTER : WORSE_AFTER)) this.#change(assessment.why);
    return this.held;
  }

  /**
   * The best of a few worse seconds, or the worst of many better ones, becomes the level.
   * @param {Impairment | null} why
   */
  #change(why) {
    const ranks = this.#deviations.map((level) => LEVELS.indexOf(level));
    const level = LEVELS[this.#better ? Math.max(...ranks) : Math.min(...ranks)] ?? "good";
    this.held = { level, why: level === "good" ? null : (why ?? this.held.why) };
    this.#deviations = [];
  }
}
