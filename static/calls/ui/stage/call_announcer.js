/**
 * Announces to screen readers which devices are turned on and off in a call, by comparing each
 * snapshot with the last.
 */

import { sentences } from "../../lib/filled.js";
import { announce } from "../../lib/live_region.js";
import { TALKING } from "../call_states.js";
import { ownDeviceChange, peerDeviceChange } from "./texts.js";

/** @type {CaptureSource[]} */
const DEVICES = ["microphone", "camera", "screen"];

/** @typedef {{ id: string, name: string, local: MediaState, remote: MediaState }} DeviceStates */

/** A copy of the devices' states; null outside of a talk. @param {Snapshot} snapshot @returns {DeviceStates | null} */
export function deviceStates({ state, call, local }) {
  if (!call || !TALKING.has(state)) return null;
  return { id: call.id, name: call.name, local: { ...local }, remote: { ...call.remote } };
}

/** @param {DeviceStates | null} before @param {DeviceStates | null} after @returns {string[]} */
export function changeSentences(before, after) {
  if (!before || !after || before.id !== after.id) return [];
  const mine = DEVICES.filter((device) => before.local[device] !== after.local[device]);
  const theirs = DEVICES.filter((device) => before.remote[device] !== after.remote[device]);
  return [
    ...mine.map((device) => ownDeviceChange(device, after.local[device])),
    ...theirs.map((device) => peerDeviceChange(device, after.remote[device], after.name)),
  ];
}

export class CallAnnouncer {
  /** @type {DeviceStates | null} */
  #before = null;

  /** @param {Snapshot} snapshot */
  show(snapshot) {
    const after = deviceStates(snapshot);
    const changes = changeSentences(this.#before, after);
    this.#before = after;
    if (changes.length > 0) announce(sentences(...changes));
  }
}
