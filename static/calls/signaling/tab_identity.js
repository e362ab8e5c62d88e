/**
 * Which party this tab is. A browser copies a tab's storage into its duplicate, but each tab is a
 * device for itself.
 */

import { tryOrUndefined } from "../lib/browser/try_or_undefined.js";

/** The token of the party, in the tab's session storage: it outlives reloads. */
export const PARTY = "videochat.party";
/** A tab that reloads releases its lock at once. A duplicate gives up after this time. */
const TIMEOUT_MS = 1_000;

/** The signed part names the party. The rest of a token is new each time (Django's signing). @param {string} token */
const lockOf = (token) => `${PARTY}.${token.split(":")[0]}`;

export class TabIdentity {
  /** @type {string | null} the lock that this tab holds, or waits for */
  #lock = null;
  /** Whether no other tab can be this party. Then only a socket of this tab can have taken its place. */
  ownsParty = false;
  #storage;
  #locks;

  /**
   * @param {{ storage: Pick<Storage, "getItem" | "removeItem">, locks: Pick<LockManager, "request"> | undefined }} parts `locks`: undefined on an insecure page
   */
  constructor({ storage, locks }) {
    this.#storage = storage;
    this.#locks = locks;
  }

  /** Drops the stored party if another tab is that party already. To be awaited before the first connection. */
  async claimParty() {
    const token = this.#storage.getItem(PARTY);
    if (token && !(await this.hold(token))) this.#storage.removeItem(PARTY);
  }

  /** @param {Message} message */
  onMessage({ type, party }) {
    if (type === "hello") this.hold(party);
  }

  /**
   * Keeps a party for this tab until the page closes. False if another tab has it.
   * @param {string} token
   * @returns {Promise<boolean>}
   */
  hold(token) {
    const lock = lockOf(token);
    if (!this.#locks || lock === this.#lock) return Promise.resolve(true);
    this.#lock = lock;
    const abort = new AbortController();
    return new Promise((resolve) => {
      const give = (/** @type {boolean} */ may) => {
        if (this.#lock === lock) this.#lock = null;
        clearTimeout(timer);
        resolve(may);
      };
      const timer = setTimeout(() => {
        abort.abort();
        give(false);
      }, TIMEOUT_MS);
      const held = tryOrUndefined(() =>
        this.#locks?.request(lock, { signal: abort.signal }, () => {
          clearTimeout(timer);
          this.ownsParty = true;
          resolve(true);
          return new Promise(() => {});
        }),
      );
      // A browser that refuses locks altogether says nothing about another tab.
      if (held) held.catch((error) => give(error?.name !== "AbortError"));
      else give(true);
    });
  }
}
