/** Keeps the screen on during a call, where the browser can. */

import { tryOrUndefined, tryOrUndefinedAsync } from "../../lib/browser/try_or_undefined.js";
import { settleWithin } from "../../lib/timing/timers.js";

/** A request without an answer must not keep the next one from being made. */
const LIMIT_MS = 5_000;

export class ScreenWakeLock {
  /** @type {WakeLockSentinel | null} */
  #lock = null;
  #wanted = false;
  #requesting = false;
  #locks;

  /** @param {WakeLock | undefined} locks */
  constructor(locks) {
    this.#locks = locks;
    // The browser releases the lock whenever the tab is hidden.
    document.addEventListener("visibilitychange", () => this.#update());
  }

  /** @param {boolean} wanted */
  keep(wanted) {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#update();
  }

  async #update() {
    if (!this.#wanted) {
      const lock = this.#lock;
      tryOrUndefinedAsync(() => lock?.release());
      this.#lock = null;
      return;
    }
    if (!this.#locks || this.#requesting || document.hidden || this.#lock?.released === false) return;
    this.#requesting = true;
    const locks = this.#locks;
    const given = tryOrUndefined(() => locks.request("screen"))?.then(
      (lock) => this.#use(lock),
      // An empty battery or a setting may forbid it.
      () => {},
    );
    if (given) await settleWithin(given, LIMIT_MS);
    this.#requesting = false;
  }

  /** The call may have ended meanwhile, or another request may have been answered. @param {WakeLockSentinel} lock */
  #use(lock) {
    const needed = this.#wanted && this.#lock?.released !== false;
    if (needed) this.#lock = lock;
    else lock.release().catch(() => {});
  }
}
