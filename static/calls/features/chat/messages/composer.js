/** The message field: Enter sends, Shift+Enter begins a new line, and the button beside it attaches files. */

import { byId, setText } from "../../../lib/dom.js";
import { MAX_MESSAGE_LENGTH } from "../limits.js";
import { tooLong } from "../texts.js";

/** The counter appears when fewer characters than this are left. */
const COUNT_FROM = 200;

export class Composer {
  #form = byId("composer", HTMLFormElement);
  #field = byId("composerText", HTMLTextAreaElement);
  #sendButton = byId("composerSend", HTMLButtonElement);
  #hint = byId("composerHint", HTMLElement);
  #count = byId("composerCount", HTMLElement);
  #fileInput = byId("attached", HTMLInputElement);

  #keepDraft;

  /**
   * @param {{ sendText(text: string): void, sendFiles(files: File[]): void, keepDraft(text: string): void }} intents
   */
  constructor({ sendText, sendFiles, keepDraft }) {
    this.#keepDraft = keepDraft;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit(sendText);
    });
    this.#field.addEventListener("input", () => {
      this.#update();
      keepDraft(this.#field.value);
    });
    this.#field.addEventListener("keydown", (event) => {
      // Enter in an input method chooses a word. Safari has ended the composition by then, and marks such keys with code 229.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.#submit(sendText);
    });
    byId("attach", HTMLButtonElement).addEventListener("click", () => this.#fileInput.click());
    this.#fileInput.addEventListener("change", () => {
      const chosen = [...(this.#fileInput.files ?? [])];
      // Without this, choosing the same file again makes no change event.
      this.#fileInput.value = "";
      if (chosen.length > 0) sendFiles(chosen);
    });
    // On touch devices the keyboard would come up and hide the messages.
    if (matchMedia("(pointer: coarse)").matches) delete this.#field.dataset.autofocus;
  }

  /** A draft for one person must not reach the next. @param {string} draft of this call, from before a reload */
  reset(draft = "") {
    this.#field.value = draft;
    this.#update();
  }

  /** @param {(text: string) => void} sendText */
  #submit(sendText) {
    const text = this.#field.value.trim();
    if (!text || text.length > MAX_MESSAGE_LENGTH) return;
    this.reset();
    this.#keepDraft("");
    this.#field.focus();
    sendText(text);
  }

  #update() {
    const { length } = this.#field.value.trim();
    const over = length > MAX_MESSAGE_LENGTH;
    this.#sendButton.disabled = length === 0 || over;
    this.#field.setAttribute("aria-invalid", String(over));
    setText(this.#hint, over ? tooLong() : "");
    setText(this.#count, length > MAX_MESSAGE_LENGTH - COUNT_FROM ? `${length} / ${MAX_MESSAGE_LENGTH}` : "");
    this.#fitHeight();
  }

  #fitHeight() {
    this.#field.style.height = "";
    const { scrollHeight, offsetHeight, clientHeight } = this.#field;
    if (scrollHeight > 0) this.#field.style.height = `${scrollHeight + offsetHeight - clientHeight}px`;
  }
}
