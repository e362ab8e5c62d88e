/** What the page says about the stage, through gettext. */

import { filled } from "../../lib/filled.js";

/** Characters of a name within a sentence on the stage, so that the rest of the sentence fits. */
const BRIEF = 32;

/** @param {string} name */
export function shortName(name) {
  const characters = [...name];
  return characters.length > BRIEF ? `${characters.slice(0, BRIEF - 1).join("")}…` : name;
}

/** @param {boolean} shown */
export const selfViewLabel = (shown) => (shown ? gettext("Hide my picture") : gettext("Show my picture"));

/** @param {boolean} shown */
export const selfViewAnnouncement = (shown) =>
  shown ? gettext("Your picture is shown.") : gettext("Your picture is hidden.");

/** @param {import("./self_view/corners.js").Corner} corner */
export const cornerAnnouncement = (corner) =>
  ({
    "top-left": gettext("Your picture: top left"),
    "top-right": gettext("Your picture: top right"),
    "bottom-left": gettext("Your picture: bottom left"),
    "bottom-right": gettext("Your picture: bottom right"),
  })[corner];

/** What the menu item would do. @param {string} fit */
export const fitLabel = (fit) => (fit === "fill" ? gettext("Show the whole picture") : gettext("Fill the screen"));

/** @param {string} fit */
export const fitAnnouncement = (fit) =>
  fit === "fill" ? gettext("The picture fills the screen.") : gettext("The whole picture is shown.");

/** @param {boolean} full */
export const fullScreenLabel = (full) => (full ? gettext("Leave full screen") : gettext("Full screen"));

/** @param {boolean} full */
export const fullScreenAnnouncement = (full) => (full ? gettext("Full screen is on.") : gettext("Full screen is off."));

export const noFullScreen = () => gettext("The browser did not allow full screen.");

export const noSmallWindow = () => gettext("The browser did not open the small window.");

export const nothingToShrink = () => gettext("There is no picture yet that could be shown in a small window.");

/** @param {boolean} small */
export const pipLabel = (small) => (small ? gettext("Leave picture in picture") : gettext("Picture in picture"));

/** @param {boolean} small */
export const pipAnnouncement = (small) =>
  small ? gettext("The call is in its own small window.") : gettext("The call is back on this page.");

/** @param {CaptureSource} device @param {boolean} on */
export function ownDeviceChange(device, on) {
  if (device === "microphone") return on ? gettext("Your microphone is on.") : gettext("Your microphone is off.");
  if (device === "camera") return on ? gettext("Your camera is on.") : gettext("Your camera is off.");
  return on ? gettext("You are sharing your screen.") : gettext("You are no longer sharing your screen.");
}

/** @param {CaptureSource} device @param {boolean} on @param {string} name */
export function peerDeviceChange(device, on, name) {
  if (device === "microphone")
    return filled(on ? gettext("%(name)s is no longer muted.") : gettext("%(name)s is muted."), { name });
  if (device === "camera")
    return filled(on ? gettext("%(name)s’s camera is on.") : gettext("%(name)s’s camera is off."), { name });
  return filled(on ? gettext("%(name)s is sharing a screen.") : gettext("%(name)s is no longer sharing a screen."), {
    name,
  });
}
