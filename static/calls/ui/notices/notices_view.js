/** Notices: how a call ended, a missed call, devices that do not work, and another tab that has taken over. */

import { byId, cloneTemplate, insertTemplate, setText, within } from "../../lib/dom.js";
import { announce } from "../../lib/live_region.js";
import { againLabel, canWait, endingSentence, missedCallSentence, signInLaterSentence } from "../texts.js";
import { DeviceErrorsDialog } from "./device_errors_dialog.js";
import { showToast } from "./toasts.js";

/** What a dialog returns when its button connects this tab. */
const USE_THIS_TAB = "use-this-tab";

export class NoticesView {
  #endNotice = byId("endNotice", HTMLDivElement);
  /** The dialogs are made when they are first shown. @type {DeviceErrorsDialog | null} */
  #deviceErrors = null;
  /** @type {HTMLDialogElement | null} */
  #otherTab = null;
  /** @type {HTMLDialogElement | null} */
  #tooManyTabs = null;
  /** Whom the notice about the last call is about. */
  #about = { name: "", wasFree: true };
  #intents;

  /**
   * @param {{ call(name: string, video?: boolean): void, notify(name: string, notify: boolean): void, retryDevices(kinds: InputKind[]): void, openSettings(): void, useThisTab(): void }} intents
   */
  constructor(intents) {
    this.#intents = intents;
  }

  /** @param {Snapshot} snapshot */
  show({ state }) {
    if (state === "idle") this.#deviceErrors?.close();
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
      this.#intents.notify(ending.name, true);
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
    this.#deviceErrors ??= new DeviceErrorsDialog(this.#intents);
    this.#deviceErrors.show(failures);
  }

  showOtherTab() {
    this.#otherTab ??= this.#tabDialog(insertTemplate("otherTabTemplate", HTMLDialogElement), "useHere");
    showAgain(this.#otherTab);
  }

  showTooManyTabs() {
    this.#tooManyTabs ??= this.#tabDialog(insertTemplate("tooManyTabsTemplate", HTMLDialogElement), "tabsClosed");
    showAgain(this.#tooManyTabs);
  }

  /** @param {HTMLDialogElement} dialog @param {string} button connects this tab */
  #tabDialog(dialog, button) {
    byId(button, HTMLButtonElement).addEventListener("click", () => dialog.close(USE_THIS_TAB));
    // Without its button it would leave a page that does nothing and does not say so.
    dialog.addEventListener("close", () =>
      dialog.returnValue === USE_THIS_TAB ? this.#intents.useThisTab() : dialog.showModal(),
    );
    return dialog;
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
      this.#intents.call(name, video);
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
