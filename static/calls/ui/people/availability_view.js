/** Says that somebody is free whom this user waits for, with a button that calls them. */

import { showToast } from "../notices/toasts.js";
import { call, freeSentence, waitingSentence } from "./availability_texts.js";

export class AvailabilityView {
  /** What removes each card, by the name. @type {Map<string, () => void>} */
  #cards = new Map();
  /** What removes the sentence that this user will be told. @type {Map<string, () => void>} */
  #promises = new Map();
  #call;
  #notify;

  /** @param {{ call(name: string): void, notify(name: string, notify: boolean): void }} intents */
  constructor({ call, notify }) {
    this.#call = call;
    this.#notify = notify;
  }

  /** It stays until it is acted on, here or on another device. @param {string} name */
  showFree(name) {
    this.#hide(this.#promises, name);
    const done = () => this.#notify(name, false);
    const act = () => {
      done();
      this.#call(name);
    };
    this.#cards.set(
      name,
      showToast(freeSentence(name), { label: call(), act, closed: done, stays: true, name, kind: "free" }),
    );
  }

  /** @param {string} name */
  hideFree(name) {
    this.#hide(this.#cards, name);
  }

  /** The card of the person says so itself. @param {string} name */
  showWaiting(name) {
    if (document.querySelector("#personCard[open]")) return;
    this.#promises.set(name, showToast(waitingSentence(name), { name }));
  }

  /** @param {Map<string, () => void>} shown @param {string} name */
  #hide(shown, name) {
    shown.get(name)?.();
    shown.delete(name);
  }
}
