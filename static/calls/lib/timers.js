/** Timers by name. Setting one again replaces it. */

export class Timers {
  /** @type {Record<string, ReturnType<typeof setTimeout> | undefined>} */
  #running = {};

  /** @param {string} name */
  has(name) {
    return this.#running[name] !== undefined;
  }

  /** @param {string} name @param {number} delay milliseconds @param {() => void} act */
  after(name, delay, act) {
    this.clear(name);
    this.#running[name] = setTimeout(() => {
      this.#running[name] = undefined;
      act();
    }, delay);
  }

  /** @param {string} name */
  clear(name) {
    clearTimeout(this.#running[name]);
    this.#running[name] = undefined;
  }

  clearAll() {
    for (const name of Object.keys(this.#running)) this.clear(name);
  }
}
