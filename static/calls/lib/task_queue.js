/** One change of the devices after the other, however fast a button is pressed; it knows no device. */

/** @typedef {() => boolean} Still whether the call, or the dialog, that a change was for is not over yet */

export class TaskQueue {
  /** Grows with every cut: what a prompt gives after that is not wanted any more. */
  #round = 0;
  /** @type {Promise<unknown>} */
  #queue = Promise.resolve();

  /** Resolves once all that has been asked for so far is done. */
  settled() {
    return this.#queue;
  }

  /** What has been asked for so far was for a call that is over. */
  cut() {
    this.#round += 1;
  }

  /** @param {(still: Still) => unknown} change */
  take(change) {
    const round = this.#round;
    const still = () => round === this.#round;
    const turn = this.#queue.then(() => (still() ? change(still) : undefined));
    // What goes wrong in one turn, or while it is shown, is not to keep the next one from its own.
    this.#queue = turn.catch((error) => console.error("a change of the devices went wrong", error));
    return this.#queue;
  }
}
