/** Carries out keyboard shortcuts by clicking the page's own buttons, and opens the dialog that lists them. */

import { byId, FIELD } from "../../lib/dom.js";
import { actionOf, placeOf } from "./shortcuts.js";

/** The button of each action. @type {Record<string, string>} */
const BUTTONS = {
  microphone: '.controls [data-device="microphone"]',
  camera: '.controls [data-device="camera"]',
  screen: '.controls [data-device="screen"]',
  chat: '[data-opens="chat"]',
  details: '[data-opens="details"]',
  fullScreen: "#toggleFullScreen",
  pip: "#togglePip",
  hangUp: "#hangUp",
  accept: "#accept",
};

export class Keyboard {
  #root = byId("call", HTMLElement);
  /** It loads after the page. @type {import("./shortcuts_dialog.js").ShortcutsDialog | null} */
  #dialog = null;
  #onStage = false;
  #whenLoaded;

  /** @param {(act: () => void) => void} whenLoaded does something once what loads after the page is there */
  constructor(whenLoaded) {
    this.#whenLoaded = whenLoaded;
    this.listen(document);
    byId("openShortcuts", HTMLButtonElement).addEventListener("click", () => this.#open(byId("more", HTMLElement)));
  }

  /** It has loaded. @param {typeof import("./shortcuts_dialog.js").ShortcutsDialog} ShortcutsDialog */
  useDialog(ShortcutsDialog) {
    this.#dialog = new ShortcutsDialog((action) => this.#isOffered(action));
  }

  /** The dialog closes when a call begins or ends. @param {boolean} onStage */
  show(onStage) {
    if (onStage !== this.#onStage) this.#dialog?.close();
    this.#onStage = onStage;
  }

  /** The small window has its own document. @param {Document} page */
  listen(page) {
    page.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.defaultPrevented || event.repeat || event.isComposing || isTyping(event)) return;
    const action = actionOf(event, placeOf(this.#root.dataset.state ?? ""));
    if (!action || this.#isCovered(action) || !this.#isAvailable(action)) return;
    event.preventDefault();
    if (action === "help") this.#toggle();
    else if (action === "search") byId("search", HTMLInputElement).focus();
    else this.#buttonOf(action)?.click();
  }

  /**
   * A modal dialog blocks all shortcuts, except Accept in an incoming call and the one that closes
   * the list.
   * @param {string} action
   */
  #isCovered(action) {
    const dialog = document.querySelector("dialog:modal");
    if (!dialog) return false;
    return !(action === "accept" && dialog.id === "incoming") && !(action === "help" && this.#dialog?.isOpen);
  }

  /** @param {string} action */
  #buttonOf(action) {
    const found = document.querySelector(BUTTONS[action] ?? "none");
    return found instanceof HTMLButtonElement ? found : null;
  }

  /** Whether the action's button is there and enabled. It may be in a closed menu. @param {string} action */
  #isAvailable(action) {
    if (action === "search") return Boolean(document.getElementById("search"));
    if (!(action in BUTTONS)) return true;
    const button = this.#buttonOf(action);
    return Boolean(button && !button.disabled && getComputedStyle(button).display !== "none");
  }

  #toggle() {
    if (this.#dialog?.isOpen) this.#dialog.close();
    else this.#open(document.activeElement);
  }

  /** @param {Element | null} opener */
  #open(opener) {
    this.#whenLoaded(() => this.#dialog?.open(opener));
  }

  /** Before a call no button is visible, and the list shows what will be offered. @param {string} action */
  #isOffered(action) {
    if (!(action in BUTTONS)) return this.#isAvailable(action);
    return Boolean(this.#buttonOf(action) && !this.#buttonOf(action)?.hidden);
  }
}

/** @param {KeyboardEvent} event */
const isTyping = ({ target }) => Boolean(/** @type {Element | null} */ (target)?.closest?.(FIELD));
