/** The browser's storage. A browser may have none, throw, or be full: then it lasts as long as the page. */

import { tryOrUndefined } from "./try_or_undefined.js";

/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} SafeStorage */

/** @param {"localStorage" | "sessionStorage"} name @returns {SafeStorage} */
export function openStorage(name) {
  const native = tryOrUndefined(() => globalThis[name]);
  /** @type {Map<string, string>} what the browser did not take */
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? tryOrUndefined(() => native?.getItem(key)) ?? null,
    setItem(key, value) {
      kept.set(key, value);
      tryOrUndefined(() => {
        if (!native) return;
        native.setItem(key, value);
        kept.delete(key);
      });
    },
    removeItem(key) {
      kept.delete(key);
      tryOrUndefined(() => native?.removeItem(key));
    },
  };
}
