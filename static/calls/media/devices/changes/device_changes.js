/** Uses the best available device when devices are unplugged and plugged in during a call, and reports it. */

import { find } from "../choices.js";
import { real } from "../lists.js";

/** @type {InputKind[]} */
const KINDS = ["microphone", "camera"];

/**
 * @typedef {object} DeviceChangeEvents
 * @property {(unplugged: UnpluggedDevice) => void} onUnplugged
 * @property {(kind: InputKind, device: Chosen) => void} back it is in use again
 * @property {(kind: InputKind, device: Chosen) => void} offer it is available, but stays off until the user decides
 */

export class DeviceChanges {
  /** @type {Partial<Record<InputKind, Chosen>>} what was in use in this call until it was unplugged */
  #unplugged = {};
  /** @type {Partial<Record<InputKind, string>>} the id of the device that was offered, so that it is offered once */
  #offered = {};
  #media;
  #choices;
  #list;
  #on;

  /**
   * @param {{ media: import("../../local_media.js").LocalMedia, choices: import("../choices.js").DeviceChoices, list(): Promise<DeviceLists>, on: DeviceChangeEvents }} parts
   */
  constructor({ media, choices, list, on }) {
    this.#media = media;
    this.#choices = choices;
    this.#list = list;
    this.#on = on;
  }

  /** @param {UnpluggedDevice} unplugged */
  onUnplugged(unplugged) {
    // One that has stopped is not taken again by itself.
    if (unplugged.gone) this.#unplugged[unplugged.kind] = unplugged.was;
    delete this.#offered[unplugged.kind];
    this.#on.onUnplugged(unplugged);
  }

  /** The user has chosen another device, so the lost one is not used again. @param {DeviceKind} kind */
  forget(kind) {
    if (kind !== "speaker") delete this.#unplugged[kind];
  }

  /** The call is over. */
  clear() {
    this.#unplugged = {};
    this.#offered = {};
  }

  /** The browser's list of devices has changed. */
  async changed() {
    await this.#media.settled();
    const lists = await this.#list();
    for (const kind of KINDS) await this.#check(kind, lists[kind]);
  }

  /** @param {InputKind} kind @param {Device[]} devices */
  async #check(kind, devices) {
    const used = this.#media.device(kind);
    const wanted = find(devices, this.#choices.get(kind)) ?? find(devices, this.#unplugged[kind] ?? null);
    if (!used) return this.#offer(kind, wanted ?? real(devices)[0] ?? devices[0]);
    if (!wanted || isSame(wanted, used)) return;
    await this.#media.use(kind, wanted);
    const now = this.#media.device(kind);
    if (!now || !isSame(wanted, now)) return;
    delete this.#unplugged[kind];
    this.#on.back(kind, wanted);
  }

  /** @param {InputKind} kind @param {Device | undefined} device */
  #offer(kind, device) {
    const why = this.#media.failures[kind];
    if (!device || device.id === this.#offered[kind] || (why !== "missing" && why !== "in-use")) return;
    this.#offered[kind] = device.id;
    this.#on.offer(kind, device);
  }
}

/** An alias like "default" keeps its id whatever device it stands for. @param {Chosen} one @param {Chosen} other */
const isSame = (one, other) => one.id === other.id && one.label === other.label;
