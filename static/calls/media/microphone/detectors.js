/** Detects speech and silence from a microphone's level. Levels are in dBFS, times in milliseconds. */

/** The level of digital silence. */
const BOTTOM = -120;
const NOTHING = -100;
/** Levels may come late (a hidden tab) or not at all (a closed laptop). A gap counts for this long at most. */
const MAX_STEP = 1_500;

/** @param {number} amplitude the root mean square of samples from -1 to 1 */
export const decibels = (amplitude) => Math.max(BOTTOM, 20 * Math.log10(Math.max(amplitude, Number.MIN_VALUE)));

/** How full the meter is, from 0 to 1. Below -60 dBFS a room is quiet. @param {number} level */
export const fullness = (level) => Math.min(1, Math.max(0, (level + 60) / 55));

/**
 * Whether a working microphone delivers this level. Even the quietest room is louder than silence.
 * @param {number} level
 */
export const isSound = (level) => level > NOTHING;

class StepClock {
  /** @type {number | null} */
  #last = null;

  /** Milliseconds since the previous level. @param {number} now */
  next(now) {
    const step = this.#last === null ? 0 : Math.min(MAX_STEP, now - this.#last);
    this.#last = now;
    return step;
  }
}

/** Speech begins above this level, and this much above the noise of the room. It lasts while the lower bounds hold. */
const BEGINS = { level: -45, above: 12 };
const LASTS = { level: -52, above: 7 };
/** Loud time, minus half of the quiet time in between. A cough, a key and a beep stay below it. */
const ENOUGH_MS = 400;
const PAUSE_MS = 1_200;
const NOISE = { first: -60, least: -75, risePerSecond: 2 };

export class SpeechDetector {
  /** The noise of the room. It falls at once and rises slowly, so that a fan is soon not taken for a voice. */
  #noise = NOISE.first;
  #loud = 0;
  #quiet = 0;
  #clock = new StepClock();
  #speaking = false;

  /** @param {number} level @param {number} now @returns {boolean} whether somebody speaks */
  addLevel(level, now) {
    const step = this.#clock.next(now);
    const { level: least, above } = this.#speaking ? LASTS : BEGINS;
    const loud = level > Math.max(least, this.#noise + above);
    this.#noise = Math.max(NOISE.least, Math.min(level, this.#noise + (NOISE.risePerSecond * step) / 1000));
    this.#loud = Math.max(0, this.#loud + (loud ? step : -step / 2));
    this.#quiet = loud ? 0 : this.#quiet + step;
    if (!this.#speaking && this.#loud >= ENOUGH_MS) this.#speaking = true;
    else if (this.#speaking && this.#quiet >= PAUSE_MS) {
      this.#speaking = false;
      this.#loud = 0;
    }
    return this.#speaking;
  }
}

const SILENT_MS = 5_000;
/** A noise gate lets nothing through between two sentences, so a microphone that has worked before gets more time. */
const PAUSED_MS = 30_000;

export class SilenceDetector {
  #silent = 0;
  #clock = new StepClock();

  /**
   * @param {number} level
   * @param {number} now
   * @param {boolean} [works] whether it has delivered sound before, and the system has not muted it
   * @returns {boolean} whether nothing has come for seconds
   */
  addLevel(level, now, works = false) {
    const step = this.#clock.next(now);
    this.#silent = isSound(level) ? 0 : this.#silent + step;
    return this.#silent >= (works ? PAUSED_MS : SILENT_MS);
  }
}
