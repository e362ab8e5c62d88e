/** Turns camera and microphone on and off as the user wants: an open one at once, a closed one in turn. */

import { delivers } from "../lib/tracks.js";

/** @typedef {import("../lib/timing/task_queue.js").IsCurrent} IsCurrent */
/**
 * @typedef {object} InputSwitchesParts
 * @property {import("./inputs.js").Inputs} inputs
 * @property {import("./device_intents.js").DeviceIntents} intents
 * @property {(kinds: InputKind[], change: (isCurrent: IsCurrent) => Failures | Promise<Failures>) => Promise<unknown>} enqueue
 * @property {(kind: InputKind, asked: boolean) => Promise<unknown>} renew takes a fresh track of a device that delivers nothing
 * @property {() => unknown} changed what is sent or shown is different
 */

export class InputSwitches {
  /** Whether a muted microphone is open only while a key is held. */
  #held = false;
  #parts;

  /** @param {InputSwitchesParts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  get held() {
    return this.#held;
  }

  /** @param {InputKind} kind */
  isOn(kind) {
    return Boolean(this.#parts.inputs.tracks[kind]?.enabled);
  }

  /** Presses the button. @param {InputKind} kind */
  toggle(kind) {
    // Pressing the button while the key is held means that the microphone stays open.
    const shown = this.isOn(kind) && !(kind === "microphone" && this.#held);
    return this.set(kind, this.#parts.intents.opposite(kind, shown));
  }

  /**
   * An open device is switched at once. Otherwise it is opened in turn, if that is still the latest
   * intent.
   * @param {InputKind} kind
   * @param {boolean} on
   */
  set(kind, on) {
    const { inputs, intents, enqueue } = this.#parts;
    intents.set(kind, on);
    const track = inputs.tracks[kind];
    if (track) return this.#switch(kind, on, track);
    return enqueue([kind], (isCurrent) => this.#fulfil(kind, isCurrent));
  }

  /** Keeps a device off in this call, even if it was requested a moment ago. @param {InputKind} kind */
  disable(kind) {
    const { inputs, intents, enqueue } = this.#parts;
    intents.set(kind, false);
    intents.done(kind);
    return enqueue([kind], () => {
      if (intents.isOff(kind)) inputs.drop(kind);
      return {};
    });
  }

  /** Opens a muted microphone while a key is held, at once, so that the first word is not lost. @param {boolean} on */
  hold(on) {
    const { inputs, renew, changed } = this.#parts;
    const { microphone } = inputs.tracks;
    if (this.#held === on || !microphone || (on && microphone.enabled)) return;
    this.#held = on;
    inputs.enable("microphone", on);
    changed();
    if (on && !delivers(microphone)) renew("microphone", true);
  }

  /** The call is over. */
  clear() {
    this.#held = false;
    this.#parts.intents.clear();
  }

  /** @param {InputKind} kind @param {boolean} on @param {MediaStreamTrack} track */
  #switch(kind, on, track) {
    const { inputs, intents, renew } = this.#parts;
    intents.done(kind);
    if (kind === "microphone") this.#held = false;
    const switched = inputs.switch(kind, on);
    return on && !delivers(track) ? renew(kind, true) : switched;
  }

  /** @param {InputKind} kind @param {IsCurrent} isCurrent @returns {Promise<Failures>} */
  async #fulfil(kind, isCurrent) {
    const { inputs, intents } = this.#parts;
    const on = intents.pending(kind);
    try {
      if (!on) return {};
      // The call may have opened it meanwhile.
      if (!inputs.tracks[kind]) return await inputs.open([kind], isCurrent);
      inputs.enable(kind, true);
      return {};
    } finally {
      // A later press has its own task, and so has the next call.
      if (isCurrent() && intents.pending(kind) === on) intents.done(kind);
    }
  }
}
