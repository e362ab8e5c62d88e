/** Floats reactions over the stage for a moment, and tells screen readers of them. */

import { closePopover } from "../../../lib/browser/elements.js";
import { byId, cloneTemplate, setText, within } from "../../../lib/dom.js";
import { Timers } from "../../../lib/timing/timers.js";
import { reactionAnnouncement, you } from "../texts.js";

const SHOWN_MS = 3_200;

export class ReactionsView {
  #layer = byId("reactionsLayer", HTMLElement);
  #status = byId("reactionSays", HTMLElement);
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
    const floating = cloneTemplate("reactionTemplate");
    setText(within(floating, ".reaction-emoji", HTMLElement), emoji);
    const who = within(floating, ".reaction-who", HTMLElement);
    who.translate = name === null;
    setText(who, name ?? you());
    // A random place, so that many at once can be told apart.
    floating.style.setProperty("--beside", String(Math.random()));
    this.#layer.append(floating);
    setTimeout(() => floating.remove(), SHOWN_MS);
    setText(this.#status, reactionAnnouncement(emoji, name));
    this.#timers.after("status", SHOWN_MS, () => setText(this.#status, ""));
  }

  clear() {
    this.#layer.replaceChildren();
    this.#timers.clearAll();
    setText(this.#status, "");
    closePopover(this.#palette);
  }
}
