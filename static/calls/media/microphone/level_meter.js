/** Listens how loud a microphone is, also while it is muted; nothing is recorded or sent. */

import { decibels } from "./detectors.js";

/** 85 ms at 48 kHz: about the time between two looks. */
const SAMPLES = 4096;

export class LevelMeter {
  /** @type {AudioContext | null} */
  #context = null;
  /** @type {AnalyserNode | null} */
  #analyser = null;
  /** @type {MediaStreamTrack | null} */
  #track = null;
  /** @type {MediaStreamTrack | null} muting the track itself leaves it open; a second getUserMedia would cost Firefox its echo cancellation */
  #clone = null;
  #samples = new Float32Array(SAMPLES);

  /** @param {MediaStreamTrack | null} track null: to nothing */
  listen(track) {
    if (track === this.#track) return;
    this.close();
    if (!track) return;
    this.#track = track;
    this.#clone = track.clone();
    this.#clone.enabled = true;
    this.#context = new AudioContext();
    const analyser = new AnalyserNode(this.#context, { fftSize: SAMPLES });
    try {
      this.#context.createMediaStreamSource(new MediaStream([this.#clone])).connect(analyser);
      this.#analyser = analyser;
    } catch (error) {
      // Firefox before 148 connects no microphone to a context of another rate: nothing can be told of that one, and it works all the same.
      console.debug("the microphone cannot be listened to", error);
      this.#clone.stop();
    }
  }

  /** dBFS now; null where it cannot be told: no microphone, or a browser that lets no sound run before a click. @returns {number | null} */
  get level() {
    if (!this.#analyser) return null;
    if (this.#context?.state !== "running") {
      this.#context?.resume().catch(() => {});
      return null;
    }
    this.#analyser.getFloatTimeDomainData(this.#samples);
    let sum = 0;
    for (const sample of this.#samples) sum += sample * sample;
    return decibels(Math.sqrt(sum / SAMPLES));
  }

  /** Whether the system delivers nothing, and says so: switched off at the headset, say. */
  get cutOff() {
    return this.#track?.muted ?? false;
  }

  close() {
    this.#clone?.stop();
    this.#context?.close();
    this.#track = this.#clone = this.#context = this.#analyser = null;
  }
}
