/** The messages of one call in their order, each once, and which of them the peer has; it knows no channel and no page. */

import { MAX_KEPT, MAX_MESSAGES } from "../limits.js";

/** In the tab's own storage: the chat outlives a reload, and nothing else. */
const KEY = "videochat.chat";

export class Log {
  /** @type {ChatMessage[]} */
  #messages;
  #storage;
  #call;
  #now;

  /**
   * @param {object} parts
   * @param {Pick<Storage, "getItem" | "setItem" | "removeItem">} parts.storage
   * @param {string} parts.call whose messages these are: another call's are forgotten
   * @param {() => number} parts.now milliseconds since 1970, by this device's clock; for display alone
   */
  constructor({ storage, call, now }) {
    this.#storage = storage;
    this.#call = call;
    this.#now = now;
    this.#messages = kept(storage, call);
  }

  get messages() {
    return this.#messages;
  }

  /** Own ones that the peer is not known to have, in order. */
  get waiting() {
    return this.#messages.filter(({ state }) => state === "sending");
  }

  /** @param {string} id @param {string} text */
  say(id, text) {
    return this.#add({ id, text, mine: true, at: this.#now(), state: "sending" });
  }

  /** What the peer says; null where it is here already: it was said again since nobody knew. @param {{ id: string, text: string }} said */
  take({ id, text }) {
    if (this.#messages.some((message) => message.id === id && !message.mine)) return null;
    return this.#add({ id, text, mine: false, at: this.#now(), state: "sent" });
  }

  /** The peer has it. @param {string} id */
  got(id) {
    const message = this.#messages.find((one) => one.id === id && one.mine);
    if (message?.state !== "sending") return null;
    message.state = "sent";
    this.#keep();
    return message;
  }

  /** @param {ChatMessage} message */
  #add(message) {
    this.#messages.push(message);
    if (this.#messages.length > MAX_MESSAGES) this.#messages.shift();
    this.#keep();
    return message;
  }

  #keep() {
    let room = MAX_KEPT;
    const newest = this.#messages.findLastIndex(({ text }) => {
      room -= text.length;
      return room < 0;
    });
    try {
      this.#storage.setItem(KEY, JSON.stringify({ call: this.#call, messages: this.#messages.slice(newest + 1) }));
    } catch (error) {
      // A full or forbidden storage costs the history after a reload, and nothing now.
      console.debug("the chat is not kept", error);
    }
  }
}

/** @param {Pick<Storage, "removeItem">} storage */
export const forget = (storage) => storage.removeItem(KEY);

/** @param {Pick<Storage, "getItem">} storage @param {string} call @returns {ChatMessage[]} */
function kept(storage, call) {
  try {
    const found = JSON.parse(storage.getItem(KEY) ?? "null");
    return found?.call === call ? found.messages : [];
  } catch {
    return [];
  }
}
