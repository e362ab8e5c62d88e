/** What a tab keeps of its calls over a reload: those it has left, as long as the server may not know, and what was off; it decides nothing. */

const LEFT = "videochat.left";
const OFF = "videochat.off";

/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} StorageLike */

export class CallStorage {
  #storage;

  /** @param {StorageLike | null} storage the tab's own; null where nothing is kept */
  constructor(storage) {
    this.#storage = storage;
  }

  /** The calls that this tab has left, and that somebody may still hold to be alive. @returns {string[]} */
  get left() {
    const calls = this.#read(LEFT);
    return Array.isArray(calls) ? calls : [];
  }

  /** @param {string[]} calls */
  set left(calls) {
    this.#write(LEFT, calls.length > 0 ? calls : null);
  }

  /** What was turned off in a call, by its person. @param {string} call @returns {Kind[]} */
  off(call) {
    const kept = this.#read(OFF);
    return kept?.call === call ? kept.off : [];
  }

  /** @param {string} call @param {Kind[]} off */
  keepOff(call, off) {
    this.#write(OFF, { call, off });
  }

  /** The call is over, and with it what was off. */
  forgetOff() {
    this.#write(OFF, null);
  }

  /** @param {string} key */
  #read(key) {
    try {
      return JSON.parse(this.#storage?.getItem(key) ?? "null");
    } catch {
      return null;
    }
  }

  /** Where there is no room, a call goes on all the same. @param {string} key @param {unknown} value null: nothing */
  #write(key, value) {
    try {
      if (value === null) this.#storage?.removeItem(key);
      else this.#storage?.setItem(key, JSON.stringify(value));
    } catch (error) {
      console.debug("not kept over a reload", error);
    }
  }
}
