/** Counts the missed calls that the user has not seen in the history yet. */

export class MissedCalls {
  #count = 0;
  #showCount;
  #showCaller;

  /** @param {{ showCount: (count: number) => void, showCaller: (name: string) => void }} parts */
  constructor({ showCount, showCaller }) {
    this.#showCount = showCount;
    this.#showCaller = showCaller;
  }

  /** @param {Message} message */
  onMessage({ type, missed, name, do_not_disturb: quiet = false }) {
    if (type === "hello") this.#set(missed);
    if (type !== "missed") return;
    this.#set(this.#count + 1);
    if (!quiet) this.#showCaller(name);
  }

  /** The history on this page has shown all but these. @param {number} left */
  seen(left) {
    this.#set(left);
  }

  /** A call that rang here is over. @param {Ending} ending */
  ended({ missed }) {
    if (missed) this.#set(this.#count + 1);
  }

  /** @param {number} count */
  #set(count) {
    this.#count = count;
    this.#showCount(count);
  }
}
