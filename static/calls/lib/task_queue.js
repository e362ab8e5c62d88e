/** Runs tasks one after the other. */

/** @typedef {() => boolean} IsCurrent whether the task is still wanted */

export class TaskQueue {
  /** Rises with every cancellation. A task that runs already learns by it that its result is no longer wanted. */
  #generation = 0;
  /** @type {Promise<unknown>} */
  #last = Promise.resolve();

  /** Resolves once all tasks that have been added so far are done. */
  settled() {
    return this.#last;
  }

  /** Skips the tasks that have been added so far. */
  cancel() {
    this.#generation += 1;
  }

  /** @param {(isCurrent: IsCurrent) => unknown} task */
  add(task) {
    const generation = this.#generation;
    const isCurrent = () => generation === this.#generation;
    const done = this.#last.then(() => (isCurrent() ? task(isCurrent) : undefined));
    // An error in one task must not stop the next one.
    this.#last = done.catch((error) => console.error("a task failed", error));
    return this.#last;
  }
}
