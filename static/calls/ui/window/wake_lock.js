/** Keeps the screen on while it is to be looked at; a browser that cannot is left as it is. */

export class Wake {
  /** @type {WakeLockSentinel | null} */
  #lock = null;
  #wanted = false;
  #asking = false;
  #locks;

  /** @param {WakeLock | undefined} locks */
  constructor(locks) {
    this.#locks = locks;
    // The browser takes it away with every look at another tab.
    document.addEventListener("visibilitychange", () => this.#settle());
  }

  /** @param {boolean} wanted */
  keep(wanted) {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#settle();
  }

  async #settle() {
    if (!this.#wanted) {
      this.#lock?.release().catch(() => {});
      this.#lock = null;
      return;
    }
    if (!this.#locks || this.#asking || document.hidden || this.#lock?.released === false) return;
    this.#asking = true;
    // An empty battery, or a setting, may forbid it: the call goes on all the same.
    this.#lock = await this.#locks.request("screen").catch(() => null);
    this.#asking = false;
    // The call may have ended meanwhile.
    if (!this.#wanted) this.#settle();
  }
}
