/** Whether the peer's picture fills the scene or is shown whole; it knows no video. */

import { byId, setText, within } from "../../lib/dom.js";
import { readPreference, writePreference } from "../../lib/preferences.js";
import { fitLabel, fitted } from "./texts.js";

export class Fit {
  #root = byId("call", HTMLElement);
  #item = byId("toggleFit", HTMLButtonElement);

  /** @param {(sentence: string) => void} announce */
  constructor(announce) {
    this.#draw(readPreference("fit", ["fill", "fit"]));
    this.#item.addEventListener("click", () => {
      const fit = this.#root.dataset.fit === "fill" ? "fit" : "fill";
      this.#draw(fit);
      writePreference("fit", fit);
      announce(fitted(fit));
    });
  }

  /** @param {string} fit */
  #draw(fit) {
    this.#root.dataset.fit = fit;
    setText(within(this.#item, "span", HTMLElement), fitLabel(fit));
  }
}
