/** The line above the people list that offers notifications of calls. */

import { byId, setText } from "../../lib/dom.js";
import { announce } from "../../lib/live_region.js";
import { showToast } from "../notices/toasts.js";
import * as texts from "./texts.js";

export class NotificationPrompt {
  #line = byId("notifyPrompt", HTMLElement);
  #text = byId("notifyText", HTMLElement);
  #turnOn = byId("notifyTurnOn", HTMLButtonElement);
  #notNow = byId("notifyNotNow", HTMLButtonElement);
  #close = byId("notifyClose", HTMLButtonElement);
  /** Whether the person has pressed "Turn on", and the browser has refused. */
  #refused = false;
  /** @type {CallState} */
  #state = "idle";
  #choice;

  /** @param {import("./notification_choice.js").NotificationChoice} choice */
  constructor(choice) {
    this.#choice = choice;
    this.#turnOn.addEventListener("click", () => this.#ask());
    this.#notNow.addEventListener("click", () => choice.putOff());
    this.#close.addEventListener("click", () => {
      this.#refused = false;
      this.draw();
    });
  }

  /** @param {CallState} state */
  show(state) {
    this.#state = state;
    this.draw();
  }

  draw() {
    const refused = this.#refused && this.#choice.state === "blocked";
    const asking = this.#choice.asking ? texts.asking() : texts.offer();
    setText(this.#text, refused ? texts.blocked() : asking);
    this.#turnOn.hidden = refused;
    this.#notNow.hidden = refused;
    this.#close.hidden = !refused;
    this.#line.hidden = this.#state !== "idle" || !(refused || this.#choice.isOffered(this.#state));
  }

  async #ask() {
    const answer = this.#choice.turnOn();
    announce(texts.asking());
    const state = await answer;
    if (state === "on") return showToast(texts.turnedOn());
    if (state !== "blocked") return showToast(texts.questionClosed());
    this.#refused = true;
    const focused = this.#line.contains(document.activeElement);
    this.draw();
    announce(texts.blocked());
    if (focused) this.#close.focus();
  }
}
