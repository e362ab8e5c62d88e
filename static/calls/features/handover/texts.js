/** What the page says of a call on another device, through gettext. */

import { filled } from "../../lib/filled.js";

/** @param {string} name @param {boolean} wasHere whether this page has handed it over */
export const activeElsewhere = (name, wasHere) =>
  wasHere
    ? filled(gettext("The call with %(name)s continues on your other device."), { name })
    : filled(gettext("You are in a call with %(name)s on another device."), { name });

/** @param {string} name */
export const continueHereQuestion = (name) => filled(gettext("Continue the call with %(name)s here?"), { name });

/** @param {number} seconds since the page was opened on the device */
export function onlineFor(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return gettext("Opened just now");
  if (minutes < 60)
    return filled(ngettext("Open for %(count)s minute", "Open for %(count)s minutes", minutes), { count: minutes });
  const hours = Math.floor(minutes / 60);
  return filled(ngettext("Open for %(count)s hour", "Open for %(count)s hours", hours), { count: hours });
}

/** @param {string} device */
export const moveToLabel = (device) => filled(gettext("Move there: %(device)s"), { device });

export const deviceGone = () => gettext("That device is no longer online. Choose another one.");

export const moveRequested = () => gettext("Now press “Continue here” on that device.");
