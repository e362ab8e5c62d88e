/** Answers presses on what has not loaded yet, so that no button is silent. */

import { closePopover } from "../lib/browser/elements.js";
import { FIELD } from "../lib/dom.js";
import { showToast } from "./notices/toasts.js";
import { partLoaded, partLoading } from "./texts.js";

/** What the features of a call handle. */
const PARTS = "[data-opens], #react, [data-reaction], #dataSaver";

export class FeaturesPlaceholder {
  #listeners = new AbortController();
  /** Set once something was pressed. @type {(() => void) | null} */
  #removeToast = null;

  /** @param {{ retry: () => void }} on */
  constructor({ retry }) {
    const { signal } = this.#listeners;
    const onPress = (/** @type {MouseEvent} */ event) => {
      const pressed = event.target instanceof Element ? event.target.closest(PARTS) : null;
      if (!pressed) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const menu = pressed.closest("[popover]");
      if (menu instanceof HTMLElement) closePopover(menu);
      this.#removeToast = showToast(partLoading());
      retry();
    };
    addEventListener("click", onPress, { capture: true, signal });
    // By default a browser leaves the page for a file that is dropped.
    for (const type of ["dragover", "drop"]) addEventListener(type, keepFiles, { signal });
  }

  /** Whether a reload of the page would take something from the user: a dialog, or what is being written. */
  get inUse() {
    return document.querySelector("dialog[open]") !== null || document.activeElement?.matches(FIELD) === true;
  }

  /** They have loaded. */
  remove() {
    this.#listeners.abort();
    if (!this.#removeToast) return;
    this.#removeToast();
    showToast(partLoaded());
  }
}

/** @param {Event} event */
function keepFiles(event) {
  if (event instanceof DragEvent && event.dataTransfer?.types.includes("Files")) event.preventDefault();
}
