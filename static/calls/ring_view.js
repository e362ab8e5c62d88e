/** How the page draws attention to a call that comes in: a dialog, the title, a notification; it knows no socket. */

import { byId, paintAvatar, say } from "./dom.js";
import { pageTitle, statusLine } from "./texts.js";

export class RingView {
  #dialog = byId("incoming", HTMLDialogElement);
  #title = document.title;
  /** @type {Notification | null} */
  #notification = null;
  #silence = byId("silence", HTMLButtonElement);

  /** @param {{ accept(): void, decline(): void, silence(): void }} intents */
  constructor({ accept, decline, silence }) {
    byId("accept", HTMLButtonElement).addEventListener("click", accept);
    byId("decline", HTMLButtonElement).addEventListener("click", decline);
    const quiet = () => {
      silence();
      this.#silence.hidden = true;
    };
    this.#silence.addEventListener("click", quiet);
    // Escape makes this device quiet; it would be too easily pressed to turn a caller away.
    this.#dialog.addEventListener("keydown", (event) => {
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

  /** @param {string} name @param {boolean} video */
  #open(name, video) {
    const line = statusLine("incoming", name, video);
    paintAvatar(byId("incomingAvatar", HTMLElement), name);
    say(byId("incomingTitle", HTMLElement), line);
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
