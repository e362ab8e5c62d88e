/** The dialog that turns "do not disturb" on, and the header's button that shows the time left and turns it off. */

import { byId, setText, within } from "../../lib/dom.js";
import { secondsUntilMorning } from "../../lib/timing/morning.js";
import { timeLeft, turnOffLabel } from "./quiet_texts.js";

export class DoNotDisturbView {
  #place = byId("quiet", HTMLElement);
  #open = byId("quietOpen", HTMLButtonElement);
  #off = byId("quietOff", HTMLButtonElement);
  #dialog = byId("quietDialog", HTMLDialogElement);
  #note = byId("quietNote", HTMLInputElement);
  #favourites = byId("quietFavourites", HTMLInputElement);
  #on = false;

  /**
   * @param {object} intents
   * @param {(choice: { seconds: number | null, note: string, favourites: boolean }) => void} intents.turnQuietOn
   * @param {() => void} intents.turnQuietOff
   */
  constructor({ turnQuietOn, turnQuietOff }) {
    this.#off.addEventListener("click", turnQuietOff);
    this.#open.addEventListener("click", () => this.#dialog.showModal());
    byId("quietClose", HTMLButtonElement).addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("click", ({ target }) => target === this.#dialog && this.#dialog.close());
    for (const button of this.#dialog.querySelectorAll("[data-seconds]")) {
      if (!(button instanceof HTMLElement)) continue;
      button.addEventListener("click", () => {
        const [note, favourites] = [this.#note.value, this.#favourites.checked];
        this.#dialog.close();
        turnQuietOn({ seconds: secondsOf(button.dataset.seconds ?? ""), note, favourites });
      });
    }
  }

  /** @param {{ on: boolean, until: number | null, note: string, favourites: boolean }} shown */
  show({ on, until, note, favourites }) {
    const focused = this.#dialog.open || this.#place.contains(document.activeElement);
    const changed = on !== this.#on;
    this.#on = on;
    this.#open.hidden = on;
    this.#off.hidden = !on;
    setText(within(this.#off, "span", HTMLElement), timeLeft(until));
    this.#off.setAttribute("aria-label", turnOffLabel(until));
    this.#off.title = note;
    if (!this.#dialog.open) this.#favourites.checked = favourites; // what is being chosen stays
    if (!changed) return;
    if (on) this.#note.value = "";
    if (on) this.#dialog.close();
    if (focused) (on ? this.#off : this.#open).focus({ preventScroll: true });
  }
}

/** @param {string} chosen a number, "morning", or nothing: until it is turned off */
function secondsOf(chosen) {
  if (chosen === "morning") return secondsUntilMorning(new Date());
  return chosen ? Number(chosen) : null;
}
