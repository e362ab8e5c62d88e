/** Runs tasks one after the other in each lane. A task that never ends does not stop the next ones. */

import { settleWithin } from "./timers.js";

/** A task that takes longer (milliseconds) no longer holds up the next one. */
export const OVERDUE_MS = 10_000;

/** @typedef {() => boolean} IsCurrent whether the task was not cancelled */

export class TaskQueue {
  /** Increases with every cancellation, so that a running task can tell that its result is no longer wanted. */
  #generation = 0;
  /** @type {Map<string, Promise<unknown>>} by lane: settled once the next task may begin */
  #lanesReady = new Map();

  /** Resolves once all tasks that have been added so far are done or overdue. */
  settled() {
    return Promise.all(this.#lanesReady.values());
  }

  /** Skips the tasks that have been added so far. Those that are added from now on do not wait for them. */
  cancel() {
    this.#generation += 1;
    this.#lanesReady.clear();
  }

  /**
   * Resolves once the task is done or overdue.
   * @param {string[]} lanes that no other task may use meanwhile
   * @param {(isCurrent: IsCurrent) => unknown} task
   */
  add(lanes, task) {
    const generation = this.#generation;
    const isCurrent = () => generation === this.#generation;
    const run = async () => {
      try {
        if (isCurrent()) await task(isCurrent);
      } catch (error) {
        // An error in one task must not stop the next one.
        console.error("a task failed", error);
      }
    };
    const turn = Promise.all(lanes.map((lane) => this.#lanesReady.get(lane)));
    const done = turn.then(() => settleWithin(run(), OVERDUE_MS));
    for (const lane of lanes) this.#lanesReady.set(lane, done);
    return done;
  }
}
