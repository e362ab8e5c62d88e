/** The page's keyboard shortcuts as a table, and which of them an event of the keyboard means; it knows no element. */

/** Where a shortcut holds: while a call is on, while one rings here, in the list of people, or on the whole page. */
/** @typedef {"call" | "ringing" | "lobby" | "page"} Place */
/**
 * @typedef {object} Shortcut
 * @property {string} action what it does; several rows may do the same
 * @property {string[]} keys as KeyboardEvent.key has them, letters small; modifiers first
 * @property {Place} place
 * @property {boolean} [elsewhere] it is listed here, and heard by another module
 */

/** Two modifiers end a call, since no slip of one finger may; no browser has a command of its own on them. */
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
  { action: "search", keys: ["/"], place: "lobby" },
  { action: "help", keys: ["?"], place: "page" },
];

/** The states of a call, as places. @type {Record<string, Place>} */
const PLACES = { idle: "lobby", incoming: "ringing" };

/** @param {string} state of the call @returns {Place} */
export const placeOf = (state) => PLACES[state] ?? "call";

/** @typedef {Pick<KeyboardEvent, "key" | "code" | "altKey" | "shiftKey" | "ctrlKey" | "metaKey">} Pressed */

/** On a keyboard of another script, and with Alt on some, a key's letter is the one that stands on it in Latin. @param {Pressed} pressed */
function letter({ key, code }) {
  const latin = /^Key([A-Z])$/.exec(code)?.[1];
  return (/^[\x20-\x7e]$/.test(key) || !latin ? key : latin).toLowerCase();
}

/** Signs such as ? need Shift on some keyboards and none on others. @param {Shortcut} shortcut @param {Pressed} pressed */
function fits({ keys }, pressed) {
  const wanted = keys.at(-1) ?? "";
  const sign = !/[a-z]/.test(wanted);
  const { altKey, shiftKey, ctrlKey, metaKey } = pressed;
  if (ctrlKey || metaKey || altKey !== keys.includes("Alt")) return false;
  return letter(pressed) === wanted && (sign || shiftKey === keys.includes("Shift"));
}

/** The action that a key means in this place; null: none. @param {Pressed} pressed @param {Place} place */
export function actionOf(pressed, place) {
  const heard = SHORTCUTS.find(
    (one) => !one.elsewhere && (one.place === place || one.place === "page") && fits(one, pressed),
  );
  return heard?.action ?? null;
}
