/** The dialog for "do not disturb", which turns it on, changes it and turns it off, and the buttons that open it. */

import { byId, setText, within } from "../../lib/dom.js";
import { secondsUntilMorning } from "../../lib/timing/morning.js";
import { EndTimeForm } from "./end_time_form.js";
import { chipLabel, chipText, untilSentence, untilTime } from "./quiet_texts.js";

/** @typedef {{ on: boolean, until: number | null, note: string, favourites: boolean }} Shown */

export class DoNotDisturbView {
  #place = byId("quiet", HTMLElement);
  #open = byId("quietOpen", HTMLButtonElement);
  #chip = byId("quietChip", HTMLButtonElement);
  #dialog = byId("quietDialog", HTMLDialogElement);
  #form = byId("quietForm", HTMLFormElement);
  #note = byId("quietNote", HTMLInputElement);
  #favourites = byId("quietFavourites", HTMLInputElement);
  #save = byId("quietSave", HTMLButtonElement);
  /** @type {Shown} */
  #shown = { on: false, until: null, note: "", favourites: false };
  #end = new EndTimeForm((until) => this.#choose(secondsLeft(until)));
  #turnOn;

  /**
   * @param {object} intents
   * @param {(choice: { seconds: number | null, note: string, favourites: boolean }) => void} intents.turnQuietOn also changes it
   * @param {() => void} intents.turnQuietOff
   */
  constructor({ turnQuietOn, turnQuietOff }) {
    this.#turnOn = turnQuietOn;
    for (const button of [this.#open, this.#chip]) button.addEventListener("click", () => this.#showDialog());
    byId("quietOff", HTMLButtonElement).addEventListener("click", () => {
      this.#dialog.close();
      turnQuietOff();
    });
    byId("quietClose", HTMLButtonElement).addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("click", ({ target }) => target === this.#dialog && this.#dialog.close());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#choose(secondsLeft(this.#shown.until));
    });
    for (const button of this.#times())
      button.addEventListener("click", () => this.#choose(secondsOf(button.dataset.seconds ?? "")));
  }

  /** @param {Shown} shown */
  show(shown) {
    const { on, until, note } = shown;
    const focused = this.#dialog.open || this.#place.contains(document.activeElement);
    const changed = on !== this.#shown.on;
    this.#shown = shown;
    this.#open.hidden = on;
    this.#chip.hidden = !on;
    setText(within(this.#chip, "span", HTMLElement), chipText(until));
    setText(within(this.#chip, "time", HTMLElement), until === null ? "" : untilTime(until, "short"));
    this.#chip.setAttribute("aria-label", chipLabel(until));
    this.#chip.title = note;
    this.#dialog.dataset.on = String(on);
    setText(byId("quietUntil", HTMLElement), untilSentence(until));
    this.#save.disabled = !on; // so that Enter in the note does not submit
    if (!changed) return;
    if (on) this.#dialog.close();
    // It has ended while it was being changed: what was typed can still be used.
    else if (this.#dialog.open) return this.#focusWithin();
    if (focused) (on ? this.#chip : this.#open).focus({ preventScroll: true });
  }

  /** What is being chosen stays while the dialog is open. */
  #showDialog() {
    this.#note.value = this.#shown.note;
    this.#favourites.checked = this.#shown.favourites;
    this.#end.prepare(this.#shown.until);
    this.#dialog.showModal();
    if (this.#shown.on) this.#note.focus();
  }

  #focusWithin() {
    if (!document.activeElement?.checkVisibility() || !this.#dialog.contains(document.activeElement))
      this.#times()[0]?.focus();
  }

  /** @param {number | null} seconds null: until it is turned off */
  #choose(seconds) {
    const [note, favourites] = [this.#note.value, this.#favourites.checked];
    this.#dialog.close();
    this.#turnOn({ seconds, note, favourites });
  }

  /** @returns {NodeListOf<HTMLButtonElement>} */
  #times() {
    return this.#dialog.querySelectorAll("[data-seconds]");
  }
}

/** @param {string} chosen a number, "morning", or nothing: until it is turned off */
function secondsOf(chosen) {
  if (chosen === "morning") return secondsUntilMorning(new Date());
  return chosen ? Number(chosen) : null;
}

/** @param {number | null} until milliseconds since 1970 */
const secondsLeft = (until) => (until === null ? null : Math.max(1, Math.round((until - Date.now()) / 1000)));
