/** Opens a muted microphone while the space bar is held. */

/** Elements that use the space bar themselves. */
const TAKEN =
  "input, textarea, select, button, summary, a[href], audio[controls], video[controls], [contenteditable], [role='button'], [role^='menuitem'], [role='slider'], [role='switch'], [role='textbox']";

export class PushToTalk {
  #held = false;
  /** @type {Element | null} a button that has the focus because it was clicked, not by keyboard */
  #clicked = null;
  #may;
  #hold;

  /** @param {{ may(): boolean, hold(on: boolean): void }} parts `may`: whether there is a muted microphone in a call */
  constructor({ may, hold }) {
    this.#may = may;
    this.#hold = hold;
    this.listen(window);
    document.addEventListener("visibilitychange", () => document.hidden && this.release());
  }

  /** A small window gets its own keyboard events, and may close while the bar is held. @param {Window} page */
  listen(page) {
    page.addEventListener("keydown", (event) => this.#down(event), { capture: true });
    page.addEventListener("keyup", (event) => this.#up(event), { capture: true });
    for (const end of ["blur", "pagehide"]) page.addEventListener(end, () => this.release());
    page.document.addEventListener("focusin", () => {
      this.#clicked = null;
    });
    page.document.addEventListener("click", ({ detail }) => {
      // A click by keyboard has the detail 0.
      if (detail > 0) this.#clicked = page.document.activeElement;
    });
  }

  release() {
    if (!this.#held) return;
    this.#held = false;
    this.#hold(false);
  }

  /** @param {KeyboardEvent} event */
  #down(event) {
    if (event.code !== "Space") return this.#other(event);
    if (this.#held) return keep(event);
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.isComposing) return;
    if (!this.#free(event.target) || !this.#may()) return;
    keep(event);
    this.#held = true;
    this.#hold(true);
  }

  /** @param {KeyboardEvent} event */
  #up(event) {
    if (event.code !== "Space" || !this.#held) return;
    // The release must not press a button either.
    keep(event);
    this.release();
  }

  /** After another key, the user means the button that has the focus. @param {KeyboardEvent} event */
  #other({ key }) {
    if (!["Shift", "Control", "Alt", "Meta"].includes(key)) this.#clicked = null;
  }

  /** @param {EventTarget | null} target */
  #free(target) {
    if (document.querySelector("dialog:modal")) return false;
    const taken = target instanceof Element ? target.closest(TAKEN) : null;
    return !taken || (taken instanceof HTMLButtonElement && taken === this.#clicked && !taken.closest("[popover]"));
  }
}

/** @param {KeyboardEvent} event */
function keep(event) {
  event.preventDefault();
  event.stopPropagation();
}
