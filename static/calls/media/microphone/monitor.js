/** Watches the microphone in a call: the user speaks although it is muted, or it is open and delivers nothing. */

import { isSound, SilenceDetector, SpeechDetector } from "./detectors.js";

const LEVEL_MS = 100;
/** The level of a microphone that the system has muted. */
const NOTHING = -120;

/**
 * @typedef {{ level: number | null, mutedBySystem: boolean, listen(track: MediaStreamTrack | null): void, close(): void }} LevelMeterLike
 */

export class MicrophoneMonitor {
  /** @type {MediaStreamTrack | null} */
  #track = null;
  #muted = false;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  #speech = new SpeechDetector();
  #silence = new SilenceDetector();
  /** @type {WeakSet<MediaStreamTrack>} that have delivered sound, so they work */
  #working = new WeakSet();
  #reported = { speaks: false, silent: false };
  #meter;
  #now;
  #on;

  /**
   * @param {object} parts
   * @param {LevelMeterLike} parts.meter
   * @param {() => number} parts.now milliseconds
   * @param {{ speaks(yes: boolean): void, silent(yes: boolean): void }} parts.on called on every change: muted but speaking; open but silent
   */
  constructor({ meter, now, on }) {
    this.#meter = meter;
    this.#now = now;
    this.#on = on;
  }

  /** @param {MediaStreamTrack | null} track null stops it @param {boolean} muted */
  watch(track, muted) {
    if (track === this.#track && muted === this.#muted) return;
    this.#track = track;
    this.#muted = muted;
    this.#speech = new SpeechDetector();
    this.#silence = new SilenceDetector();
    this.#report(false, false);
    this.#meter.listen(track);
    clearInterval(this.#timer);
    this.#timer = track ? setInterval(() => this.measure(), LEVEL_MS) : undefined;
  }

  measure() {
    const { mutedBySystem } = this.#meter;
    const level = mutedBySystem ? NOTHING : this.#meter.level;
    const track = this.#track;
    if (level === null || !track) return;
    if (isSound(level)) this.#working.add(track);
    const now = this.#now();
    if (this.#muted) this.#report(this.#speech.addLevel(level, now), false);
    else this.#report(false, this.#silence.addLevel(level, now, !mutedBySystem && this.#working.has(track)));
  }

  /** @param {boolean} speaks @param {boolean} silent */
  #report(speaks, silent) {
    const { speaks: spoke, silent: was } = this.#reported;
    this.#reported = { speaks, silent };
    if (speaks !== spoke) this.#on.speaks(speaks);
    if (silent !== was) this.#on.silent(silent);
  }
}
