/** The dialog with this person's other devices, to which a call can move. */

import { byId, cloneTemplate, insertTemplate, setText, within } from "../../lib/dom.js";
import { moveRequested, moveToLabel, onlineFor } from "./texts.js";

/** @typedef {import("./handover.js").OtherDevice} OtherDevice */

export class DevicesDialog {
  #dialog = insertTemplate("otherDevicesTemplate", HTMLDialogElement);
  #list = byId("deviceList", HTMLUListElement);
  #none = byId("noDevices", HTMLElement);
  #status = byId("deviceAsked", HTMLElement);
  #moveTo;

  /** @param {{ closeDevices(): void, moveTo(device: string): void }} intents */
  constructor({ closeDevices, moveTo }) {
    this.#moveTo = moveTo;
    byId("closeDevices", HTMLButtonElement).addEventListener("click", closeDevices);
    this.#dialog.addEventListener("cancel", closeDevices);
  }

  get isOpen() {
    return this.#dialog.open;
  }

  open() {
    this.#dialog.showModal();
  }

  close() {
    this.#dialog.close();
  }

  /** @param {OtherDevice[]} devices @param {string | null} requested the device that was asked to continue the call */
  show(devices, requested) {
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
}
