/** The sounds of an incoming call and of waiting for an answer, made by the browser itself. */

import { tryOrUndefined, tryOrUndefinedAsync } from "../lib/browser/try_or_undefined.js";

/** @typedef {{ tones: number[], on: number, pause: number, volume: number }} Pattern tones in Hz, times in seconds */

/** @type {Record<string, Pattern>} */
const PATTERNS = {
  incoming: { tones: [659, 784, 988], on: 0.16, pause: 1.6, volume: 0.16 },
  ringing: { tones: [440], on: 1, pause: 3.5, volume: 0.05 },
};
const FADE = 0.03;
/** A speaker that does not answer must not keep it silent, in milliseconds. */
const SPEAKER_MS = 500;

export class Ringtone {
  /** @type {AudioContext | null} */
  #context = null;
  #playing = "";
  #timer = 0;
  /** @type {GainNode | null} of the current sound, so that it can stop at once */
  #gain = null;
  #lock;
  #speaker;

  /**
   * @param {import("./ring_lock.js").RingLock} lock
   * @param {() => string} speaker the id of the one that a call uses; "": the system's default
   */
  constructor(lock, speaker = () => "") {
    this.#lock = lock;
    this.#speaker = speaker;
    for (const event of ["pointerdown", "keydown"]) addEventListener(event, () => this.#unlock());
  }

  /** @param {Snapshot} snapshot */
  show({ state }) {
    if (state === this.#playing) return;
    this.silence();
    this.#lock.release();
    this.#playing = state;
    const pattern = PATTERNS[state];
    if (pattern) this.#ring(pattern);
  }

  /** The other windows stay silent, too: this one keeps its turn until the call rings no more. */
  silence() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#gain?.disconnect();
    this.#gain = null;
  }

  /** Browsers allow sound only after a first click or key. Before that the dialog appears without sound. */
  #unlock() {
    // Without sound the dialog alone tells of a call.
    this.#context ??= tryOrUndefined(() => new AudioContext()) ?? null;
    const context = this.#context;
    // After a phone call some systems say "interrupted".
    if (context && context.state !== "running") tryOrUndefinedAsync(() => context.resume());
  }

  /** @param {Pattern} pattern */
  #ring(pattern) {
    const { tones, on, pause } = pattern;
    this.#timer = Number(setTimeout(() => this.#ring(pattern), (tones.length * on + pause) * 1000));
    const context = this.#context;
    if (context?.state !== "running") return;
    if (pattern !== PATTERNS.incoming || this.#lock.isHeld) this.#play(context, pattern);
    else this.#lock.acquire(() => this.#ringNow(pattern));
  }

  /** It is this window's turn. @param {Pattern} pattern */
  #ringNow(pattern) {
    if (!this.#timer) return; // silenced by the person
    clearTimeout(this.#timer);
    this.#ring(pattern);
  }

  /**
   * Waiting for an answer is heard where the call will be: in a headset, not in the room. An incoming call rings where the
   * system plays sound, since nobody may wear the headset.
   * @param {AudioContext & { sinkId?: string, setSinkId?(id: string): Promise<void> }} context not every browser has them
   * @param {Pattern} pattern
   */
  async #play(context, pattern) {
    const speaker = pattern === PATTERNS.ringing ? this.#speaker() : "";
    if (tryOrUndefined(() => context.setSinkId) && context.sinkId !== speaker) {
      await tryOrUndefinedAsync(() => context.setSinkId?.(speaker), SPEAKER_MS);
      if (!this.#timer || PATTERNS[this.#playing] !== pattern) return;
    }
    tryOrUndefined(() => this.#sound(context, pattern));
  }

  /** @param {AudioContext} context @param {Pattern} pattern */
  #sound(context, { tones, on, volume }) {
    const gain = context.createGain();
    gain.connect(context.destination);
    this.#gain = gain;
    const start = context.currentTime;
    gain.gain.setValueAtTime(0, start);
    for (const [index, frequency] of tones.entries()) {
      const begin = start + index * on;
      const tone = new OscillatorNode(context, { frequency, type: "sine" });
      tone.connect(gain);
      tone.start(begin);
      tone.stop(begin + on);
      gain.gain.setValueAtTime(0, begin);
      gain.gain.linearRampToValueAtTime(volume, begin + FADE);
      gain.gain.setValueAtTime(volume, begin + on - FADE);
      gain.gain.linearRampToValueAtTime(0, begin + on);
    }
  }
}
