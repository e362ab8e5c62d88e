/** The sentences of the dialog "Sound and video", through gettext. */

import { filled } from "../../lib/filled.js";
import { plainName } from "./lists.js";

/** The first entry of every list. @param {Device | null} device the system's preferred device, if the browser tells */
export const systemDefault = (device) =>
  device
    ? filled(gettext("System default (%(device)s)"), { device: plainName(device.label) })
    : gettext("System default");

/** @param {string} label @param {DeviceKind} kind @param {number} number among those of its kind, from 1 */
export function deviceName(label, kind, number) {
  if (label) return plainName(label);
  if (kind === "camera") return filled(gettext("Camera %(number)s"), { number });
  return kind === "speaker"
    ? filled(gettext("Speaker %(number)s"), { number })
    : filled(gettext("Microphone %(number)s"), { number });
}

/** @param {string} label */
export const absentName = (label) => filled(gettext("%(device)s (not connected)"), { device: plainName(label) });

/** Below the list, if the chosen device is not available. @param {string | null} used */
export const standIn = (used) =>
  used
    ? filled(gettext("Not connected. Using %(device)s until it is back."), { device: plainName(used) })
    : gettext("Not connected. The system default is used until it is back.");

/** Shown in place of the preview. @param {"waiting" | "off" | "none"} state */
export const noPicture = (state) =>
  ({
    waiting: gettext("Allow camera and microphone when the browser asks."),
    off: gettext("Your camera is off"),
    none: gettext("No picture"),
  })[state];

export const mutedInSettings = () => gettext("You are muted. The meter still shows your microphone’s level.");

export const noTestSound = () =>
  gettext("The test sound could not be played. Check the speaker, or use another browser.");
