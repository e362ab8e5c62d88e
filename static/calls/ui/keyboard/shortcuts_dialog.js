/** The dialog that lists the keyboard shortcuts. */

import { tryOrUndefined } from "../../lib/browser/try_or_undefined.js";
import { byId, cloneTemplate, insertTemplate, setText, within } from "../../lib/dom.js";
import { keyLabel, placeTitle, shortcutText } from "./shortcut_texts.js";
import { SHORTCUTS } from "./shortcuts.js";

const APPLE = /Mac|iPhone|iPad/.test(tryOrUndefined(() => navigator.platform) ?? "");

export class ShortcutsDialog {
  #dialog = insertTemplate("shortcutsTemplate", HTMLDialogElement);
  /** @type {Element | null} gets the focus back */
  #opener = null;
  #isOffered;

  /** @param {(action: string) => boolean} isOffered whether an action is there in a call */
  constructor(isOffered) {
    this.#isOffered = isOffered;
    byId("closeShortcuts", HTMLButtonElement).addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("click", ({ target }) => target === this.#dialog && this.#dialog.close());
    this.#dialog.addEventListener("close", () => this.#opener instanceof HTMLElement && this.#opener.focus());
  }

  get isOpen() {
    return this.#dialog.open;
  }

  /** @param {Element | null} opener gets the focus back */
  open(opener) {
    const groups = ["call", "ringing", "people", "page"].flatMap((place) => this.#group(place));
    byId("shortcutList", HTMLElement).replaceChildren(...groups);
    this.#opener = opener;
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  close() {
    this.#dialog.close();
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
