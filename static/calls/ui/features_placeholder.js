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

  #retry;
  #showToast;

  /** @param {{ retry: () => void, toast?: typeof showToast }} parts */
  constructor({ retry, toast = showToast }) {
    this.#retry = retry;
    this.#showToast = toast;
    this.listen(globalThis);
  }

  /** Answers presses in this window, too: a small one shows the call. @param {Pick<Window, "addEventListener">} page */
  listen(page) {
    const { signal } = this.#listeners;
    const onPress = (/** @type {MouseEvent} */ event) => {
      const pressed = event.target instanceof Element ? event.target.closest(PARTS) : null;
      if (!pressed) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const menu = pressed.closest("[popover]");
      if (menu instanceof HTMLElement) closePopover(menu);
      this.answer();
    };
    page.addEventListener("click", onPress, { capture: true, signal });
    // By default a browser leaves the page for a file that is dropped.
    const onFiles = (/** @type {Event} */ event) => {
      if (!(event instanceof DragEvent) || !event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      if (event.type === "drop") this.answer();
    };
    for (const type of ["dragover", "drop"]) page.addEventListener(type, onFiles, { signal });
  }

  /** Says that what was pressed has not loaded yet, and tries again. */
  answer() {
    this.#removeToast = this.#showToast(partLoading());
    this.#retry();
  }

  /** Whether a reload of the page would take something from the user: a dialog, how a call ended, or what is being written. */
  get inUse() {
    return (
      document.querySelector("dialog[open], #endNotice > *") !== null || document.activeElement?.matches(FIELD) === true
    );
  }

  /** They have loaded. */
  remove() {
    this.#listeners.abort();
    if (!this.#removeToast) return;
    this.#removeToast();
    this.#showToast(partLoaded());
  }
}
