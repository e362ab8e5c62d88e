/** Hears the keyboard for the whole page and presses the page's own buttons; the overlay with all shortcuts. It knows no call. */

import { byId, cloneTemplate, FIELD, setText, within } from "../../lib/dom.js";
import { keyLabel, placeTitle, shortcutText } from "./shortcut_texts.js";
import { actionOf, placeOf, SHORTCUTS } from "./shortcuts.js";

/** The button that does what a shortcut says. @type {Record<string, string>} */
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
const APPLE = /Mac|iPhone|iPad/.test(navigator.platform);

export class Keyboard {
  #root = byId("call", HTMLElement);
  #help = byId("shortcuts", HTMLDialogElement);
  #list = byId("shortcutList", HTMLElement);
  #onStage = false;
  /** @type {Element | null} who had the focus when the help was opened */
  #opener = null;

  constructor() {
    this.listen(document);
    byId("openShortcuts", HTMLButtonElement).addEventListener("click", () => this.#open(byId("more", HTMLElement)));
    byId("closeShortcuts", HTMLButtonElement).addEventListener("click", () => this.#help.close());
    this.#help.addEventListener("click", ({ target }) => target === this.#help && this.#help.close());
    this.#help.addEventListener("close", () => this.#opener instanceof HTMLElement && this.#opener.focus());
  }

  /** With a call, or its end, the page is another one: the help is not left lying on it. @param {boolean} onStage */
  show(onStage) {
    if (onStage !== this.#onStage) this.#help.close();
    this.#onStage = onStage;
  }

  /** A small window has a document, and so a keyboard, of its own. @param {Document} page */
  listen(page) {
    page.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.defaultPrevented || event.repeat || event.isComposing || typing(event)) return;
    const action = actionOf(event, placeOf(this.#root.dataset.state ?? ""));
    if (!action || this.#covered(action) || !this.#can(action)) return;
    event.preventDefault();
    if (action === "help") this.#toggle();
    else if (action === "search") byId("search", HTMLInputElement).focus();
    else this.#button(action)?.click();
  }

  /** Under a dialog nothing is pressed; but a call that rings is one, and so is the help. @param {string} action */
  #covered(action) {
    const dialog = document.querySelector("dialog:modal");
    if (!dialog) return false;
    return !(action === "accept" && dialog.id === "incoming") && !(action === "help" && dialog === this.#help);
  }

  /** @param {string} action */
  #button(action) {
    const found = document.querySelector(BUTTONS[action] ?? "none");
    return found instanceof HTMLButtonElement ? found : null;
  }

  /** What is not offered cannot be done by a key either. A closed menu does not count: the key is the shorter way. @param {string} action */
  #can(action) {
    if (!(action in BUTTONS)) return true;
    const button = this.#button(action);
    return Boolean(button && !button.disabled && getComputedStyle(button).display !== "none");
  }

  #toggle() {
    if (this.#help.open) this.#help.close();
    else this.#open(document.activeElement);
  }

  /** @param {Element | null} opener */
  #open(opener) {
    this.#opener = opener;
    this.#list.replaceChildren(...["call", "ringing", "lobby", "page"].flatMap((place) => this.#group(place)));
    this.#help.showModal();
  }

  /** @param {string} place */
  #group(place) {
    const shortcuts = SHORTCUTS.filter(
      (one) => one.place === place && (one.place !== "call" || this.#offered(one.action)),
    );
    const group = cloneTemplate("shortcutGroup");
    setText(within(group, "h3", HTMLElement), placeTitle(/** @type {import("./shortcuts.js").Place} */ (place)));
    within(group, "dl", HTMLElement).append(...shortcuts.map(row));
    return shortcuts.length > 0 ? [group] : [];
  }

  /** Before a call no button is shown, and the help lists what will be. @param {string} action */
  #offered(action) {
    return !(action in BUTTONS) || Boolean(this.#button(action) && !this.#button(action)?.hidden);
  }
}

/** @param {import("./shortcuts.js").Shortcut} shortcut */
function row({ action, keys }) {
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
const typing = ({ target }) => Boolean(/** @type {Element | null} */ (target)?.closest?.(FIELD));
