/** The buttons of "do not disturb" in the header, which open its dialog. */

import { byId, setText, within } from "../../lib/dom.js";
import { chipLabel, chipText, quietStatus, shortEnd } from "./quiet_texts.js";

/** @typedef {import("./do_not_disturb_dialog.js").Shown} Shown */

export class DoNotDisturbView {
  #place = byId("quiet", HTMLElement);
  #open = byId("quietOpen", HTMLButtonElement);
  #chip = byId("quietChip", HTMLButtonElement);
  /** It loads after the page. @type {import("./do_not_disturb_dialog.js").DoNotDisturbDialog | null} */
  #dialog = null;
  /** @type {Shown} */
  #shown = { on: false, until: null, note: "", favourites: false };
  #intents;

  /** @param {import("./do_not_disturb_dialog.js").QuietIntents & { whenLoaded(act: () => void): void }} intents */
  constructor(intents) {
    this.#intents = intents;
    for (const button of [this.#open, this.#chip])
      button.addEventListener("click", () => intents.whenLoaded(() => this.#dialog?.open()));
  }

  /** It has loaded. @param {typeof import("./do_not_disturb_dialog.js").DoNotDisturbDialog} DoNotDisturbDialog */
  useDialog(DoNotDisturbDialog) {
    this.#dialog = new DoNotDisturbDialog(this.#intents);
    this.#dialog.show(this.#shown);
  }

  /** @param {Shown} shown */
  show(shown) {
    const { on, until, note } = shown;
    const focused = this.#dialog?.isOpen || this.#place.contains(document.activeElement);
    const changed = on !== this.#shown.on;
    this.#shown = shown;
    this.#open.hidden = on;
    this.#chip.hidden = !on;
    setText(within(this.#chip, "span", HTMLElement), chipText(until));
    setText(within(this.#chip, ".quiet-time", HTMLElement), until === null ? "" : shortEnd(until));
    this.#chip.setAttribute("aria-label", chipLabel(until));
    this.#chip.title = quietStatus({ until, note });
    this.#dialog?.show(shown);
    if (!changed) return;
    if (on) this.#dialog?.close();
    // It has ended while it was being changed: what was typed can still be used.
    else if (this.#dialog?.isOpen) return this.#dialog.keepFocus();
    if (focused) (on ? this.#chip : this.#open).focus({ preventScroll: true });
  }
}
