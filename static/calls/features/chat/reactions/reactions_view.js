/** Reactions as signs that float over the stage for a moment, and as words; it knows no channel. */

import { byId, cloneTemplate, setText, within } from "../../../lib/dom.js";
import { Timers } from "../../../lib/timers.js";
import { reaction, you } from "../texts.js";

const SHOWN_MS = 3_200;

export class ReactionsView {
  #layer = byId("reactionsLayer", HTMLElement);
  #says = byId("reactionSays", HTMLElement);
  #palette = byId("reactions", HTMLElement);
  #timers = new Timers();

  /** @param {(emoji: string) => void} react */
  constructor(react) {
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-reaction]"))) {
      button.addEventListener("click", () => react(button.dataset.reaction ?? ""));
    }
  }

  /** @param {string} emoji @param {string | null} name null: the person here */
  show(emoji, name) {
    const sign = cloneTemplate("reactionTemplate");
    setText(within(sign, ".reaction-emoji", HTMLElement), emoji);
    setText(within(sign, ".reaction-who", HTMLElement), name ?? you());
    // Beside each other, so that many at once can be told apart.
    sign.style.setProperty("--beside", String(Math.random()));
    this.#layer.append(sign);
    setTimeout(() => sign.remove(), SHOWN_MS);
    setText(this.#says, reaction(emoji, name));
    this.#timers.after("says", SHOWN_MS, () => setText(this.#says, ""));
  }

  clear() {
    this.#layer.replaceChildren();
    this.#timers.clearAll();
    setText(this.#says, "");
    this.#palette.hidePopover();
  }
}
