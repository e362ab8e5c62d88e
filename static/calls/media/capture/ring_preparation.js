/** Opens camera and microphone while a call rings, if this user wants that, so that Accept does not wait for them. */

import { listDevices } from "../devices/lists.js";
import { kindsThatAre } from "./permissions.js";

/**
 * @typedef {object} RingPreparationParts
 * @property {MediaDevices | undefined} devices
 * @property {Permissions | undefined} permissions
 * @property {import("../devices/choices.js").DeviceChoices} choices
 * @property {import("../inputs.js").Inputs} inputs
 * @property {(kinds: InputKind[], change: (isCurrent: () => boolean) => Failures | Promise<Failures>) => Promise<unknown>} enqueue
 */

export class RingPreparation {
  /** Whether devices are open for this, or will be. */
  #used = false;
  /** What was opened for this, and what was opened otherwise, or will be. @type {Set<InputKind>} */
  #opened = new Set();
  /** @type {Set<InputKind>} */
  #claimed = new Set();
  #parts;

  /** @param {RingPreparationParts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /** Whether everything that is open, or will be, is open for this. */
  get isOnlyUse() {
    return this.#used && this.#claimed.size === 0;
  }

  /**
   * Nothing is asked, and no failure is reported: Accept does that.
   * @param {InputKind[]} kinds
   * @returns {Promise<unknown>}
   */
  start(kinds) {
    const { devices, permissions, choices, inputs, enqueue } = this.#parts;
    // Without a light going on, the browser finds out at least what is there.
    if (!choices.prepares) return listDevices(devices);
    const closed = kinds.filter((kind) => !inputs.tracks[kind]);
    if (closed.length === 0) return Promise.resolve();
    this.#used = true;
    const opened = this.#opened;
    return enqueue(closed, async (isCurrent) => {
      const isWanted = () => isCurrent() && this.#opened === opened;
      const granted = await kindsThatAre("granted", closed, permissions);
      const wanted = granted.filter((kind) => !inputs.tracks[kind]);
      if (!isWanted() || wanted.length === 0) return {};
      for (const kind of wanted) opened.add(kind);
      await inputs.open(wanted, isWanted);
      return {};
    });
  }

  /** The person uses these from now on: the settings test them. @param {InputKind[]} kinds */
  claim(kinds) {
    for (const kind of kinds) this.#claimed.add(kind);
  }

  /** It is no longer needed. Returns what was opened for it alone. What opens later is closed at once. */
  stop() {
    const alone = [...this.#opened].filter((kind) => !this.#claimed.has(kind));
    this.#used = false;
    this.#opened = new Set();
    return alone;
  }

  /** All devices are closed. */
  clear() {
    this.stop();
    this.#claimed.clear();
  }
}
