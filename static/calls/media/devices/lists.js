/** The devices that the browser lists, by kind. */

import { tryOrUndefined } from "../../lib/browser/try_or_undefined.js";
import { settleWithin } from "../../lib/timing/timers.js";

const LIMIT_MS = 2_000;
/** @type {Record<MediaDeviceKind, DeviceKind>} */
const KINDS = { audioinput: "microphone", videoinput: "camera", audiooutput: "speaker" };
/** Chromium lists these aliases for the system's preferred device beside the devices themselves. */
const ALIASES = new Set(["default", "communications"]);
/** Chromium appends the vendor and product ids of USB devices to their names: "Webcam (046d:0825)". */
const USB_IDS = / \([0-9a-f]{4}:[0-9a-f]{4}\)$/i;

/** @param {string} label */
export const plainName = (label) => label.replace(USB_IDS, "");

/**
 * Devices have no id and no name before the user has allowed one.
 * @param {MediaDevices | undefined} devices
 * @returns {Promise<DeviceLists>}
 */
export async function listDevices(devices) {
  /** @type {DeviceLists} */
  const lists = { microphone: [], camera: [], speaker: [] };
  const listed = tryOrUndefined(() => devices?.enumerateDevices?.()?.catch(() => []));
  const found = listed ? await settleWithin(listed, LIMIT_MS, []) : [];
  for (const { kind, deviceId: id, label, groupId: group } of found) {
    if (id && KINDS[kind]) lists[KINDS[kind]].push({ id, label, group });
  }
  return lists;
}

/** The devices without the aliases. @param {Device[]} devices */
export const real = (devices) => devices.filter(({ id }) => !ALIASES.has(id));

/** The system's preferred device, if the browser tells. @param {Device[]} devices */
export function preferred(devices) {
  const alias = devices.find(({ id }) => id === "default");
  return real(devices).find(({ group }) => alias && group !== "" && group === alias.group) ?? null;
}

/** @param {MediaStreamTrack} track @returns {Device} */
export function deviceOf(track) {
  const { deviceId = "", groupId = "" } = track.getSettings?.() ?? {};
  return { id: deviceId, label: track.label ?? "", group: groupId };
}
