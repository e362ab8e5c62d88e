/** Small choices that this browser stores, one word each. */

import { openStorage } from "./browser/storage.js";

const PREFIX = "videochat.";
const storage = openStorage("localStorage");

/**
 * @param {string} name
 * @param {readonly string[]} words the first one is the default
 */
export function readPreference(name, words) {
  const word = storage.getItem(PREFIX + name);
  return word !== null && words.includes(word) ? word : String(words[0]);
}

/** @param {string} name @param {string} word */
export function writePreference(name, word) {
  storage.setItem(PREFIX + name, word);
}
