/** The table of keyboard shortcuts, and which of them a key event means. */

/** Where a shortcut works: in a call, while a call comes in, in the list of people, or everywhere. */
/** @typedef {"call" | "ringing" | "people" | "page"} Place */
/**
 * @typedef {object} Shortcut
 * @property {string} action several rows may have the same
 * @property {string[]} keys as in KeyboardEvent.key, letters in lower case; modifiers first
 * @property {Place} place
 * @property {boolean} [elsewhere] another module handles it
 */

/** Hanging up takes two modifiers, so that no slip ends a call. No browser uses this combination. */
/** @type {Shortcut[]} */
export const SHORTCUTS = [
  { action: "microphone", keys: ["m"], place: "call" },
  { action: "talk", keys: ["Space"], place: "call", elsewhere: true },
  { action: "camera", keys: ["v"], place: "call" },
  { action: "screen", keys: ["s"], place: "call" },
  { action: "chat", keys: ["c"], place: "call" },
  { action: "details", keys: ["d"], place: "call" },
  { action: "fullScreen", keys: ["f"], place: "call" },
  { action: "pip", keys: ["p"], place: "call" },
  { action: "move", keys: ["Arrows"], place: "call", elsewhere: true },
  { action: "hangUp", keys: ["Alt", "Shift", "h"], place: "call" },
  { action: "accept", keys: ["a"], place: "ringing" },
  { action: "silence", keys: ["Escape"], place: "ringing", elsewhere: true },
  { action: "search", keys: ["/"], place: "people" },
  { action: "help", keys: ["?"], place: "page" },
];

/** The places of the states that are not in a call. @type {Record<string, Place>} */
const PLACES = { idle: "people", incoming: "ringing" };

/** @param {string} state of the call @returns {Place} */
export const placeOf = (state) => PLACES[state] ?? "call";

/** @typedef {Pick<KeyboardEvent, "key" | "code" | "altKey" | "shiftKey" | "ctrlKey" | "metaKey">} Pressed */

/**
 * The key's Latin letter, also on keyboards of other scripts, and where Alt types another
 * character.
 * @param {Pressed} pressed
 */
function letter({ key, code }) {
  const latin = /^Key([A-Z])$/.exec(code)?.[1];
  return (/^[\x20-\x7e]$/.test(key) || !latin ? key : latin).toLowerCase();
}

/**
 * Shift is ignored for characters such as ?, which need it on some keyboards only.
 * @param {Shortcut} shortcut
 * @param {Pressed} pressed
 */
function matches({ keys }, pressed) {
  const wanted = keys.at(-1) ?? "";
  const isSymbol = !/[a-z]/.test(wanted);
  const { altKey, shiftKey, ctrlKey, metaKey } = pressed;
  if (ctrlKey || metaKey || altKey !== keys.includes("Alt")) return false;
  return letter(pressed) === wanted && (isSymbol || shiftKey === keys.includes("Shift"));
}

/** The action that a key means in this place; null: none. @param {Pressed} pressed @param {Place} place */
export function actionOf(pressed, place) {
  const shortcut = SHORTCUTS.find(
    (one) => !one.elsewhere && (one.place === place || one.place === "page") && matches(one, pressed),
  );
  return shortcut?.action ?? null;
}
