/** Where a message is written: Enter sends it, Shift and Enter begin a new line; it knows no channel. */

import { byId, setText } from "../../../lib/dom.js";
import { MAX_TEXT } from "../limits.js";
import { tooLong } from "../texts.js";

/** From so many characters before the limit on they are counted. */
const NEAR = 200;

export class Composer {
  #form = byId("composer", HTMLFormElement);
  #text = byId("composerText", HTMLTextAreaElement);
  #send = byId("composerSend", HTMLButtonElement);
  #hint = byId("composerHint", HTMLElement);
  #count = byId("composerCount", HTMLElement);
  #attached = byId("attached", HTMLInputElement);

  /** @param {{ send(text: string): void, files(files: File[]): void }} intents */
  constructor({ send, files }) {
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit(send);
    });
    this.#text.addEventListener("input", () => this.#measure());
    this.#text.addEventListener("keydown", (event) => {
      // Enter within an input method chooses a word; Safari, which has ended the composition by then, tells by the key code of such keys.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.#submit(send);
    });
    byId("attach", HTMLButtonElement).addEventListener("click", () => this.#attached.click());
    this.#attached.addEventListener("change", () => {
      const chosen = [...(this.#attached.files ?? [])];
      // The same file may be chosen again.
      this.#attached.value = "";
      if (chosen.length > 0) files(chosen);
    });
    // A keyboard that comes up by itself would hide what is to be read.
    if (matchMedia("(pointer: coarse)").matches) delete this.#text.dataset.autofocus;
  }

  /** What was written for one person is not for the next. */
  clear() {
    this.#text.value = "";
    this.#measure();
  }

  /** @param {(text: string) => void} send */
  #submit(send) {
    const text = this.#text.value.trim();
    if (!text || text.length > MAX_TEXT) return;
    this.clear();
    this.#text.focus();
    send(text);
  }

  #measure() {
    const { length } = this.#text.value.trim();
    const over = length > MAX_TEXT;
    this.#send.disabled = length === 0 || over;
    this.#text.setAttribute("aria-invalid", String(over));
    setText(this.#hint, over ? tooLong() : "");
    setText(this.#count, length > MAX_TEXT - NEAR ? `${length} / ${MAX_TEXT}` : "");
    this.#text.style.height = "";
    const { scrollHeight, offsetHeight, clientHeight } = this.#text;
    if (scrollHeight > 0) this.#text.style.height = `${scrollHeight + offsetHeight - clientHeight}px`;
  }
}
