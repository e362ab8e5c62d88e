/** The menu item that chooses whether the peer's video fills the stage or is shown whole. */

import { byId, setText, within } from "../../lib/dom.js";
import { readPreference, writePreference } from "../../lib/preferences.js";
import { fitAnnouncement, fitLabel } from "./texts.js";

export class VideoFit {
  #root = byId("call", HTMLElement);
  #item = byId("toggleFit", HTMLButtonElement);

  /** @param {(sentence: string) => void} announce */
  constructor(announce) {
    this.#show(readPreference("fit", ["fill", "fit"]));
    this.#item.addEventListener("click", () => {
      const fit = this.#root.dataset.fit === "fill" ? "fit" : "fill";
      this.#show(fit);
      writePreference("fit", fit);
      announce(fitAnnouncement(fit));
    });
  }

  /** @param {string} fit */
  #show(fit) {
    this.#root.dataset.fit = fit;
    setText(within(this.#item, "span", HTMLElement), fitLabel(fit));
  }
}
