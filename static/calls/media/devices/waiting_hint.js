/** Says during a call what the browser has not answered for seconds, and offers another try if that may help. */

import { tryAgain, waitingFor } from "./texts.js";

/** @type {Record<CaptureSource, string>} */
const ICONS = { microphone: "mic", camera: "video", screen: "screen" };

export class WaitingHint {
  /** @type {Waiting} */
  #waiting = { kinds: [], asks: true };
  #calling = false;
  /** What was shown last: a hint that the person has closed does not come back. */
  #text = "";
  #hints;
  #retry;

  /** @param {{ hints: Pick<import("../../ui/stage/hints.js").Hints, "show" | "clear">, retry(kinds: InputKind[]): void }} parts */
  constructor({ hints, retry }) {
    this.#hints = hints;
    this.#retry = retry;
  }

  /** @param {Waiting} waiting */
  update(waiting) {
    this.#waiting = waiting;
    this.#show();
  }

  /** @param {boolean} calling whether there is a call to show it in */
  show(calling) {
    this.#calling = calling;
    this.#show();
  }

  #show() {
    const { kinds, asks } = this.#waiting;
    const text = this.#calling ? waitingFor(this.#waiting) : "";
    if (text === this.#text) return;
    this.#text = text;
    if (text === "") return this.#hints.clear("waiting");
    const inputs = kinds.filter((kind) => kind !== "screen");
    const action = asks ? undefined : { label: tryAgain(), act: () => this.#retry(inputs) };
    this.#hints.show("waiting", { text, icon: ICONS[kinds[0] ?? "camera"], action });
  }
}
