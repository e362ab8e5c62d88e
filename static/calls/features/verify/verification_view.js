/** The verification of a call as elements: a page of the panel, and a chip on the stage; it computes nothing. */

import { byId, cloneTemplate, setText, within } from "../../lib/dom.js";
import { spelled } from "./emoji/emoji_table.js";
import { chip, lead, loadedAnew } from "./texts.js";

/** @typedef {import("./verification.js").Verification} Verification */

export class VerifyView {
  #root = byId("call", HTMLElement);
  #code = byId("verifyCode", HTMLElement);
  #chip = byId("verifyChip", HTMLButtonElement);
  #matches = byId("verifyMatches", HTMLButtonElement);
  #differs = byId("verifyDiffers", HTMLButtonElement);
  /** @type {Verification | null} */
  #shown = null;

  constructor() {
    this.#matches.addEventListener("click", () => this.#shown?.mark("matched"));
    this.#differs.addEventListener("click", () => this.#shown?.mark("differs"));
  }

  /** @param {Verification} verification @param {string} name the peer's */
  show(verification, name) {
    this.#shown = verification;
    const { standing, code, anew } = verification;
    this.#root.dataset.verify = standing;
    setText(byId("verifyLead", HTMLElement), lead(standing, name));
    const again = anew && (standing === "ready" || standing === "stale");
    setText(byId("verifyAnew", HTMLElement), again ? loadedAnew(name) : "");
    this.#spell(code);
    this.#matches.setAttribute("aria-pressed", String(standing === "matched"));
    this.#differs.setAttribute("aria-pressed", String(standing === "differs"));
    const text = chip(standing);
    setText(within(this.#chip, "span", HTMLElement), text);
    this.#chip.hidden = text === "";
    setText(byId("verifySays", HTMLElement), text);
  }

  /** The call is over, and what was compared in it counts no more. */
  clear() {
    this.#shown = null;
    delete this.#root.dataset.verify;
    this.#spell(null);
    this.#chip.hidden = true;
    setText(byId("verifySays", HTMLElement), "");
  }

  /** @param {number[] | null} code */
  #spell(code) {
    const signs = spelled(code ?? []);
    const names = signs.map(({ name }) => name).join(", ");
    if (this.#code.getAttribute("aria-label") === names) return;
    this.#code.setAttribute("aria-label", names);
    this.#code.replaceChildren(...signs.map(sign));
  }
}

/** @param {{ emoji: string, name: string }} sign */
function sign({ emoji, name }) {
  const found = cloneTemplate("verifySignTemplate");
  setText(within(found, ".verify-emoji", HTMLElement), emoji);
  setText(within(found, ".verify-name", HTMLElement), name);
  return found;
}
