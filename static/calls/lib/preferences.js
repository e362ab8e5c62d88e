/** Small choices that this browser remembers, one word each; it knows not what they mean. */

const PREFIX = "videochat.";

/** A private window may keep nothing: then a choice lasts as long as the page. @param {string} name @param {readonly string[]} words the first is what holds until somebody chooses */
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

/** A browser that keeps nothing for this site may throw at the name `localStorage` already. */
export function localStorageOrNull() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
