/** The names of the shortcuts, through gettext. */

/** @param {import("./shortcuts.js").Place} place */
export const placeTitle = (place) =>
  ({
    call: gettext("In a call"),
    ringing: gettext("When somebody calls"),
    people: gettext("In the list of people"),
    page: gettext("Everywhere"),
  })[place];

/** @type {Record<string, () => string>} */
const TEXTS = {
  microphone: () => gettext("Microphone on or off"),
  talk: () => gettext("Hold Space: talk while muted"),
  camera: () => gettext("Camera on or off"),
  screen: () => gettext("Start or stop sharing the screen"),
  chat: () => gettext("Open or close the chat"),
  details: () => gettext("Open or close the details"),
  fullScreen: () => gettext("Full screen on or off"),
  pip: () => gettext("Picture in picture on or off"),
  move: () => gettext("Move your picture (when it has the focus)"),
  hangUp: () => gettext("Hang up"),
  accept: () => gettext("Accept the call"),
  silence: () => gettext("Silence the ringing"),
  search: () => gettext("Search people"),
  help: () => gettext("Show these shortcuts"),
};

/** @param {string} action */
export const shortcutText = (action) => TEXTS[action]?.() ?? action;

/** The label of a key. @param {string} key @param {boolean} apple whether it is an Apple keyboard */
export function keyLabel(key, apple) {
  if (key === "Arrows") return "← ↑ → ↓";
  if (key === "Space") return gettext("Space");
  if (key === "Escape") return gettext("Esc");
  if (key === "Alt") return apple ? "⌥" : gettext("Alt");
  if (key === "Shift") return apple ? "⇧" : gettext("Shift");
  return key.toUpperCase();
}
