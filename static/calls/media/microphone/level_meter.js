/** Measures the level of a microphone, also while it is muted. Nothing is recorded or sent. */

import { decibels } from "./detectors.js";

/** 85 ms at 48 kHz: about the time between two measurements. */
const SAMPLES = 4096;

export class LevelMeter {
  /** @type {AudioContext | null} */
  #context = null;
  /** @type {AnalyserNode | null} */
  #analyser = null;
  /** @type {MediaStreamTrack | null} */
  #track = null;
  /**
   * @type {MediaStreamTrack | null} muting the track leaves its clone open; a second getUserMedia would switch off Firefox's echo cancellation
   */
  #clone = null;
  #samples = new Float32Array(SAMPLES);

  /** @param {MediaStreamTrack | null} track null stops it */
  listen(track) {
    if (track === this.#track) return;
    this.close();
    if (!track) return;
    this.#track = track;
    try {
      this.#clone = track.clone();
      this.#clone.enabled = true;
      this.#context = new AudioContext();
      const analyser = new AnalyserNode(this.#context, { fftSize: SAMPLES });
      this.#context.createMediaStreamSource(new MediaStream([this.#clone])).connect(analyser);
      this.#analyser = analyser;
    } catch (error) {
      // Firefox before 148 connects no microphone to a context of another sample rate, and a browser may forbid
      // the context. The microphone works, but has no level here.
      console.debug("the microphone cannot be listened to", error);
      this.#clone?.stop();
    }
  }

  /**
   * The current level in dBFS; null without a microphone, or while the browser waits for a first
   * click.
   * @returns {number | null}
   */
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

  /** Whether the system has muted it, for example by a switch on the headset. */
  get mutedBySystem() {
    return this.#track?.muted ?? false;
  }

  close() {
    this.#clone?.stop();
    this.#context?.close();
    this.#track = this.#clone = this.#context = this.#analyser = null;
  }
}
