/** Verdicts on the browser and the page. */

import { fails, limited, works } from "./verdict.js";

const useCurrent = () => gettext("Use a current version of Chrome, Edge, Firefox or Safari.");
const turnOn = () => gettext("If WebRTC is turned off in the browser’s settings or by an extension, turn it on.");

/** @param {{ connections: boolean, devices: boolean, secure: boolean }} found `connections`: peer connections can be made */
export function browserVerdict({ connections, devices, secure }) {
  if (!connections)
    return fails(gettext("This browser cannot make calls: WebRTC is missing or turned off."), turnOn(), useCurrent());
  // On an insecure page they are missing in every browser.
  if (!devices && secure)
    return limited(gettext("It can make calls, but gives this page no camera and no microphone."), useCurrent());
  return works(gettext("This browser can make calls."));
}

/** @param {boolean} secure */
export const secureVerdict = (secure) =>
  secure
    ? works(gettext("The page is secure, so the browser offers camera and microphone."))
    : fails(
        gettext("The page is not secure, so the browser gives it no camera and no microphone."),
        gettext("Open this site with https:// at the beginning of the address."),
      );
