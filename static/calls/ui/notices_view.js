/** Notices: how a call ended, a missed call, devices that do not work, and another tab that has taken over. */

import { byId, cloneTemplate, setText, within } from "../lib/dom.js";
import { announce } from "../lib/live_region.js";
import { againLabel, deviceErrors, endingSentence, missedCallSentence, signInLaterSentence } from "./texts.js";

const TOAST_MS = 10_000;

export class NoticesView {
  #endNotice = byId("endNotice", HTMLDivElement);
  #toasts = byId("toasts", HTMLDivElement);
  #errorDialog = byId("deviceErrors", HTMLDialogElement);
  #otherTabDialog = byId("otherTabDialog", HTMLDialogElement);
  #tryAgain = byId("tryAgain", HTMLButtonElement);
  #settings = byId("deviceErrorsSettings", HTMLButtonElement);
  /** @type {CaptureSource[]} */
  #failed = [];
  #call;

  /**
   * @param {{ call(name: string, video?: boolean): void, retryDevices(kinds: InputKind[]): void, useThisTab(): void }} intents
   */
  constructor({ call, retryDevices, useThisTab }) {
    this.#call = call;
    this.#tryAgain.addEventListener("click", () => {
      this.#errorDialog.close();
      retryDevices(this.#failed.filter((name) => name !== "screen"));
    });
    this.#settings.addEventListener("click", () => this.#errorDialog.close());
    byId("continueWithout", HTMLButtonElement).addEventListener("click", () => this.#errorDialog.close());
    this.#errorDialog.addEventListener("keydown", (event) => event.key === "Escape" && this.#errorDialog.close());
    byId("useHere", HTMLButtonElement).addEventListener("click", () => {
      this.#otherTabDialog.close();
      useThisTab();
    });
  }

  /** @param {Snapshot} snapshot */
  show({ state }) {
    if (state === "idle") this.#errorDialog.close();
    else if (state !== "incoming") this.#endNotice.replaceChildren();
  }

  /** @param {Ending} ending */
  showEnding(ending) {
    const sentence = endingSentence(ending);
    if (!sentence) return;
    announce(sentence);
    this.#endNotice.replaceChildren(
      this.#card("endNoticeTemplate", sentence, ".notice-again", againLabel(ending), ending),
    );
  }

  /** A call came while this person was in another one. @param {string} name */
  showMissedCall(name) {
    const card = this.#card("toastTemplate", missedCallSentence(name), ".toast-action", null, { name, video: true });
    this.#toasts.append(card);
    removeLater(card);
  }

  /** It stays for the call. */
  showSignInLater() {
    const call = { name: "", video: true };
    this.#toasts.append(this.#card("toastTemplate", signInLaterSentence(), ".toast-action", null, call));
  }

  /** Not modal, since the call goes on beside it. @param {Failures} failures */
  showDeviceErrors(failures) {
    const { title, hints, consequence } = deviceErrors(failures);
    this.#failed = /** @type {CaptureSource[]} */ (Object.keys(failures));
    setText(byId("deviceErrorsTitle", HTMLElement), title);
    byId("deviceErrorsHints", HTMLElement).replaceChildren(...hints.map(listItem));
    setText(byId("deviceErrorsContinue", HTMLElement), consequence);
    const { microphone, camera } = failures;
    this.#settings.hidden = ![microphone, camera].some((why) => why === "missing" || why === "in-use");
    this.#tryAgain.hidden = Object.values(failures).includes("insecure") || this.#failed.includes("screen");
    if (!this.#errorDialog.open) this.#errorDialog.show();
  }

  showOtherTab() {
    if (!this.#otherTabDialog.open) this.#otherTabDialog.showModal();
  }

  /**
   * @param {string} template
   * @param {string} text
   * @param {string} selector of the call button
   * @param {string | null} label null: no button
   * @param {{ name: string, video: boolean }} target whom to call
   */
  #card(template, text, selector, label, { name, video }) {
    const card = cloneTemplate(template);
    setText(within(card, ".notice-text", HTMLElement), text);
    const button = within(card, selector, HTMLButtonElement);
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

/** A card under the pointer, or with the focus, stays. @param {HTMLElement} card */
function removeLater(card) {
  setTimeout(() => (card.matches(":hover, :focus-within") ? removeLater(card) : card.remove()), TOAST_MS);
}

/** @param {string} text */
function listItem(text) {
  const element = document.createElement("li");
  element.textContent = text;
  return element;
}
