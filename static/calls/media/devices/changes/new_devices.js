/** Finds devices to offer: those that were plugged in or became the system's default during a call. */

import { plainName, preferred, real } from "../lists.js";

/** @type {DeviceKind[]} */
const KINDS = ["microphone", "speaker", "camera"];
/** Chromium names its alias for the system's default device "Default - Headset". */
const ALIAS = /^(default|communications) - /i;

/**
 * What belongs to one device, such as the microphone and the speaker of a headset.
 * @typedef {{ key: string, label: string, devices: Partial<Record<DeviceKind, Device>> }} DeviceOffer
 */
/**
 * @typedef {object} DevicesInUse
 * @property {Record<DeviceKind, Chosen | Device | null>} used null: that kind is off, or cannot be chosen
 * @property {Record<DeviceKind, Chosen | null>} chosen by the person
 */

export class NewDevices {
  /** @type {DeviceLists | null} */
  #known = null;
  /** @type {{ kind: DeviceKind, device: Device }[]} neither used nor refused so far */
  #new = [];

  /** These devices are not new. @param {DeviceLists} lists */
  remember(lists) {
    this.#known = lists;
  }

  /**
   * What is to be offered now.
   * @param {DeviceLists} lists
   * @param {DevicesInUse} inUse
   * @returns {DeviceOffer[]}
   */
  update(lists, { used, chosen }) {
    const known = this.#known ?? lists;
    this.#known = lists;
    for (const kind of KINDS) {
      const found = real(lists[kind]).filter((device) => isNew(known[kind], device));
      const system = chosen[kind] === null ? changedDefault(known[kind], lists[kind]) : null;
      for (const device of system ? [...found, system] : found) this.#add(kind, device);
    }
    this.#new = this.#new.filter(({ kind, device }) => {
      const there = lists[kind].some(({ id }) => id === device.id);
      const inUse = used[kind];
      return there && inUse !== null && !isSame(inUse, device);
    });
    return this.#offers();
  }

  /** The person does not want it, or uses it. @param {string} key */
  dismiss(key) {
    this.#new = this.#new.filter(({ device }) => keyOf(device) !== key);
  }

  /** The call is over. */
  clear() {
    this.#new = [];
  }

  /** @param {DeviceKind} kind @param {Device} device */
  #add(kind, device) {
    if (!this.#new.some((known) => known.kind === kind && known.device.id === device.id)) {
      this.#new.push({ kind, device });
    }
  }

  #offers() {
    /** @type {Map<string, DeviceOffer>} */
    const offers = new Map();
    for (const { kind, device } of this.#new) {
      const key = keyOf(device);
      const offer = offers.get(key) ?? { key, label: plainName(device.label), devices: {} };
      offer.devices[kind] ??= device;
      offers.set(key, offer);
    }
    return [...offers.values()];
  }
}

/** @param {Device} device */
const keyOf = ({ group, label }) => group || plainName(label);

/**
 * Without names no device counts as new. A browser may list a device under another id than before.
 * @param {Device[]} known
 * @param {Device} device
 */
const isNew = (known, device) =>
  device.label !== "" &&
  known.some(({ label }) => label !== "") &&
  !known.some(({ id, label, group }) => id === device.id || (label === device.label && group === device.group));

/** The system's default device, if it is another one than before. @param {Device[]} known @param {Device[]} devices */
function changedDefault(known, devices) {
  const [before, now] = [preferred(known), preferred(devices)];
  return before && now && before.id !== now.id ? now : null;
}

/** Whether a device is the one in use, which may be known by its alias. @param {Chosen | Device} used @param {Device} device */
function isSame(used, device) {
  if (used.id === device.id) return true;
  const group = "group" in used ? used.group : "";
  if (group !== "" && device.group !== "") return group === device.group;
  return plainName(used.label).replace(ALIAS, "") === plainName(device.label);
}
