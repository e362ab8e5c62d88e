/**
 * The banner of a call on another device, the prompt to continue it here. It opens the
 * list of devices (`devices_dialog.js`).
 */

import { byId, insertTemplate, setText } from "../../lib/dom.js";
import { announce } from "../../lib/live_region.js";
import { showToast } from "../../ui/notices/toasts.js";
import { closeSentence } from "../../ui/server_texts.js";
import { duration } from "../../ui/texts.js";
import { DevicesDialog } from "./devices_dialog.js";
import { activeElsewhere, continueHereQuestion, deviceGone } from "./texts.js";

/** @typedef {import("./handover.js").OtherDevice} OtherDevice */
/** @typedef {import("./other_device_call.js").OtherCall} OtherCall */
/**
 * @typedef {object} HandoverIntents
 * @property {() => void} continueHere
 * @property {() => void} dismissPrompt
 * @property {() => void} openDevices
 * @property {() => void} closeDevices
 * @property {(device: string) => void} moveTo
 */

export class HandoverView {
  #root = byId("call", HTMLDivElement);
  #banner = byId("otherDeviceBanner", HTMLDivElement);
  #text = byId("otherDeviceText", HTMLElement);
  /** The sentence that was announced last. */
  #said = "";
  #time = byId("otherDeviceTime", HTMLElement);
  /** The dialogs are made when they are first shown. @type {HTMLDialogElement | null} */
  #prompt = null;
  /** @type {DevicesDialog | null} */
  #devices = null;
  /** @type {OtherCall | null} */
  #call = null;
  #intents;

  /** @param {HandoverIntents} intents */
  constructor(intents) {
    this.#intents = intents;
    byId("continueHere", HTMLButtonElement).addEventListener("click", intents.continueHere);
    byId("moveCall", HTMLButtonElement).addEventListener("click", () => {
      this.#devices ??= new DevicesDialog(intents);
      intents.openDevices();
      this.#devices.open();
    });
    setInterval(() => this.#showTime(), 500);
  }

  /** @param {{ call: OtherCall | null, leaving: boolean, prompted: boolean }} shown */
  show({ call, leaving, prompted }) {
    this.#call = call;
    this.#root.dataset.leaving = String(leaving);
    this.#banner.hidden = !call;
    const text = call ? activeElsewhere(call.name, call.wasHere) : "";
    if (text && text !== this.#said) announce(text);
    this.#said = text;
    setText(this.#text, text, call?.name);
    this.#showTime();
    if (prompted && call) this.#ask(call.name);
    else this.#prompt?.close();
  }

  /** @param {string} name with whom the call is */
  #ask(name) {
    this.#prompt ??= this.#newPrompt();
    setText(byId("continuePromptTitle", HTMLElement), continueHereQuestion(name), name);
    if (!this.#prompt.open) this.#prompt.showModal();
  }

  #newPrompt() {
    const { continueHere, dismissPrompt } = this.#intents;
    const prompt = insertTemplate("continuePromptTemplate", HTMLDialogElement);
    byId("continuePromptHere", HTMLButtonElement).addEventListener("click", continueHere);
    byId("notNow", HTMLButtonElement).addEventListener("click", dismissPrompt);
    prompt.addEventListener("cancel", dismissPrompt);
    return prompt;
  }

  /** @param {OtherDevice[]} devices @param {string | null} requested the device that was asked to continue the call */
  showDevices(devices, requested) {
    this.#devices?.show(devices, requested);
  }

  closeDevices() {
    if (!this.#devices?.isOpen) return;
    this.#devices.close();
    // The menu that opened it is closed, and cannot take the focus back.
    byId("more", HTMLButtonElement).focus();
  }

  /** @param {"gone" | "offline"} why */
  showFailure(why) {
    showToast(why === "gone" ? deviceGone() : closeSentence());
  }

  #showTime() {
    setText(this.#time, this.#call ? duration((performance.now() - this.#call.since) / 1000) : "");
  }
}
