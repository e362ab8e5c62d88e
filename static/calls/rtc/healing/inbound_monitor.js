/** Judges by the browser's counters whether media come from the peer. */

import { rose } from "./stats.js";

/** Samples without a new packet after which a stream that was steady has stopped. */
const SILENT_SAMPLES = 4;
/** The same after the network has changed: packets on the old path are lost, and nothing reports that. */
const GONE_SAMPLES = 2;
/** Samples after which a stream is missing that should be there and never was. */
const MISSING_SAMPLES = 8;
/**
 * Samples with new packets in a row that make a stream steady. Packets that were under way when a
 * path broke do not.
 */
const STEADY_SAMPLES = 2;

export class InboundMonitor {
  /** @type {Counters | null} */
  #before = null;
  #steady = 0;
  #wasSteady = false;
  #networkChanged = false;
  #withoutMedia = 0;
  #withoutAnything = 0;

  /** Whether anything has come lately that shows that the peer is there, even only a connectivity check. */
  get alive() {
    return this.hasHeardIn(2 * MISSING_SAMPLES);
  }

  /** Whether anything has come in the last so many samples. @param {number} samples */
  hasHeardIn(samples) {
    return this.#before !== null && this.#withoutAnything < samples;
  }

  /** Packets from before the change say nothing about the remaining path. */
  networkChanged() {
    this.#networkChanged = true;
    this.#steady = this.#withoutAnything = 0;
  }

  /**
   * To be called at even intervals. It counts samples and not time, since a computer that slept is
   * no sign of a silent peer.
   * @param {Counters} counters
   * @param {boolean} expected whether the peer has reported that it always sends something
   * @returns {InboundVerdict}
   */
  sample(counters, expected) {
    const before = this.#before;
    this.#before = counters;
    if (!before) return "unknown";
    this.#count(rose(counters.media, before.media), rose(counters.path, before.path), expected);
    if (this.#steady >= STEADY_SAMPLES) {
      this.#networkChanged = false;
      return "flowing";
    }
    if (!expected) return "unknown";
    if (this.#networkChanged && this.#withoutAnything >= GONE_SAMPLES) return "gone";
    if (this.#withoutAnything >= (this.#wasSteady ? SILENT_SAMPLES : MISSING_SAMPLES)) return "silent";
    if (this.#withoutMedia < MISSING_SAMPLES) return "unknown";
    this.#withoutMedia = 0;
    return "no-media";
  }

  /**
   * @param {boolean} media whether packets of media have come
   * @param {boolean} path whether anything has
   * @param {boolean} expected
   */
  #count(media, path, expected) {
    this.#steady = media ? this.#steady + 1 : 0;
    this.#wasSteady ||= this.#steady >= STEADY_SAMPLES;
    this.#withoutMedia = media || !expected ? 0 : this.#withoutMedia + 1;
    this.#withoutAnything = media || path ? 0 : this.#withoutAnything + 1;
  }
}
