/** What the page tells by the way: how a call ended, whom one missed, which device does not work; it knows no socket. */

import { byId, cloneTemplate, setText, within } from "../lib/dom.js";
import { announce } from "../lib/live_region.js";
import { againLabel, endSentence, missedWhileBusy, trouble } from "./texts.js";

const TOAST_MS = 10_000;

/** @typedef {"microphone" | "camera"} Kind */

export class NoticesView {
  #end = byId("endNotice", HTMLDivElement);
  #toasts = byId("toasts", HTMLDivElement);
  #trouble = byId("trouble", HTMLDialogElement);
  #moved = byId("moved", HTMLDialogElement);
  #tryAgain = byId("tryAgain", HTMLButtonElement);
  #settings = byId("troubleSettings", HTMLButtonElement);
  /** @type {DeviceName[]} */
  #failed = [];
  #call;

  /** @param {{ call(name: string, video?: boolean): void, retry(kinds: Kind[]): void, useHere(): void }} intents */
  constructor({ call, retry, useHere }) {
    this.#call = call;
    this.#tryAgain.addEventListener("click", () => {
      this.#trouble.close();
      retry(this.#failed.filter((name) => name !== "screen"));
    });
    this.#settings.addEventListener("click", () => this.#trouble.close());
    byId("goOn", HTMLButtonElement).addEventListener("click", () => this.#trouble.close());
    this.#trouble.addEventListener("keydown", (event) => event.key === "Escape" && this.#trouble.close());
    byId("useHere", HTMLButtonElement).addEventListener("click", () => {
      this.#moved.close();
      useHere();
    });
  }

  /** @param {Snapshot} snapshot */
  show({ state }) {
    if (state === "idle") this.#trouble.close();
    else if (state !== "incoming") this.#end.replaceChildren();
  }

  /** @param {Ending} ending */
  ended(ending) {
    const sentence = endSentence(ending);
    if (!sentence) return;
    announce(sentence);
    this.#end.replaceChildren(this.#card("endNoticeTemplate", sentence, ".notice-again", againLabel(ending), ending));
  }

  /** Somebody called while this person was in a call. @param {string} name */
  missed(name) {
    const card = this.#card("toastTemplate", missedWhileBusy(name), ".toast-action", null, { name, video: true });
    this.#toasts.append(card);
    fade(card);
  }

  /** The call goes on beside this dialog, so it does not lock the page. @param {Failures} failures */
  trouble(failures) {
    const { title, hints, goOn } = trouble(failures);
    this.#failed = /** @type {DeviceName[]} */ (Object.keys(failures));
    setText(byId("troubleTitle", HTMLElement), title);
    byId("troubleHints", HTMLElement).replaceChildren(...hints.map(item));
    setText(byId("troubleGoOn", HTMLElement), goOn);
    const { microphone, camera } = failures;
    this.#settings.hidden = ![microphone, camera].some((why) => why === "missing" || why === "in-use");
    this.#tryAgain.hidden = Object.values(failures).includes("insecure") || this.#failed.includes("screen");
    if (!this.#trouble.open) this.#trouble.show();
  }

  moved() {
    if (!this.#moved.open) this.#moved.showModal();
  }

  /** @param {string} template @param {string} text @param {string} action @param {string | null} label @param {{ name: string, video: boolean }} again whom to call, and how */
  #card(template, text, action, label, { name, video }) {
    const card = cloneTemplate(template);
    setText(within(card, ".notice-text", HTMLElement), text);
    const button = within(card, action, HTMLButtonElement);
    button.hidden = label === null;
    setText(button, label ?? "");
    button.addEventListener("click", () => {
      card.remove();
      this.#call(name, video);
    });
    within(card, ".notice-close", HTMLButtonElement).addEventListener("click", () => card.remove());
    return card;
  }
}

/** It stays for as long as somebody is at it. @param {HTMLElement} card */
function fade(card) {
  setTimeout(() => (card.matches(":hover, :focus-within") ? fade(card) : card.remove()), TOAST_MS);
}

/** @param {string} text */
function item(text) {
  const found = document.createElement("li");
  found.textContent = text;
  return found;
}
