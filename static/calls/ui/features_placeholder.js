/** Answers presses on what has not loaded yet, so that no button is silent. Some wait until it has loaded. */

import { closePopover } from "../lib/browser/elements.js";
import { tryOrReport } from "../lib/browser/report.js";
import { FIELD } from "../lib/dom.js";
import { Timers } from "../lib/timing/timers.js";
import { showToast } from "./notices/toasts.js";
import { partLoaded, partLoading } from "./texts.js";

/** What the features of a call handle. */
const PARTS = "[data-opens], #react, [data-reaction], #dataSaver";
/** Milliseconds that a press waits before the page says why nothing happens. */
const EXPLAIN_MS = 700;

/** A call that rings is not on the stage yet. @param {CallState} state */
const phaseOf = (state) => (state === "idle" || state === "incoming" ? state : "call");

export class FeaturesPlaceholder {
  #listeners = new AbortController();
  /** Set once something was pressed. @type {(() => void) | null} */
  #removeToast = null;
  /** What was pressed last, and waits. @type {(() => void) | null} */
  #waiting = null;
  #loaded = false;
  #phase = "idle";
  #timers = new Timers();
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
    this.#explain();
    this.#retry();
  }

  /** Does what was pressed: now, or once it has loaded. If that fails, the press is over, and the user is told. @param {() => void} act */
  whenLoaded(act) {
    if (this.#loaded) return act();
    this.#waiting = act;
    this.#timers.after("explain", EXPLAIN_MS, () => this.#explain());
    this.#retry();
  }

  /** An attempt to load them has failed. */
  onFailure() {
    if (this.#waiting) this.#explain();
    this.#forget();
  }

  /** Nobody waits for a dialog any more once a call has begun or ended. @param {Pick<Snapshot, "state">} snapshot */
  show({ state }) {
    const phase = phaseOf(state);
    if (phase !== this.#phase) this.#forget();
    this.#phase = phase;
  }

  #forget() {
    this.#waiting = null;
    this.#timers.clearAll();
  }

  #explain() {
    this.#removeToast = this.#showToast(partLoading());
  }

  /** Whether a reload of the page would take something from the user: a dialog, how a call ended, or what is being written. */
  get inUse() {
    return (
      document.querySelector("dialog[open], #endNotice > *") !== null || document.activeElement?.matches(FIELD) === true
    );
  }

  /** They have loaded. */
  remove() {
    const waiting = this.#waiting;
    this.#loaded = true;
    this.#listeners.abort();
    this.#forget();
    this.#removeToast?.();
    // What has loaded works, even if what was pressed does not.
    if (waiting) tryOrReport(waiting);
    else if (this.#removeToast) this.#showToast(partLoaded());
  }
}
