/** What a person who sees no screen is told of a call that goes on: the difference of two looks at it, as sentences. */

import { announce } from "../../lib/live_region.js";
import { own, peers } from "./texts.js";

const TALKING = new Set(["active", "reconnecting"]);
/** @type {DeviceName[]} */
const DEVICES = ["microphone", "camera", "screen"];

/** @typedef {{ id: string, name: string, local: Devices, remote: Devices }} Look */

/** What the announcements go by; null: there is no talk to tell of. @param {Snapshot} snapshot @returns {Look | null} */
export function look({ state, call, local }) {
  if (!call || !TALKING.has(state)) return null;
  return { id: call.id, name: call.name, local: { ...local }, remote: { ...call.remote } };
}

/** @param {Look | null} before @param {Look | null} after @returns {string[]} */
export function changes(before, after) {
  if (!before || !after || before.id !== after.id) return [];
  const mine = DEVICES.filter((device) => before.local[device] !== after.local[device]);
  const theirs = DEVICES.filter((device) => before.remote[device] !== after.remote[device]);
  return [
    ...mine.map((device) => own(device, after.local[device])),
    ...theirs.map((device) => peers(device, after.remote[device], after.name)),
  ];
}

export class Announcer {
  /** @type {Look | null} */
  #before = null;

  /** @param {Snapshot} snapshot */
  show(snapshot) {
    const after = look(snapshot);
    const sentences = changes(this.#before, after);
    this.#before = after;
    if (sentences.length > 0) announce(sentences.join(" "));
  }
}
