/**
 * The banner of a call on another device, the prompt to continue it here, and the list of devices
 * to move a call to.
 */

import { byId, cloneTemplate, setText, within } from "../../lib/dom.js";
import { announce } from "../../lib/live_region.js";
import { showToast } from "../../ui/notices/toasts.js";
import { closeSentence } from "../../ui/server_texts.js";
import { duration } from "../../ui/texts.js";
import { activeElsewhere, continueHereQuestion, deviceGone, moveRequested, moveToLabel, onlineFor } from "./texts.js";

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
  #prompt = byId("continuePrompt", HTMLDialogElement);
  #dialog = byId("otherDevices", HTMLDialogElement);
  #list = byId("deviceList", HTMLUListElement);
  #none = byId("noDevices", HTMLElement);
  #status = byId("deviceAsked", HTMLElement);
  /** @type {OtherCall | null} */
  #call = null;
  #moveTo;

  /** @param {HandoverIntents} intents */
  constructor(intents) {
    this.#moveTo = intents.moveTo;
    byId("continueHere", HTMLButtonElement).addEventListener("click", intents.continueHere);
    byId("continuePromptHere", HTMLButtonElement).addEventListener("click", intents.continueHere);
    byId("notNow", HTMLButtonElement).addEventListener("click", intents.dismissPrompt);
    this.#prompt.addEventListener("cancel", intents.dismissPrompt);
    byId("moveCall", HTMLButtonElement).addEventListener("click", () => {
      intents.openDevices();
      this.#dialog.showModal();
    });
    byId("closeDevices", HTMLButtonElement).addEventListener("click", intents.closeDevices);
    this.#dialog.addEventListener("cancel", intents.closeDevices);
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
    const open = prompted && call !== null;
    if (open) setText(byId("continuePromptTitle", HTMLElement), continueHereQuestion(call.name), call.name);
    if (open && !this.#prompt.open) this.#prompt.showModal();
    else if (!open) this.#prompt.close();
  }

  /** @param {OtherDevice[]} devices @param {string | null} requested the device that was asked to continue the call */
  showDevices(devices, requested) {
    const rows = new Map([...this.#list.children].map((row) => [/** @type {HTMLElement} */ (row).dataset.device, row]));
    for (const [index, device] of devices.entries()) {
      const row = this.#row(device, rows.get(device.device), requested);
      // A row in its place is not touched: its button may be pressed just now.
      if (this.#list.children[index] !== row) this.#list.insertBefore(row, this.#list.children[index] ?? null);
    }
    for (const row of [...this.#list.children].slice(devices.length)) row.remove();
    this.#none.hidden = devices.length > 0;
    setText(this.#status, requested ? moveRequested() : "");
  }

  closeDevices() {
    if (!this.#dialog.open) return;
    this.#dialog.close();
    // The menu that opened it is closed, and cannot take the focus back.
    byId("more", HTMLButtonElement).focus();
  }

  /** @param {"gone" | "offline"} why */
  showFailure(why) {
    showToast(why === "gone" ? deviceGone() : closeSentence());
  }

  /** @param {OtherDevice} device @param {Element | undefined} known @param {string | null} requested */
  #row({ device, name, since }, known, requested) {
    const row = known ?? this.#newRow(device);
    setText(within(row, ".row-title", HTMLElement), name);
    setText(within(row, ".row-detail", HTMLElement), onlineFor(since));
    const button = within(row, "button", HTMLButtonElement);
    button.setAttribute("aria-label", moveToLabel(name));
    button.classList.toggle("btn-primary", device !== requested);
    button.classList.toggle("btn-quiet", device === requested);
    return row;
  }

  /** @param {string} device */
  #newRow(device) {
    const row = cloneTemplate("deviceTemplate");
    row.dataset.device = device;
    within(row, "button", HTMLButtonElement).addEventListener("click", () => this.#moveTo(device));
    return row;
  }

  #showTime() {
    setText(this.#time, this.#call ? duration((performance.now() - this.#call.since) / 1000) : "");
  }
}
