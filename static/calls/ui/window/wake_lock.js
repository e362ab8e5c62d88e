/** Keeps the screen on during a call, where the browser can. */

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
      this.#lock?.release().catch(() => {});
      this.#lock = null;
      return;
    }
    if (!this.#locks || this.#requesting || document.hidden || this.#lock?.released === false) return;
    this.#requesting = true;
    // An empty battery or a setting may forbid it.
    this.#lock = await this.#locks.request("screen").catch(() => null);
    this.#requesting = false;
    // The call may have ended meanwhile.
    if (!this.#wanted) this.#update();
  }
}
