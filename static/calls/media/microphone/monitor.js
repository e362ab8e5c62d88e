/** Watches the microphone of a talk: somebody speaks though it is muted, or it is open and delivers nothing; it shows nothing itself. */

import { isSound, Silence, Speech } from "./detectors.js";

const LOOK_MS = 100;
/** The level of a microphone that the system has cut off. */
const NOTHING = -120;

/** @typedef {{ level: number | null, cutOff: boolean, listen(track: MediaStreamTrack | null): void, close(): void }} LevelMeterLike */

export class MicrophoneMonitor {
  /** @type {MediaStreamTrack | null} */
  #track = null;
  #muted = false;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  #speech = new Speech();
  #silence = new Silence();
  /** @type {WeakSet<MediaStreamTrack>} that were heard once: they work */
  #heard = new WeakSet();
  #found = { speaks: false, silent: false };
  #ear;
  #now;
  #on;

  /**
   * @param {object} parts
   * @param {LevelMeterLike} parts.ear
   * @param {() => number} parts.now milliseconds
   * @param {{ speaks(yes: boolean): void, silent(yes: boolean): void }} parts.on called with every change: muted and yet speaking; open and yet silent
   */
  constructor({ ear, now, on }) {
    this.#ear = ear;
    this.#now = now;
    this.#on = on;
  }

  /** @param {MediaStreamTrack | null} track null: nothing is to be watched @param {boolean} muted */
  watch(track, muted) {
    if (track === this.#track && muted === this.#muted) return;
    this.#track = track;
    this.#muted = muted;
    this.#speech = new Speech();
    this.#silence = new Silence();
    this.#tell(false, false);
    this.#ear.listen(track);
    clearInterval(this.#timer);
    this.#timer = track ? setInterval(() => this.look(), LOOK_MS) : undefined;
  }

  look() {
    const { cutOff } = this.#ear;
    const level = cutOff ? NOTHING : this.#ear.level;
    const track = this.#track;
    if (level === null || !track) return;
    if (isSound(level)) this.#heard.add(track);
    const now = this.#now();
    if (this.#muted) this.#tell(this.#speech.addLevel(level, now), false);
    else this.#tell(false, this.#silence.addLevel(level, now, !cutOff && this.#heard.has(track)));
  }

  /** @param {boolean} speaks @param {boolean} silent */
  #tell(speaks, silent) {
    const { speaks: spoke, silent: was } = this.#found;
    this.#found = { speaks, silent };
    if (speaks !== spoke) this.#on.speaks(speaks);
    if (silent !== was) this.#on.silent(silent);
  }
}
