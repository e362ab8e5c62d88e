/** Timers by name: setting one again replaces it. And promises with a time limit. */

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

/**
 * Settles like the promise, or resolves to `late` after a time limit: some promises of a browser
 * never settle.
 * @template T
 * @template [Late=undefined]
 * @param {Promise<T>} promise
 * @param {number} limit milliseconds
 * @param {Late} [late]
 * @returns {Promise<T | Late>}
 */
export function settleWithin(promise, limit, late) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(/** @type {Late} */ (late)), limit);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
