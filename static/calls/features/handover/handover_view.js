/** The banner, the question and the list of devices with which a call moves between a person's devices; it knows no socket. */

import { byId, cloneTemplate, setText, within } from "../../lib/dom.js";
import { announce } from "../../lib/live_region.js";
import { clock } from "../../ui/texts.js";
import { asked as askedText, continueHere, goesOn, moveTo, onlineFor } from "./texts.js";

/** @typedef {import("./handover.js").OtherDevice} OtherDevice */
/** @typedef {import("./other_device_call.js").OtherCall} OtherCall */

export class HandoverView {
  #root = byId("call", HTMLDivElement);
  #banner = byId("elsewhere", HTMLDivElement);
  #text = byId("elsewhereText", HTMLElement);
  #time = byId("elsewhereTime", HTMLElement);
  #prompt = byId("continuePrompt", HTMLDialogElement);
  #dialog = byId("otherDevices", HTMLDialogElement);
  #list = byId("deviceList", HTMLUListElement);
  #none = byId("noDevices", HTMLElement);
  #status = byId("deviceAsked", HTMLElement);
  /** @type {OtherCall | null} */
  #call = null;
  #ask;

  /** @param {{ take(): void, notNow(): void, open(): void, close(): void, ask(device: string): void }} intents */
  constructor({ take, notNow, open, close, ask }) {
    this.#ask = ask;
    byId("continueHere", HTMLButtonElement).addEventListener("click", take);
    byId("continuePromptHere", HTMLButtonElement).addEventListener("click", take);
    byId("notNow", HTMLButtonElement).addEventListener("click", notNow);
    this.#prompt.addEventListener("cancel", notNow);
    byId("moveCall", HTMLButtonElement).addEventListener("click", () => {
      open();
      this.#dialog.showModal();
    });
    byId("closeDevices", HTMLButtonElement).addEventListener("click", close);
    this.#dialog.addEventListener("cancel", close);
    setInterval(() => this.#tick(), 500);
  }

  /** @param {{ call: OtherCall | null, leaving: boolean, asks: boolean }} shown */
  show({ call, leaving, asks }) {
    this.#call = call;
    this.#root.dataset.leaving = String(leaving);
    this.#banner.hidden = !call;
    const text = call ? goesOn(call.name, call.wasHere) : "";
    if (text && text !== this.#text.textContent) announce(text);
    setText(this.#text, text);
    this.#tick();
    const open = asks && call !== null;
    if (open) setText(byId("continuePromptTitle", HTMLElement), continueHere(call.name));
    if (open && !this.#prompt.open) this.#prompt.showModal();
    else if (!open) this.#prompt.close();
  }

  /** @param {OtherDevice[]} devices @param {string | null} asked */
  showDevices(devices, asked) {
    const rows = new Map([...this.#list.children].map((row) => [/** @type {HTMLElement} */ (row).dataset.device, row]));
    for (const [index, device] of devices.entries()) {
      const row = this.#row(device, rows.get(device.device), asked);
      // A button that is being pressed stays where it is.
      if (this.#list.children[index] !== row) this.#list.insertBefore(row, this.#list.children[index] ?? null);
    }
    for (const row of [...this.#list.children].slice(devices.length)) row.remove();
    this.#none.hidden = devices.length > 0;
    setText(this.#status, asked ? askedText() : "");
  }

  closeDevices() {
    if (!this.#dialog.open) return;
    this.#dialog.close();
    // The menu that it was opened from is closed, and cannot have the focus back.
    byId("more", HTMLButtonElement).focus();
  }

  /** @param {OtherDevice} device @param {Element | undefined} known @param {string | null} asked */
  #row({ device, name, since }, known, asked) {
    const row = known ?? this.#newRow(device);
    setText(within(row, ".row-title", HTMLElement), name);
    setText(within(row, ".row-detail", HTMLElement), onlineFor(since));
    const button = within(row, "button", HTMLButtonElement);
    button.setAttribute("aria-label", moveTo(name));
    button.classList.toggle("btn-primary", device !== asked);
    button.classList.toggle("btn-quiet", device === asked);
    return row;
  }

  /** @param {string} device */
  #newRow(device) {
    const row = cloneTemplate("deviceTemplate");
    row.dataset.device = device;
    within(row, "button", HTMLButtonElement).addEventListener("click", () => this.#ask(device));
    return row;
  }

  #tick() {
    setText(this.#time, this.#call ? clock((performance.now() - this.#call.since) / 1000) : "");
  }
}
