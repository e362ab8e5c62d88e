/** The dialog that turns "do not disturb" on, changes it and turns it off. */

import { byId, insertTemplate, setText } from "../../lib/dom.js";
import { secondsUntilMorning } from "../../lib/timing/morning.js";
import { EndTimeForm } from "./end_time_form.js";
import { untilSentence } from "./quiet_texts.js";

/** @typedef {{ on: boolean, until: number | null, note: string, favourites: boolean }} Shown */
/**
 * @typedef {object} QuietIntents
 * @property {(choice: { seconds: number | null, note: string, favourites: boolean }) => void} turnQuietOn also changes it
 * @property {() => void} turnQuietOff
 */

export class DoNotDisturbDialog {
  #dialog = insertTemplate("quietDialogTemplate", HTMLDialogElement);
  #note = byId("quietNote", HTMLInputElement);
  #favourites = byId("quietFavourites", HTMLInputElement);
  #save = byId("quietSave", HTMLButtonElement);
  /** @type {Shown} */
  #shown = { on: false, until: null, note: "", favourites: false };
  #end = new EndTimeForm((until) => this.#choose(secondsLeft(until)));
  #turnOn;

  /** @param {QuietIntents} intents */
  constructor({ turnQuietOn, turnQuietOff }) {
    this.#turnOn = turnQuietOn;
    byId("quietOff", HTMLButtonElement).addEventListener("click", () => {
      this.close();
      turnQuietOff();
    });
    byId("quietClose", HTMLButtonElement).addEventListener("click", () => this.close());
    this.#dialog.addEventListener("click", ({ target }) => target === this.#dialog && this.close());
    byId("quietForm", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#choose(secondsLeft(this.#shown.until));
    });
    for (const button of this.#times())
      button.addEventListener("click", () => this.#choose(secondsOf(button.dataset.seconds ?? "")));
  }

  get isOpen() {
    return this.#dialog.open;
  }

  /** What is being chosen stays while the dialog is open. */
  open() {
    this.#note.value = this.#shown.note;
    this.#favourites.checked = this.#shown.favourites;
    this.#end.prepare(this.#shown.until);
    this.#dialog.showModal();
    if (this.#shown.on) this.#note.focus();
  }

  close() {
    this.#dialog.close();
  }

  /** @param {Shown} shown */
  show(shown) {
    this.#shown = shown;
    this.#dialog.dataset.on = String(shown.on);
    setText(byId("quietUntil", HTMLElement), untilSentence(shown.until));
    this.#save.disabled = !shown.on; // so that Enter in the note does not submit
  }

  /** What had the focus may be hidden now. */
  keepFocus() {
    if (!document.activeElement?.checkVisibility() || !this.#dialog.contains(document.activeElement))
      this.#times()[0]?.focus();
  }

  /** @param {number | null} seconds null: until it is turned off */
  #choose(seconds) {
    const [note, favourites] = [this.#note.value, this.#favourites.checked];
    this.close();
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
