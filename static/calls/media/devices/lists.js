/** The devices that the browser names, by kind; it opens none of them. */

/** @type {Record<MediaDeviceKind, DeviceKind>} */
const KINDS = { audioinput: "microphone", videoinput: "camera", audiooutput: "speaker" };
/** Chromium's names for whatever the system prefers just now, listed beside the devices themselves. */
const STAND_INS = new Set(["default", "communications"]);
/** Chromium adds vendor and product of USB devices to their names: "Webcam (046d:0825)". */
const USB_IDS = / \([0-9a-f]{4}:[0-9a-f]{4}\)$/i;

/** @param {string} label */
export const plainName = (label) => label.replace(USB_IDS, "");

/** Nothing has an id or a name before the person has allowed a device. @param {MediaDevices | undefined} devices @returns {Promise<DeviceLists>} */
export async function listDevices(devices) {
  /** @type {DeviceLists} */
  const lists = { microphone: [], camera: [], speaker: [] };
  const found = (await devices?.enumerateDevices?.().catch(() => [])) ?? [];
  for (const { kind, deviceId: id, label, groupId: group } of found) {
    if (id && KINDS[kind]) lists[KINDS[kind]].push({ id, label, group });
  }
  return lists;
}

/** What can be chosen, without the stand-ins. @param {Device[]} devices */
export const real = (devices) => devices.filter(({ id }) => !STAND_INS.has(id));

/** The device that the system prefers, where the browser tells. @param {Device[]} devices */
export function preferred(devices) {
  const standIn = devices.find(({ id }) => id === "default");
  return real(devices).find(({ group }) => standIn && group !== "" && group === standIn.group) ?? null;
}

/** @param {MediaStreamTrack} track @returns {Device} */
export function deviceOf(track) {
  const { deviceId = "", groupId = "" } = track.getSettings?.() ?? {};
  return { id: deviceId, label: track.label ?? "", group: groupId };
}
