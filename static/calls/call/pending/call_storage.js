/** What a tab keeps of its calls over a reload: the calls it has left unheard, and the devices that were turned off. */

const LEFT = "videochat.left";
const OFF = "videochat.off";
/** pages/reload_keepalive.js reads it, too. */
const LEAVING = "videochat.leaving";

/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} StorageLike */

export class CallStorage {
  #storage;

  /** @param {StorageLike | null} storage the tab's session storage; null if nothing is kept */
  constructor(storage) {
    this.#storage = storage;
  }

  /** The calls that this tab has left, and that the server may still hold to be alive. @returns {string[]} */
  get leftCalls() {
    const calls = this.#read(LEFT);
    return Array.isArray(calls) ? calls : [];
  }

  /** @param {string[]} calls */
  set leftCalls(calls) {
    this.#write(LEFT, calls.length > 0 ? calls : null);
  }

  /** The inputs that the user has turned off in a call. @param {string} call @returns {InputKind[]} */
  disabledIn(call) {
    const stored = this.#read(OFF);
    return stored?.call === call ? stored.off : [];
  }

  /** @param {string} call @param {InputKind[]} off */
  storeDisabled(call, off) {
    this.#write(OFF, { call, off });
  }

  /** The page closes or reloads in this call. @param {CallDetails} call */
  storeLeaving({ id, name, role, video }) {
    this.#write(LEAVING, { id, name, role, video });
  }

  /** The call that the previous page left; null if there was none. @returns {Pick<CallDetails, "id" | "name" | "role" | "video"> | null} */
  takeLeaving() {
    const call = this.#read(LEAVING);
    this.#write(LEAVING, null);
    return call;
  }

  /** The call is over. */
  clearDisabled() {
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

  /**
   * If the storage is full, the call goes on all the same.
   * @param {string} key
   * @param {unknown} value null removes it
   */
  #write(key, value) {
    try {
      if (value === null) this.#storage?.removeItem(key);
      else this.#storage?.setItem(key, JSON.stringify(value));
    } catch (error) {
      console.debug("not kept over a reload", error);
    }
  }
}
