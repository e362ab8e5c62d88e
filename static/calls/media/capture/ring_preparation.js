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
  /** Whether devices are open for this only, or will be. */
  used = false;
  #parts;

  /** @param {RingPreparationParts} parts */
  constructor(parts) {
    this.#parts = parts;
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
    this.used = true;
    return enqueue(closed, async (isCurrent) => {
      const granted = await kindsThatAre("granted", closed, permissions);
      const wanted = granted.filter((kind) => !inputs.tracks[kind]);
      if (isCurrent() && wanted.length > 0) await inputs.open(wanted, isCurrent);
      return {};
    });
  }
}
