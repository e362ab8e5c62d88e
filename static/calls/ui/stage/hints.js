/** Hints on the stage, such as "you are muted", each with an optional action. */

import { byId, cloneTemplate, setText, within } from "../../lib/dom.js";
import { Timers } from "../../lib/timing/timers.js";

/**
 * @typedef {object} Hint
 * @property {string} text
 * @property {string} [name] a user's text in it
 * @property {string} icon name of a symbol in the page's sprite
 * @property {{ label: string, act(): void }} [action]
 * @property {boolean} [check] with a link to the page that checks this side's connection
 * @property {() => void} [dismissed] the person has closed it
 * @property {boolean} [firm] it cannot be closed, and goes when its reason does
 * @property {number} [stays] milliseconds; without it the hint stays until it is cleared
 */

export class Hints {
  #list = byId("hints", HTMLElement);
  /** @type {Map<string, HTMLElement>} */
  #shown = new Map();
  #timers = new Timers();

  /** Replaces a hint of the same name. @param {string} name @param {Hint} hint */
  show(name, { text, name: person, icon, action, check = false, dismissed, firm = false, stays }) {
    this.clear(name);
    const card = cloneTemplate("hintTemplate");
    setText(within(card, ".hint-text", HTMLElement), text, person);
    card.querySelector("use")?.setAttribute("href", `#icon-${icon}`);
    const button = within(card, ".hint-action", HTMLButtonElement);
    const close = within(card, ".hint-close", HTMLButtonElement);
    button.hidden = !action;
    if (!check) card.querySelector(".hint-check")?.remove();
    close.hidden = firm;
    setText(button, action?.label ?? "");
    button.addEventListener("click", () => {
      this.#close(name, card);
      action?.act();
    });
    close.addEventListener("click", () => {
      this.#close(name, card);
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

  /** The pressed button goes, so the focus moves to the stage. @param {string} name @param {HTMLElement} card */
  #close(name, card) {
    const hadFocus = card.contains(document.activeElement);
    this.clear(name);
    if (hadFocus) byId("stage", HTMLElement).focus({ preventScroll: true });
  }
}
