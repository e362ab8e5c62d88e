/** Whether this person saves data: a setting of this browser, kept from call to call. */

const KEY = "videochat.dataSaver";

export class DataSaver {
  #storage;
  #on;
  /** @type {Set<() => void>} */
  #listeners = new Set();

  /** @param {Pick<Storage, "getItem" | "setItem" | "removeItem"> | null} storage null where the browser allows none */
  constructor(storage) {
    this.#storage = storage;
    this.#on = storage?.getItem(KEY) === "on";
  }

  get on() {
    return this.#on;
  }

  /** @param {boolean} on */
  set(on) {
    if (on === this.#on) return;
    this.#on = on;
    if (on) this.#storage?.setItem(KEY, "on");
    else this.#storage?.removeItem(KEY);
    for (const listener of this.#listeners) listener();
  }

  /** @param {() => void} listener @returns {() => void} removes the listener */
  onchange(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
