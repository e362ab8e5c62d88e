/**
 * Reloads the page if another person has signed in since, in another tab: the header, the list and
 * the history were made for one person.
 */

/** In the tab's storage: the person for whom the page was last reloaded, so that it does not reload for ever. */
const KEY = "videochat.reloadedFor";

/**
 * @typedef {object} PageOwnerParts
 * @property {string} me whom the page was made for
 * @property {(call: string) => boolean} isInCall whether this page is in that call
 * @property {Pick<Storage, "getItem" | "setItem" | "removeItem">} storage the tab's session storage
 * @property {() => void} reload
 * @property {(name: string) => void} ask a reload did not help, so the user is asked to reload
 */

export class PageOwner {
  /** The new name of a person who was renamed during the call on this page. */
  #renamedTo = "";
  #me;
  #parts;

  /** @param {PageOwnerParts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#me = parts.me;
  }

  /** The page shows the new name already. @param {Message} message */
  onMessage({ type, former, name }) {
    if (type === "renamed" && former === this.#me) this.#me = name;
  }

  /**
   * Whether the page may apply a `hello`. If not, it reloads. A `hello` with another name and the call
   * of this page means that the person was renamed: the page then reloads after the call.
   * @param {Message} hello
   */
  accepts({ name, call }) {
    const { isInCall, storage } = this.#parts;
    const me = this.#me;
    const renamed = name !== me && Boolean(call?.here && isInCall(call.call));
    this.#renamedTo = renamed ? name : "";
    if (name === me) storage.removeItem(KEY);
    else if (!renamed) this.#reload(name);
    return name === me || renamed;
  }

  /** @param {Pick<Snapshot, "state">} snapshot */
  show({ state }) {
    if (state === "idle" && this.#renamedTo) this.#reload(this.#renamedTo);
  }

  /** @param {string} name */
  #reload(name) {
    const { storage, reload, ask } = this.#parts;
    this.#renamedTo = "";
    if (storage.getItem(KEY) === name) return ask(name);
    storage.setItem(KEY, name);
    reload();
  }
}
