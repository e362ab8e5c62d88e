/** Carries out keyboard shortcuts by clicking the page's own buttons, and shows the dialog that lists them. */

import { tryOrUndefined } from "../../lib/browser/try_or_undefined.js";
import { byId, cloneTemplate, FIELD, setText, within } from "../../lib/dom.js";
import { keyLabel, placeTitle, shortcutText } from "./shortcut_texts.js";
import { actionOf, placeOf, SHORTCUTS } from "./shortcuts.js";

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
const APPLE = /Mac|iPhone|iPad/.test(tryOrUndefined(() => navigator.platform) ?? "");

export class Keyboard {
  #root = byId("call", HTMLElement);
  #dialog = byId("shortcuts", HTMLDialogElement);
  #list = byId("shortcutList", HTMLElement);
  #onStage = false;
  /** @type {Element | null} gets the focus back */
  #opener = null;

  constructor() {
    this.listen(document);
    byId("openShortcuts", HTMLButtonElement).addEventListener("click", () => this.#open(byId("more", HTMLElement)));
    byId("closeShortcuts", HTMLButtonElement).addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("click", ({ target }) => target === this.#dialog && this.#dialog.close());
    this.#dialog.addEventListener("close", () => this.#opener instanceof HTMLElement && this.#opener.focus());
  }

  /** The dialog closes when a call begins or ends. @param {boolean} onStage */
  show(onStage) {
    if (onStage !== this.#onStage) this.#dialog.close();
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
    return !(action === "accept" && dialog.id === "incoming") && !(action === "help" && dialog === this.#dialog);
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
    if (this.#dialog.open) this.#dialog.close();
    else this.#open(document.activeElement);
  }

  /** @param {Element | null} opener */
  #open(opener) {
    this.#opener = opener;
    this.#list.replaceChildren(...["call", "ringing", "people", "page"].flatMap((place) => this.#group(place)));
    this.#dialog.showModal();
  }

  /** @param {string} place */
  #group(place) {
    const shortcuts = SHORTCUTS.filter(
      (one) => one.place === place && (one.place !== "call" || this.#isOffered(one.action)),
    );
    const group = cloneTemplate("shortcutGroup");
    setText(within(group, "h3", HTMLElement), placeTitle(/** @type {import("./shortcuts.js").Place} */ (place)));
    within(group, "dl", HTMLElement).append(...shortcuts.map(shortcutRow));
    return shortcuts.length > 0 ? [group] : [];
  }

  /** Before a call no button is visible, and the list shows what will be offered. @param {string} action */
  #isOffered(action) {
    if (!(action in BUTTONS)) return this.#isAvailable(action);
    return Boolean(this.#buttonOf(action) && !this.#buttonOf(action)?.hidden);
  }
}

/** @param {import("./shortcuts.js").Shortcut} shortcut */
function shortcutRow({ action, keys }) {
  const line = cloneTemplate("shortcutRow");
  setText(within(line, "dt", HTMLElement), shortcutText(action));
  const marks = keys.map((key) => {
    const mark = document.createElement("kbd");
    mark.textContent = keyLabel(key, APPLE);
    return mark;
  });
  within(line, "dd", HTMLElement).append(...marks);
  return line;
}

/** @param {KeyboardEvent} event */
const isTyping = ({ target }) => Boolean(/** @type {Element | null} */ (target)?.closest?.(FIELD));
