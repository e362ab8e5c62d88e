/** Small words in the stage about one's own devices, each with a way out; it knows not what they are about. */

import { byId, cloneTemplate, setText, within } from "../../lib/dom.js";
import { Timers } from "../../lib/timers.js";

/**
 * @typedef {object} Hint
 * @property {string} text
 * @property {string} icon the name of a symbol in the page's sprite
 * @property {{ label: string, act(): void }} [action]
 * @property {() => void} [dismissed] the person has read it and does not want to be told again
 * @property {boolean} [firm] it cannot be dismissed: it goes with what it tells
 * @property {number} [stays] milliseconds; without it until it is cleared
 */

export class Hints {
  #list = byId("hints", HTMLElement);
  /** @type {Map<string, HTMLElement>} */
  #shown = new Map();
  #timers = new Timers();

  /** One of a name at a time, the newest last. @param {string} name @param {Hint} hint */
  show(name, { text, icon, action, dismissed, firm = false, stays }) {
    this.clear(name);
    const card = cloneTemplate("hintTemplate");
    setText(within(card, ".hint-text", HTMLElement), text);
    card.querySelector("use")?.setAttribute("href", `#icon-${icon}`);
    const button = within(card, ".hint-action", HTMLButtonElement);
    const close = within(card, ".hint-close", HTMLButtonElement);
    button.hidden = !action;
    close.hidden = firm;
    setText(button, action?.label ?? "");
    button.addEventListener("click", () => {
      this.#leave(name, card);
      action?.act();
    });
    close.addEventListener("click", () => {
      this.#leave(name, card);
      dismissed?.();
    });
    this.#shown.set(name, card);
    this.#list.append(card);
    if (stays !== undefined) this.#timers.after(name, stays, () => this.clear(name));
  }

  /** @param {string} name */
  has(name) {
    return this.#shown.has(name);
  }

  /** @param {string} name */
  clear(name) {
    this.#timers.clear(name);
    this.#shown.get(name)?.remove();
    this.#shown.delete(name);
  }

  clearAll() {
    for (const name of [...this.#shown.keys()]) this.clear(name);
  }

  /** The focus does not fall out of the stage with the button that had it. @param {string} name @param {HTMLElement} card */
  #leave(name, card) {
    const within = card.contains(document.activeElement);
    this.clear(name);
    if (within) byId("stage", HTMLElement).focus({ preventScroll: true });
  }
}
