/** The browser's permission to show notifications, and the person's choice, which the browser stores for each account. */

import { tryOrUndefined, tryOrUndefinedAsync } from "../../lib/browser/try_or_undefined.js";
import { readPreference, writePreference } from "../../lib/preferences.js";
import { notificationState, offersNotifications } from "./notification_state.js";

/** @typedef {import("./notification_state.js").Choice} Choice */

/** @type {Choice[]} */
const CHOICES = ["", "later", "on", "off"];

export class NotificationChoice {
  /** It may have changed: here, in another tab, or in the browser's settings. */
  onchange = () => {};
  /** Whether the browser's question is open. */
  asking = false;
  #preference;
  #secure = tryOrUndefined(() => globalThis.isSecureContext) ?? true;
  #possible = isPossible();

  /** @param {string} me the account's name */
  constructor(me) {
    this.#preference = `notifications.${me}`;
    addEventListener("storage", () => this.onchange());
    tryOrUndefinedAsync(async () => {
      const status = await navigator.permissions.query({ name: "notifications" });
      status.addEventListener("change", () => this.onchange());
    });
  }

  get state() {
    return notificationState(this.#facts);
  }

  /** @param {CallState} state of the call */
  isOffered(state) {
    return offersNotifications(this.#facts, state);
  }

  /** Browsers ask only as the answer to a press. The browser may wait for an answer for as long as it likes. */
  async turnOn() {
    this.asking = this.#facts.permission === "default";
    this.#choose("on");
    await tryOrUndefinedAsync(() => Notification.requestPermission());
    this.asking = false;
    this.onchange();
    return this.state;
  }

  turnOff() {
    this.#choose("off");
  }

  /** "Not now": the page does not offer it again. */
  putOff() {
    this.#choose("later");
  }

  /** @param {string} title @param {NotificationOptions} options */
  show(title, options) {
    const notification = tryOrUndefined(() => new Notification(title, options));
    this.#possible = notification !== undefined;
    return notification;
  }

  /** @param {Choice} choice */
  #choose(choice) {
    writePreference(this.#preference, choice);
    this.onchange();
  }

  get #facts() {
    const permission = this.#possible ? tryOrUndefined(() => Notification.permission) : undefined;
    const choice = /** @type {Choice} */ (readPreference(this.#preference, CHOICES));
    return { secure: this.#secure, permission, choice };
  }
}

/**
 * Browsers on Android have the constructor, and throw: they show notifications of service workers only. Without
 * permission, other browsers show nothing.
 */
function isPossible() {
  const permission = tryOrUndefined(() => Notification.permission);
  return permission === "granted" || tryOrUndefined(() => new Notification("")) !== undefined;
}
