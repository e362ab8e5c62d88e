/** What this person has pressed for: what is not done yet, and what was turned off in this call; it knows no track. */

export class DeviceIntents {
  /** @type {Partial<Record<DeviceName, boolean>>} on or off, as soon as the turn comes */
  #waiting = {};
  /** @type {Set<Kind>} */
  #off = new Set();

  /** What was turned off in this call and not on again: it stays so, whatever is opened. @returns {Kind[]} */
  get off() {
    return [...this.#off];
  }

  /** @param {Kind} kind */
  isOff(kind) {
    return this.#off.has(kind);
  }

  /** What a press of the button means: the opposite of what was pressed for last or, where that is done, of what is shown. @param {DeviceName} name @param {boolean} shown */
  opposite(name, shown) {
    return !(this.#waiting[name] ?? shown);
  }

  /** @param {DeviceName} name @param {boolean} on */
  set(name, on) {
    this.#waiting[name] = on;
    if (name === "screen") return;
    if (on) this.#off.delete(name);
    else this.#off.add(name);
  }

  /** @param {DeviceName} name @returns {boolean | undefined} none where all is done */
  waiting(name) {
    return this.#waiting[name];
  }

  /** @param {DeviceName} name */
  done(name) {
    delete this.#waiting[name];
  }

  /** What was off before the page was loaded anew. @param {Kind[]} kinds */
  restore(kinds) {
    this.#off = new Set(kinds);
  }

  clear() {
    this.#waiting = {};
    this.#off.clear();
  }
}
