/** Which camera and microphone are used: switches them when the user chooses others, or when one ends. */

import { delivers } from "../lib/tracks.js";
import { isBlocked } from "./capture/capture.js";
import { deviceOf } from "./devices/lists.js";
import { applyVoiceProcessing } from "./voice_processing.js";

/** @typedef {import("../lib/timing/task_queue.js").IsCurrent} IsCurrent */
/**
 * @typedef {object} DeviceSelectionParts
 * @property {import("./inputs.js").Inputs} inputs
 * @property {import("./devices/choices.js").DeviceChoices} choices
 * @property {(kinds: InputKind[], change: (isCurrent: IsCurrent) => Failures | Promise<Failures>) => Promise<unknown>} enqueue
 * @property {() => Promise<unknown>} updated resolves once the current tracks are sent, and the previous ones released
 * @property {(unplugged: UnpluggedDevice) => void} onUnplugged
 */

export class DeviceSelection {
  #parts;

  /** @param {DeviceSelectionParts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /** The device in use, or null. @param {InputKind} kind */
  device(kind) {
    const track = this.#parts.inputs.tracks[kind];
    return track && deviceOf(track);
  }

  /**
   * Stores a choice, and uses it if that kind is in use or missing.
   * @param {InputKind} kind
   * @param {Chosen | null} device null leaves it to the system
   */
  choose(kind, device) {
    const { inputs, choices, enqueue } = this.#parts;
    return enqueue([kind], async (isCurrent) => {
      const before = choices.get(kind);
      const inUse = this.device(kind);
      choices.set(kind, device);
      if (!inUse && !inputs.failures[kind]) return {};
      const failures = await (inUse ? inputs.replaceTrack(kind, { isCurrent }) : inputs.open([kind], isCurrent));
      // Another one may have been chosen while this one did not respond.
      if (failures[kind] && isCurrent() && choices.get(kind)?.id === device?.id) choices.set(kind, before);
      return failures;
    });
  }

  /**
   * Uses a device from now on without storing that. If it cannot be opened, the one in use stays, as
   * nobody has asked for another.
   * @param {InputKind} kind
   * @param {Chosen} device
   */
  use(kind, device) {
    const { inputs, enqueue } = this.#parts;
    return enqueue([kind], async (isCurrent) => {
      if (!this.device(kind)) return {};
      const failures = await inputs.replaceTrack(kind, { prefer: { [kind]: device }, isCurrent });
      return this.device(kind) ? {} : failures;
    });
  }

  /**
   * Takes a fresh track of a device from whose track nothing comes. Some systems mute a track, for
   * example during a phone call, and never unmute it.
   * @param {InputKind} kind
   * @param {boolean} asked whether the person has asked for it, and has to be told of a failure
   */
  renew(kind, asked) {
    const { inputs, enqueue } = this.#parts;
    return enqueue([kind], async (isCurrent) => {
      const track = inputs.tracks[kind];
      if (!track || delivers(track)) return {};
      // The phone call may still be on, and the track come back after it.
      const request = { prefer: { [kind]: deviceOf(track) }, keepsOld: true, isCurrent };
      const failures = await inputs.replaceTrack(kind, request);
      return asked ? failures : {};
    });
  }

  /** Switches one kind of voice processing, and stores that. @param {keyof Processing} name @param {boolean} on */
  setVoiceProcessing(name, on) {
    const { inputs, choices, enqueue, updated } = this.#parts;
    return enqueue(["microphone"], async (isCurrent) => {
      choices.setVoiceProcessing(name, on);
      return applyVoiceProcessing(inputs, choices.processing, { isCurrent, updated });
    });
  }

  /** @param {InputKind} kind @param {MediaStreamTrack} track */
  onUnplugged(kind, track) {
    const { inputs, enqueue, onUnplugged } = this.#parts;
    return enqueue([kind], async (isCurrent) => {
      if (inputs.tracks[kind] !== track) return {};
      const was = deviceOf(track);
      const failures = await inputs.replaceEnded(kind, isCurrent);
      // The user may have blocked the device instead of unplugging it, perhaps the other one, too.
      if (isBlocked(failures[kind])) return blocked(inputs.failures);
      const now = this.device(kind);
      if (now?.id === was.id && now.label === was.label) return {};
      const gone = !(await inputs.lists(kind, was));
      if (isCurrent()) onUnplugged({ kind, was, now, gone });
      return {};
    });
  }
}

/** @param {Failures} failures @returns {Failures} */
const blocked = (failures) => Object.fromEntries(Object.entries(failures).filter(([, why]) => isBlocked(why)));
