/** The panel beside the stage: one of its pages at a time, opened and closed by buttons; it knows not what stands on them. */

import { byId, setText } from "../lib/dom.js";

export class Panel {
  #panel = byId("panel", HTMLElement);
  #title = byId("panelTitle", HTMLElement);
  /** @type {HTMLElement | null} who opened it, and gets the focus back */
  #opener = null;
  /** @type {Set<(page: string | null) => void>} */
  #listeners = new Set();

  /** Every button with `data-opens` opens and closes the page of that name, which is in the panel as `data-page`. */
  constructor() {
    for (const button of this.#openers()) {
      button.setAttribute("aria-controls", "panel");
      button.addEventListener("click", () => this.toggle(button.dataset.opens ?? "", button));
    }
    byId("closePanel", HTMLButtonElement).addEventListener("click", () => this.close());
    this.#panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.close();
    });
    this.#mark();
  }

  /** @returns {string | null} */
  get page() {
    return this.#panel.hidden ? null : (this.#panel.dataset.shows ?? null);
  }

  /** Called with the name of the page that is shown now; null: none. @param {(page: string | null) => void} listener */
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
    for (const shown of this.#pages()) {
      shown.hidden = shown.dataset.page !== page;
      if (!shown.hidden) setText(this.#title, shown.dataset.title ?? "");
    }
    const first = this.#panel.querySelector(`[data-page="${page}"] [data-autofocus]`);
    (first instanceof HTMLElement ? first : this.#title).focus();
    this.#mark();
    for (const listener of this.#listeners) listener(page);
  }

  close() {
    if (this.#panel.hidden) return;
    const within = this.#panel.contains(document.activeElement);
    this.#panel.hidden = true;
    if (within) (this.#opener?.checkVisibility() ? this.#opener : byId("more", HTMLElement)).focus();
    this.#opener = null;
    this.#mark();
    for (const listener of this.#listeners) listener(null);
  }

  #mark() {
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
