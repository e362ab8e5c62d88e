/** What has to be closed at the end of something: tracks, connections, timers. */

import { tryOrReport } from "../lib/browser/report.js";

export class Cleanup {
  /** @type {Set<() => void>} */
  #acts = new Set();
  #done = false;

  /** Whether the end has come. */
  get done() {
    return this.#done;
  }

  /** Runs at the end; at once if that has come. @param {() => void} act */
  add(act) {
    if (this.#done) tryOrReport(act);
    else this.#acts.add(act);
  }

  /** A part that ends with this one, or earlier. */
  part() {
    const part = new Cleanup();
    const end = () => part.end();
    part.add(() => this.#acts.delete(end));
    this.add(end);
    return part;
  }

  end() {
    if (this.#done) return;
    this.#done = true;
    for (const act of [...this.#acts].reverse()) tryOrReport(act);
    this.#acts.clear();
  }

  /** Resolves after a time, or at the end. @param {number} delay milliseconds @returns {Promise<void>} */
  wait(delay) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, delay);
      this.add(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
