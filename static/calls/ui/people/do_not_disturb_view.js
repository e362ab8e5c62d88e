/** The header's menu that turns "do not disturb" on, and the button that shows the time left and turns it off. */

import { byId, setText, within } from "../../lib/dom.js";
import { secondsUntilMorning } from "../../lib/timing/morning.js";
import { timeLeft, turnOffLabel } from "./quiet_texts.js";

export class DoNotDisturbView {
  #place = byId("quiet", HTMLElement);
  #open = byId("quietOpen", HTMLButtonElement);
  #off = byId("quietOff", HTMLButtonElement);
  #menu = byId("quietMenu", HTMLElement);
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
    for (const button of this.#menu.querySelectorAll("[data-seconds]")) {
      if (!(button instanceof HTMLElement)) continue;
      button.addEventListener("click", () =>
        turnQuietOn({
          seconds: secondsOf(button.dataset.seconds ?? ""),
          note: this.#note.value,
          favourites: this.#favourites.checked,
        }),
      );
    }
  }

  /** @param {{ on: boolean, until: number | null, note: string, favourites: boolean }} shown */
  show({ on, until, note, favourites }) {
    const focused = this.#place.contains(document.activeElement);
    const changed = on !== this.#on;
    this.#on = on;
    this.#open.hidden = on;
    this.#off.hidden = !on;
    setText(within(this.#off, "span", HTMLElement), timeLeft(until));
    this.#off.setAttribute("aria-label", turnOffLabel(until));
    this.#off.title = note;
    if (!changed && on) return;
    // What is being typed stays.
    if (!this.#menu.classList.contains("show")) this.#favourites.checked = favourites;
    if (on) this.#note.value = "";
    if (on && this.#menu.classList.contains("show")) this.#open.click();
    if (changed && focused) (on ? this.#off : this.#open).focus({ preventScroll: true });
  }
}

/** @param {string} chosen a number, "morning", or nothing: until it is turned off */
function secondsOf(chosen) {
  if (chosen === "morning") return secondsUntilMorning(new Date());
  return chosen ? Number(chosen) : null;
}
