/** The words about notifications of calls, through gettext. */

import { isolate } from "../../lib/filled.js";

export const offer = () => gettext("Get notified of calls while this page is in the background.");
export const asking = () => gettext("The browser asks now. Choose to allow notifications.");
export const turnedOn = () => gettext("You will be notified of calls while this page is in the background.");
export const questionClosed = () =>
  gettext("The browser’s question about notifications was closed. Turn them on again, and allow them.");
export const blocked = () =>
  gettext("The browser blocks notifications of this site. Allow them with the icon beside the address.");

/** @type {Record<import("./notification_state.js").NotificationState, () => string>} */
const STATES = {
  on: () => gettext("On in this browser."),
  off: () => gettext("Off."),
  blocked,
  insecure: () => gettext("The browser only shows notifications of secure pages. Open this site with https://."),
  unsupported: () => gettext("This browser does not show notifications of this page."),
};

/** @param {import("./notification_state.js").NotificationState} state */
export const stateSentence = (state) => STATES[state]();

/** @param {string} name of the caller @param {boolean} video */
export const notificationTexts = (name, video) => ({
  title: isolate(name),
  body: video ? gettext("Video call") : gettext("Voice call"),
});
