/** Whether the peer's picture fills the scene or is shown whole; it knows no video. */

import { byId, say, within } from "../../lib/dom.js";
import { recall, remember } from "../../lib/preferences.js";
import { fitLabel, fitted } from "./texts.js";

export class Fit {
  #root = byId("call", HTMLElement);
  #item = byId("toggleFit", HTMLButtonElement);

  /** @param {(sentence: string) => void} announce */
  constructor(announce) {
    this.#draw(recall("fit", ["fill", "fit"]));
    this.#item.addEventListener("click", () => {
      const fit = this.#root.dataset.fit === "fill" ? "fit" : "fill";
      this.#draw(fit);
      remember("fit", fit);
      announce(fitted(fit));
    });
  }

  /** @param {string} fit */
  #draw(fit) {
    this.#root.dataset.fit = fit;
    say(within(this.#item, "span", HTMLElement), fitLabel(fit));
  }
}
