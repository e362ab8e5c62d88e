/** What the page says of a request for video in a voice call, through gettext. */

import { filled } from "../../lib/filled.js";

/** @param {string} name */
export const requestQuestion = (name) => filled(gettext("%(name)s would like to turn on video"), { name });

/** What became of this user's request. @param {VideoRequestState} state @param {string} name */
export function requestStatus(state, name) {
  if (state === "asking") return filled(gettext("Asking %(name)s to turn on video…"), { name });
  if (state === "refused") return filled(gettext("%(name)s prefers voice only for now."), { name });
  return "";
}
