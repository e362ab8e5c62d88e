/** Shows the verification of a call: its page in the panel, and a chip on the stage. */

import { listed } from "../../lib/browser/locale.js";
import { byId, cloneTemplate, insertTemplate, setText, within } from "../../lib/dom.js";
import { emojiOf } from "./emoji/emoji_table.js";
import { chipText, compareAgain, instruction } from "./texts.js";

/** @typedef {import("./verification.js").Verification} Verification */

export class VerificationView {
  #root = byId("call", HTMLElement);
  #code = within(insertTemplate("verifyTemplate", HTMLElement), "#verifyCode", HTMLElement);
  #chip = byId("verifyChip", HTMLButtonElement);
  #matches = byId("verifyMatches", HTMLButtonElement);
  #differs = byId("verifyDiffers", HTMLButtonElement);
  /** @type {Verification | null} */
  #verification = null;

  constructor() {
    this.#matches.addEventListener("click", () => this.#verification?.setResult("matched"));
    this.#differs.addEventListener("click", () => this.#verification?.setResult("differs"));
  }

  /** @param {Verification} verification @param {string} peerName */
  show(verification, peerName) {
    this.#verification = verification;
    const { status, code, isRepeat } = verification;
    this.#root.dataset.verify = status;
    setText(byId("verifyLead", HTMLElement), instruction(status, peerName), peerName);
    const again = isRepeat && (status === "ready" || status === "stale");
    setText(byId("compareAgain", HTMLElement), again ? compareAgain(peerName) : "", peerName);
    this.#showCode(code);
    this.#matches.setAttribute("aria-pressed", String(status === "matched"));
    this.#differs.setAttribute("aria-pressed", String(status === "differs"));
    const text = chipText(status);
    setText(within(this.#chip, "span", HTMLElement), text);
    this.#chip.hidden = text === "";
    setText(byId("verifySays", HTMLElement), text);
  }

  /** The call is over. */
  clear() {
    this.#verification = null;
    delete this.#root.dataset.verify;
    this.#showCode(null);
    this.#chip.hidden = true;
    setText(byId("verifySays", HTMLElement), "");
  }

  /** @param {number[] | null} code */
  #showCode(code) {
    const emoji = emojiOf(code ?? []);
    const names = listed(emoji.map(({ name }) => name));
    if (this.#code.getAttribute("aria-label") === names) return;
    this.#code.setAttribute("aria-label", names);
    this.#code.replaceChildren(...emoji.map(emojiElement));
  }
}

/** @param {{ emoji: string, name: string }} entry */
function emojiElement({ emoji, name }) {
  const element = cloneTemplate("verifySignTemplate");
  setText(within(element, ".verify-emoji", HTMLElement), emoji);
  setText(within(element, ".verify-name", HTMLElement), name);
  return element;
}
