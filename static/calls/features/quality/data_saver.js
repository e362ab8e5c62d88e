/** Whether this person saves data, on this device from call to call; it knows not how that is done. */

const KEY = "videochat.dataSaver";

export class Saver {
  #storage;
  #on;
  /** @type {Set<() => void>} */
  #listeners = new Set();

  /** @param {Pick<Storage, "getItem" | "setItem" | "removeItem"> | null} storage null where the browser keeps nothing */
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

  /** @param {() => void} listener @returns {() => void} ends it */
  onchange(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
