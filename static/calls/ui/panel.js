/** The panel beside the stage. It shows one page at a time: chat, details or verification. */

import { isVisible } from "../lib/browser/elements.js";
import { byId, setText } from "../lib/dom.js";
import { showToast } from "./notices/toasts.js";

export class Panel {
  #panel = byId("panel", HTMLElement);
  #title = byId("panelTitle", HTMLElement);
  /** @type {HTMLElement | null} gets the focus back */
  #opener = null;
  /** @type {Set<(page: string | null) => void>} */
  #listeners = new Set();

  /** A button with `data-opens` toggles the page with the same `data-page`. */
  constructor() {
    for (const button of this.#openers()) {
      button.setAttribute("aria-controls", "panel");
      button.addEventListener("click", () => {
        // A disabled button would be silent, so it says why.
        if (button.getAttribute("aria-disabled") === "true") showToast(button.title);
        else this.toggle(button.dataset.opens ?? "", button);
      });
    }
    byId("closePanel", HTMLButtonElement).addEventListener("click", () => this.close());
    this.#panel.addEventListener("keydown", (event) => {
      // In an input method it takes back a word.
      if (event.key !== "Escape" || event.isComposing) return;
      event.stopPropagation();
      this.close();
    });
    this.#updateButtons();
  }

  /** @returns {string | null} */
  get page() {
    return this.#panel.hidden ? null : (this.#panel.dataset.shows ?? null);
  }

  /**
   * Called with the name of the shown page; null: the panel is closed.
   * @param {(page: string | null) => void} listener
   */
  onchange(listener) {
    this.#listeners.add(listener);
  }

  /** @param {string} page @param {HTMLElement | null} [opener] */
  toggle(page, opener = null) {
    if (this.page === page) this.close();
    else this.open(page, opener);
  }

  /** @param {string} page @param {HTMLElement | null} [opener] */
  open(page, opener = null) {
    this.#opener = opener;
    this.#panel.hidden = false;
    this.#panel.dataset.shows = page;
    for (const element of this.#pages()) {
      element.hidden = element.dataset.page !== page;
      if (!element.hidden) setText(this.#title, element.dataset.title ?? "");
    }
    const first = this.#panel.querySelector(`[data-page="${page}"] [data-autofocus]`);
    (first instanceof HTMLElement ? first : this.#title).focus();
    this.#updateButtons();
    for (const listener of this.#listeners) listener(page);
  }

  close() {
    if (this.#panel.hidden) return;
    const hadFocus = this.#panel.contains(document.activeElement);
    this.#panel.hidden = true;
    if (hadFocus) (this.#opener && isVisible(this.#opener) ? this.#opener : byId("more", HTMLElement)).focus();
    this.#opener = null;
    this.#updateButtons();
    for (const listener of this.#listeners) listener(null);
  }

  #updateButtons() {
    for (const button of this.#openers()) {
      button.setAttribute("aria-expanded", String(button.dataset.opens === this.page));
    }
  }

  /** @returns {NodeListOf<HTMLElement>} */
  #openers() {
    return document.querySelectorAll("[data-opens]");
  }

  /** @returns {NodeListOf<HTMLElement>} */
  #pages() {
    return this.#panel.querySelectorAll("[data-page]");
  }
}
