/** The switch for notifications of calls, in the settings. */

import { byId, setText } from "../../lib/dom.js";
import * as texts from "./texts.js";

export class NotificationSwitch {
  #box = byId("settingsNotify", HTMLInputElement);
  #note = byId("settings-notify-note", HTMLElement);
  /** Whether the browser was asked here, and its question was closed. */
  #unanswered = false;
  #choice;

  /** @param {import("./notification_choice.js").NotificationChoice} choice */
  constructor(choice) {
    this.#choice = choice;
    this.#box.addEventListener("change", () => this.#turn(this.#box.checked));
    this.draw();
  }

  draw() {
    const { state, asking } = this.#choice;
    this.#box.checked = state === "on";
    this.#box.disabled = state !== "on" && state !== "off";
    const off = asking ? texts.asking() : this.#unanswered ? texts.questionClosed() : texts.stateSentence("off");
    setText(this.#note, state === "off" ? off : texts.stateSentence(state));
  }

  /** @param {boolean} on */
  async #turn(on) {
    this.#unanswered = false;
    if (!on) return this.#choice.turnOff();
    this.#unanswered = (await this.#choice.turnOn()) === "off";
    this.draw();
  }
}
