/** The sentences about errors and closed sockets of the server (docs/protocol.md), through gettext. */

const notUnderstood = () => gettext("The server did not understand this page. Reload the page.");

/** What the server refused, outside of a call or as its end. @type {Record<string, () => string>} */
const ERRORS = {
  "not-text": notUnderstood,
  "too-large": notUnderstood,
  "invalid-json": notUnderstood,
  "invalid-message": notUnderstood,
  "unknown-type": notUnderstood,
  "not-found": () => gettext("That is no longer there."),
  blocked: () => gettext("You have blocked this person. Unblock them first."),
  "self-call": () => gettext("You cannot call yourself."),
  "in-call": () => gettext("You are already in a call, perhaps on another device."),
  "too-many": () => gettext("You have made too many calls. Please wait a minute."),
  "too-many-tabs": () => gettext("Videochat is open in too many tabs."),
  "too-late": () => gettext("That is over, or was answered on another device."),
  unavailable: () => gettext("The server cannot do that right now. Please try again in a moment."),
};

/** @param {string} code */
export const errorSentence = (code) => (ERRORS[code] ?? (() => gettext("The server refused that.")))();

const offline = () => gettext("No connection to the server. Trying again…");

/** Why there is no socket. @type {Record<number, () => string>} */
const CLOSES = {
  1012: () => gettext("The server is restarting. Trying again…"),
  4401: () => gettext("You were signed out. Please sign in again."),
  4404: () => gettext("This page is out of date. Reload it."),
  4409: () => gettext("Videochat is open in another tab. Calls ring there."),
  4429: () => gettext("Too many tabs of this site, or too many messages. Close some tabs. Trying again…"),
  4503: () => gettext("The server is not available right now. Trying again…"),
};

/** @param {number} [code] undefined if the socket was found dead */
export const closeSentence = (code) => (CLOSES[code ?? 0] ?? offline)();
