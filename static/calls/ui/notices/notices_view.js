/** Notices: how a call ended, a missed call, devices that do not work, and another tab that has taken over. */

import { byId, cloneTemplate, setText, within } from "../../lib/dom.js";
import { announce } from "../../lib/live_region.js";
import { againLabel, canWait, endingSentence, missedCallSentence, signInLaterSentence } from "../texts.js";
import { deviceErrors, isHopeless } from "./device_error_texts.js";
import { showToast } from "./toasts.js";

/** What a dialog returns when its button connects this tab. */
const USE_THIS_TAB = "use-this-tab";

export class NoticesView {
  #endNotice = byId("endNotice", HTMLDivElement);
  #errorDialog = byId("deviceErrors", HTMLDialogElement);
  #otherTabDialog = byId("otherTabDialog", HTMLDialogElement);
  #tooManyTabsDialog = byId("tooManyTabsDialog", HTMLDialogElement);
  #tryAgain = byId("tryAgain", HTMLButtonElement);
  #settings = byId("deviceErrorsSettings", HTMLButtonElement);
  /** @type {CaptureSource[]} */
  #failed = [];
  /** Whom the notice about the last call is about. */
  #about = { name: "", wasFree: true };
  #call;
  #notify;

  /**
   * @param {{ call(name: string, video?: boolean): void, notify(name: string, notify: boolean): void, retryDevices(kinds: InputKind[]): void, useThisTab(): void }} intents
   */
  constructor({ call, notify, retryDevices, useThisTab }) {
    this.#call = call;
    this.#notify = notify;
    this.#tryAgain.addEventListener("click", () => {
      this.#errorDialog.close();
      retryDevices(this.#failed.filter((name) => name !== "screen"));
    });
    this.#settings.addEventListener("click", () => this.#errorDialog.close());
    byId("continueWithout", HTMLButtonElement).addEventListener("click", () => this.#errorDialog.close());
    this.#errorDialog.addEventListener("keydown", (event) => event.key === "Escape" && this.#errorDialog.close());
    const connectOn = (/** @type {string} */ button, /** @type {HTMLDialogElement} */ dialog) => {
      byId(button, HTMLButtonElement).addEventListener("click", () => dialog.close(USE_THIS_TAB));
      // Without its button it would leave a page that does nothing and does not say so.
      dialog.addEventListener("close", () => (dialog.returnValue === USE_THIS_TAB ? useThisTab() : dialog.showModal()));
    };
    connectOn("useHere", this.#otherTabDialog);
    connectOn("tabsClosed", this.#tooManyTabsDialog);
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
    // It stands where the button was pressed, which may be far down the list.
    if (ending.reason === "unsupported" && ending.role === "caller") return showToast(sentence);
    announce(sentence);
    const card = this.#card("endNoticeTemplate", sentence, ".notice-again", againLabel(ending), ending);
    const tellMe = within(card, ".notice-tell-me", HTMLButtonElement);
    tellMe.hidden = !canWait(ending);
    const again = within(card, ".notice-again", HTMLButtonElement);
    // To call again at once would most often be in vain again.
    if (canWait(ending)) again.classList.replace("btn-primary", "btn-soft");
    tellMe.addEventListener("click", () => {
      tellMe.hidden = true;
      this.#notify(ending.name, true);
      again.focus({ preventScroll: true });
    });
    this.#endNotice.replaceChildren(card);
    this.#about = { name: ending.name, wasFree: !canWait(ending) };
  }

  /** That they were not free is no longer so. @param {string} name */
  showFree(name) {
    if (!this.#about.wasFree) this.forget(name);
  }

  /** Nobody calls them again. @param {string} name */
  forget(name) {
    if (name === this.#about.name) this.#endNotice.replaceChildren();
  }

  /** A call came while this person was in another one. @param {string} name */
  showMissedCall(name) {
    showToast(missedCallSentence(name), { name });
  }

  /** It stays for the call. */
  showSignInLater() {
    showToast(signInLaterSentence(), { stays: true });
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
    this.#tryAgain.hidden = isHopeless(failures) || this.#failed.includes("screen");
    if (!this.#errorDialog.open) this.#errorDialog.show();
  }

  showOtherTab() {
    showAgain(this.#otherTabDialog);
  }

  showTooManyTabs() {
    showAgain(this.#tooManyTabsDialog);
  }

  /**
   * @param {string} template
   * @param {string} text
   * @param {string} selector of the call button
   * @param {string | null} label null: no button
   * @param {{ name: string, video: boolean, problem?: ConnectionProblem | null }} target whom to call
   */
  #card(template, text, selector, label, { name, video, problem }) {
    const card = cloneTemplate(template);
    setText(within(card, ".notice-text", HTMLElement), text, name);
    if (!problem) card.querySelector(".notice-check")?.remove();
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

/** @param {HTMLDialogElement} dialog */
function showAgain(dialog) {
  dialog.returnValue = "";
  if (!dialog.open) dialog.showModal();
}

/** @param {string} text */
function listItem(text) {
  const element = document.createElement("li");
  element.textContent = text;
  return element;
}
