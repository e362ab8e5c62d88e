/** The part of the dialog for "do not disturb" in which the user chooses any end time of the next days. */

import { byId, setText } from "../../lib/dom.js";
import { asFields, endDays, endTime, proposedEnd } from "../../lib/timing/end_time.js";
import { dayName, endProblem } from "./quiet_texts.js";

export class EndTimeForm {
  #open = byId("quietEndOpen", HTMLButtonElement);
  #form = byId("quietEndForm", HTMLFormElement);
  #day = byId("quietEndDay", HTMLSelectElement);
  #clock = byId("quietEndTime", HTMLInputElement);
  #problem = byId("quietEndProblem", HTMLElement);

  /** @param {(until: number) => void} choose milliseconds since 1970 */
  constructor(choose) {
    this.#open.addEventListener("click", () => this.#toggle());
    for (const field of [this.#day, this.#clock]) field.addEventListener("input", () => this.#showProblem(""));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      const end = endTime(this.#day.value, this.#clock.value, new Date());
      if (typeof end === "number") return choose(end);
      this.#showProblem(endProblem(end));
      this.#clock.focus();
    });
  }

  /** Closed, with the end that is set or, without one, a proposal. @param {number | null} until */
  prepare(until) {
    const now = new Date();
    const options = endDays(now).map((day, ahead) => new Option(dayName(day, ahead), asFields(day).day));
    this.#day.replaceChildren(...options);
    const { day, clock } = asFields(until === null ? proposedEnd(now) : toMinute(until));
    this.#day.value = day;
    this.#clock.value = clock;
    this.#showProblem("");
    this.#expand(false);
  }

  #toggle() {
    const open = this.#open.getAttribute("aria-expanded") !== "true";
    this.#expand(open);
    if (!open) return;
    this.#form.scrollIntoView({ block: "nearest" });
    this.#clock.focus();
  }

  /** @param {boolean} open */
  #expand(open) {
    this.#form.hidden = !open;
    this.#open.setAttribute("aria-expanded", String(open));
  }

  /** @param {string} sentence empty: there is none */
  #showProblem(sentence) {
    setText(this.#problem, sentence);
    this.#clock.classList.toggle("is-invalid", Boolean(sentence));
    this.#clock.setAttribute("aria-invalid", String(Boolean(sentence)));
  }
}

/** The server says for how many seconds it lasts, so it may be some milliseconds off. @param {number} moment */
const toMinute = (moment) => new Date(Math.round(moment / 60_000) * 60_000);
