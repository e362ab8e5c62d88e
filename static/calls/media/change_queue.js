/** Makes the changes of each device one after the other, and reports them. */

import { TaskQueue } from "../lib/timing/task_queue.js";

/** @typedef {import("../lib/timing/task_queue.js").IsCurrent} IsCurrent */

export class ChangeQueue {
  #queue = new TaskQueue();
  #on;

  /** @param {{ updated(): unknown, failed(failures: Failures): void }} on */
  constructor(on) {
    this.#on = on;
  }

  /** Resolves once all changes that have been requested so far are done, or are overdue. */
  settled() {
    return this.#queue.settled();
  }

  /** The call is over. What was requested for it is not done, and its failures are not reported. */
  cancel() {
    this.#queue.cancel();
  }

  /**
   * Resolves once the change is made, or is overdue.
   * @param {InputKind[]} kinds
   * @param {(isCurrent: IsCurrent) => Failures | Promise<Failures>} change
   */
  add(kinds, change) {
    return this.#queue.add(kinds, async (isCurrent) => {
      const failures = await change(isCurrent);
      if (isCurrent()) this.report(failures);
    });
  }

  /** A change was made. @param {Failures} failures */
  report(failures) {
    this.#on.updated();
    if (Object.keys(failures).length > 0) this.#on.failed(failures);
  }
}
