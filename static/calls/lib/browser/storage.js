/** The browser's storage. A browser may have none, throw, or be full: then it lasts as long as the page. */

import { tryOrUndefined } from "./try_or_undefined.js";

/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} SafeStorage */

/** @param {"localStorage" | "sessionStorage"} name */
export function openStorage(name) {
  const native = tryOrUndefined(() => globalThis[name]);
  /** @type {Map<string, string>} what the browser did not take */
  const kept = new Map();
  return {
    /** Whether the browser has it, so that the next page finds it. @param {string} key */
    outlivesPage: (key) => (tryOrUndefined(() => native?.getItem(key)) ?? null) !== null,
    /** @param {string} key @returns {string | null} */
    getItem: (key) => kept.get(key) ?? tryOrUndefined(() => native?.getItem(key)) ?? null,
    /** @param {string} key @param {string} value */
    setItem(key, value) {
      kept.set(key, value);
      tryOrUndefined(() => {
        if (!native) return;
        native.setItem(key, value);
        kept.delete(key);
      });
    },
    /** @param {string} key */
    removeItem(key) {
      kept.delete(key);
      tryOrUndefined(() => native?.removeItem(key));
    },
  };
}
