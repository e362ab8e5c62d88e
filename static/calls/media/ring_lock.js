/** Lets only one of several windows of a browser ring: the first that may play sound (Web Locks API). */

import { tryOrUndefinedAsync } from "../lib/browser/try_or_undefined.js";

const NAME = "videochat.ring";

export class RingLock {
  #locks;
  /** @type {(() => void) | null} while the lock is held or waited for */
  #release = null;
  isHeld = false;

  /** @param {Pick<LockManager, "request"> | undefined} locks undefined on an insecure page, where each window rings */
  constructor(locks) {
    this.#locks = locks;
  }

  /** Waits for the lock until it is released again. @param {() => void} onacquired */
  acquire(onacquired) {
    if (this.#release) return;
    const waiting = new AbortController();
    const released = new Promise((resolve) => waiting.signal.addEventListener("abort", resolve));
    const hold = () => {
      if (waiting.signal.aborted) return undefined;
      this.isHeld = true;
      onacquired();
      return released;
    };
    this.#release = () => {
      this.isHeld = false;
      waiting.abort();
    };
    tryOrUndefinedAsync(async () => {
      if (!this.#locks) return hold();
      try {
        await this.#locks.request(NAME, { signal: waiting.signal }, hold);
      } catch (error) {
        // A browser may refuse locks altogether. Two windows that ring are better than none.
        hold();
        throw error;
      }
      return undefined;
    });
  }

  release() {
    this.#release?.();
    this.#release = null;
  }
}
