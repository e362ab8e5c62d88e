/** Small choices that this browser stores, one word each. */

const PREFIX = "videochat.";

/**
 * A private window may store nothing. Then a choice lasts as long as the page.
 * @param {string} name
 * @param {readonly string[]} words the first one is the default
 */
export function readPreference(name, words) {
  try {
    const word = localStorage.getItem(PREFIX + name);
    return word !== null && words.includes(word) ? word : String(words[0]);
  } catch {
    return String(words[0]);
  }
}

/** @param {string} name @param {string} word */
export function writePreference(name, word) {
  try {
    localStorage.setItem(PREFIX + name, word);
  } catch {
    // See above.
  }
}

/** A browser that stores nothing for this site may throw when `localStorage` is read. */
export function localStorageOrNull() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
