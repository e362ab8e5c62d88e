/** Which party this tab is: a browser copies a tab's storage into its duplicate, yet each is a device of its own; it knows no socket. */

/** The token of the party, in the tab's own storage: it outlives reloads. */
export const PARTY = "videochat.party";
/** A tab that reloads gives its lock back at once, as a rule; a duplicate waits this long in vain. */
const PATIENCE_MS = 1_000;

/** The signed part names the party, and the rest of a token is new each time (Django's signing). @param {string} token */
const lockOf = (token) => `${PARTY}.${token.split(":")[0]}`;

export class TabIdentity {
  /** @type {string | null} the lock that this tab holds, or waits for */
  #lock = null;
  /** Whether no other tab can be this party: only a socket of its own can have taken its place then. */
  alone = false;
  #storage;
  #locks;

  /** @param {{ storage: Pick<Storage, "getItem" | "removeItem">, locks: Pick<LockManager, "request"> | undefined }} parts `locks`: none where the page is not secure */
  constructor({ storage, locks }) {
    this.#storage = storage;
    this.#locks = locks;
  }

  /** Drops the stored party where another tab is that party already. To be awaited before the first connection. */
  async settle() {
    const token = this.#storage.getItem(PARTY);
    if (token && !(await this.hold(token))) this.#storage.removeItem(PARTY);
  }

  /** Keeps a party for this tab until the page goes; false where another tab has it. @param {string} token @returns {Promise<boolean>} */
  hold(token) {
    const lock = lockOf(token);
    if (!this.#locks || lock === this.#lock) return Promise.resolve(true);
    this.#lock = lock;
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
    return new Promise((resolve) => {
      const held = this.#locks?.request(lock, { signal: patience.signal }, () => {
        clearTimeout(timer);
        this.alone = true;
        resolve(true);
        return new Promise(() => {});
      });
      held?.catch(() => {
        if (this.#lock === lock) this.#lock = null;
        clearTimeout(timer);
        resolve(false);
      });
    });
  }
}
