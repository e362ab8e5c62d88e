/** What the user wants of each device: switched on or off as soon as possible, or off for the whole call. */

export class DeviceIntents {
  /** @type {Partial<Record<InputKind, boolean>>} what is not done yet: on or off */
  #pending = {};
  /** @type {Set<InputKind>} */
  #off = new Set();

  /**
   * What the user has turned off in this call. It stays off, even if the call opens its devices
   * again.
   * @returns {InputKind[]}
   */
  get off() {
    return [...this.#off];
  }

  /** @param {InputKind} kind */
  isOff(kind) {
    return this.#off.has(kind);
  }

  /**
   * What pressing the button means: the opposite of the pending intent or, without one, of what is
   * shown.
   * @param {InputKind} name
   * @param {boolean} shown
   */
  opposite(name, shown) {
    return !(this.#pending[name] ?? shown);
  }

  /** @param {InputKind} name @param {boolean} on */
  set(name, on) {
    this.#pending[name] = on;
    if (on) this.#off.delete(name);
    else this.#off.add(name);
  }

  /** @param {InputKind} name @returns {boolean | undefined} undefined if nothing is pending */
  pending(name) {
    return this.#pending[name];
  }

  /** @param {InputKind} name */
  done(name) {
    delete this.#pending[name];
  }

  /** Restores what was off before the page was reloaded. @param {InputKind[]} kinds */
  restore(kinds) {
    this.#off = new Set(kinds);
  }

  clear() {
    this.#pending = {};
    this.#off.clear();
  }
}
