/** Notifies, while the page is in the background, of a call that rings, and of somebody who is free. */

import { freeNotification } from "../people/availability_texts.js";
import { NotificationChoice } from "./notification_choice.js";
import { NotificationPrompt } from "./notification_prompt.js";
import { notificationTexts } from "./texts.js";

/** Of several tabs of a browser, each replaces the notification of the one before. */
const TAG = "videochat.call";
const FREE_TAG = "videochat.free.";

export class CallNotifications {
  #choice;
  /** In the settings, which load after the page. @type {import("./notification_switch.js").NotificationSwitch | null} */
  #switch = null;
  /** @type {NotificationPrompt | null} */
  #prompt = null;
  /** Of the call. @type {Notification | undefined} */
  #shown;
  /** Of people who are free, by their names. @type {Map<string, Notification>} */
  #free = new Map();
  #ringing = "";

  /** @param {string} me the account's name */
  constructor(me) {
    this.#choice = new NotificationChoice(me);
    // Only the people page has it.
    if (document.getElementById("notifyPrompt")) this.#prompt = new NotificationPrompt(this.#choice);
    this.#choice.onchange = () => this.#draw();
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) return;
      this.#close();
      for (const name of this.#free.keys()) this.hideFree(name);
      // Not every browser reports a change in its settings.
      this.#draw();
    });
  }

  /** The settings have loaded. @param {typeof import("./notification_switch.js").NotificationSwitch} NotificationSwitch */
  useSwitch(NotificationSwitch) {
    this.#switch = new NotificationSwitch(this.#choice);
  }

  /** @param {Snapshot} snapshot */
  show({ state, call }) {
    this.#prompt?.show(state);
    const ringing = state === "incoming" && call ? call.id : "";
    if (ringing === this.#ringing) return;
    this.#ringing = ringing;
    this.#close();
    if (call && ringing && document.hidden && this.#choice.state === "on") this.#notify(call);
  }

  /** @param {string} name */
  showFree(name) {
    if (!document.hidden || this.#choice.state !== "on") return;
    const { title, body } = freeNotification(name);
    const shown = this.#choice.show(title, { body, tag: `${FREE_TAG}${name}` });
    if (!shown) return;
    this.#free.set(name, shown);
    shown.addEventListener("click", () => {
      window.focus();
      this.hideFree(name);
    });
  }

  /** @param {string} name */
  hideFree(name) {
    this.#free.get(name)?.close();
    this.#free.delete(name);
  }

  #draw() {
    this.#prompt?.draw();
    this.#switch?.draw();
  }

  /** @param {CallDetails} call */
  #notify({ name, video }) {
    const { title, body } = notificationTexts(name, video);
    const shown = this.#choice.show(title, { body, tag: TAG, requireInteraction: true });
    this.#shown = shown;
    shown?.addEventListener("click", () => {
      window.focus();
      this.#close();
    });
  }

  #close() {
    this.#shown?.close();
    this.#shown = undefined;
  }
}
