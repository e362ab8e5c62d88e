/** How the page draws attention to a call that comes in: a dialog, the title, a notification; it knows no socket. */

import { byId, FIELD, paintAvatar, setText } from "../lib/dom.js";
import { pageTitle, statusLine } from "./texts.js";

/** Milliseconds in which the keys of who was typing still mean the field, and not the dialog that has come over it. */
const TYPING_MS = 1_000;

export class RingView {
  #dialog = byId("incoming", HTMLDialogElement);
  #title = document.title;
  /** @type {Notification | null} */
  #notification = null;
  #silence = byId("silence", HTMLButtonElement);
  /** Until when nobody answers by key, in milliseconds of the page. */
  #typingUntil = 0;

  /** @param {{ accept(camera: boolean): void, decline(): void, silence(): void }} intents */
  constructor({ accept, decline, silence }) {
    this.#answer("accept", () => accept(true));
    this.#answer("acceptVoice", () => accept(false));
    this.#answer("decline", decline);
    const quiet = () => {
      silence();
      this.#silence.hidden = true;
    };
    this.#silence.addEventListener("click", quiet);
    // Escape makes this device quiet; it would be too easily pressed to turn a caller away.
    this.#dialog.addEventListener("keydown", (event) => {
      // The rest of the word.
      if (event.key.length === 1 && this.#types()) this.#typingUntil = performance.now() + TYPING_MS;
      if (event.key !== "Escape") return;
      event.preventDefault();
      quiet();
    });
    this.#dialog.addEventListener("cancel", (event) => event.preventDefault());
  }

  /** @param {Snapshot} snapshot */
  show({ state, call }) {
    const name = call?.name ?? "";
    document.title = pageTitle(state, name, this.#title);
    if (state === "incoming" && !this.#dialog.open) this.#open(name, call?.video ?? true);
    else if (state !== "incoming" && this.#dialog.open) this.#close();
  }

  /** A key that was meant for a text neither takes a call nor turns it away. @param {string} id @param {() => void} act */
  #answer(id, act) {
    byId(id, HTMLButtonElement).addEventListener("click", ({ detail }) => {
      // A click by keyboard counts none.
      if (detail > 0 || !this.#types()) act();
    });
  }

  #types() {
    return performance.now() < this.#typingUntil;
  }

  /** @param {string} name @param {boolean} video */
  #open(name, video) {
    this.#typingUntil = document.activeElement?.matches(FIELD) ? performance.now() + TYPING_MS : 0;
    const line = statusLine("incoming", name, video);
    paintAvatar(byId("incomingAvatar", HTMLElement), name);
    setText(byId("incomingTitle", HTMLElement), line);
    this.#silence.hidden = false;
    this.#dialog.showModal();
    if (document.hidden && "Notification" in window && Notification.permission === "granted") this.#notify(line);
  }

  #close() {
    this.#dialog.close();
    this.#notification?.close();
    this.#notification = null;
  }

  /** @param {string} line */
  #notify(line) {
    try {
      this.#notification = new Notification(line, {
        tag: "videochat.call",
        requireInteraction: true,
      });
      this.#notification.onclick = () => window.focus();
    } catch {
      // Android's browsers show notifications from service workers only; the dialog rings all the same.
    }
  }
}
