/** The browser's storage. A browser may have none, throw, or be full: then it lasts as long as the page. */

import { attempt } from "./attempt.js";

/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} SafeStorage */

/** @param {"localStorage" | "sessionStorage"} name @returns {SafeStorage} */
export function openStorage(name) {
  const native = attempt(() => globalThis[name]);
  /** @type {Map<string, string>} what the browser did not take */
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? attempt(() => native?.getItem(key)) ?? null,
    setItem(key, value) {
      kept.set(key, value);
      attempt(() => {
        if (!native) return;
        native.setItem(key, value);
        kept.delete(key);
      });
    },
    removeItem(key) {
      kept.delete(key);
      attempt(() => native?.removeItem(key));
    },
  };
}
