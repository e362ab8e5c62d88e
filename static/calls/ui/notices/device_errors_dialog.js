/** The dialog about devices that do not work. */

import { byId, insertTemplate, setText } from "../../lib/dom.js";
import { deviceErrors, isHopeless } from "./device_error_texts.js";

export class DeviceErrorsDialog {
  #dialog = insertTemplate("deviceErrorsTemplate", HTMLDialogElement);
  #tryAgain = byId("tryAgain", HTMLButtonElement);
  #settings = byId("deviceErrorsSettings", HTMLButtonElement);
  /** @type {CaptureSource[]} */
  #failed = [];

  /** @param {{ retryDevices(kinds: InputKind[]): void, openSettings(): void }} intents */
  constructor({ retryDevices, openSettings }) {
    this.#tryAgain.addEventListener("click", () => {
      this.close();
      retryDevices(this.#failed.filter((name) => name !== "screen"));
    });
    this.#settings.addEventListener("click", () => {
      this.close();
      openSettings();
    });
    byId("continueWithout", HTMLButtonElement).addEventListener("click", () => this.close());
    this.#dialog.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
  }

  /** Not modal, since the call goes on beside it. @param {Failures} failures */
  show(failures) {
    const { title, hints, consequence } = deviceErrors(failures);
    this.#failed = /** @type {CaptureSource[]} */ (Object.keys(failures));
    setText(byId("deviceErrorsTitle", HTMLElement), title);
    byId("deviceErrorsHints", HTMLElement).replaceChildren(...hints.map(listItem));
    setText(byId("deviceErrorsContinue", HTMLElement), consequence);
    const { microphone, camera } = failures;
    this.#settings.hidden = ![microphone, camera].some((why) => why === "missing" || why === "in-use");
    this.#tryAgain.hidden = isHopeless(failures) || this.#failed.includes("screen");
    if (!this.#dialog.open) this.#dialog.show();
  }

  close() {
    this.#dialog.close();
  }
}

/** @param {string} text */
function listItem(text) {
  const element = document.createElement("li");
  element.textContent = text;
  return element;
}
