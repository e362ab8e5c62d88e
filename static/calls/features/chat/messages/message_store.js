/** The messages of one call, in order and each once, with the state of their delivery. */

import { MAX_MESSAGES, MAX_STORED_TEXT } from "../limits.js";

/** In sessionStorage: the chat survives a reload of the tab, and nothing else. */
const KEY = "videochat.chat";
/** Apart from the messages, since it is stored with each key that is typed. */
const DRAFT_KEY = "videochat.draft";

export class MessageStore {
  /** @type {ChatMessage[]} */
  #messages;
  #storage;
  #call;
  #now;

  /**
   * @param {object} parts
   * @param {Pick<Storage, "getItem" | "setItem" | "removeItem">} parts.storage
   * @param {string} parts.call whose messages these are: stored messages of another call are ignored
   * @param {() => number} parts.now milliseconds since 1970, by this device's clock; for display alone
   */
  constructor({ storage, call, now }) {
    this.#storage = storage;
    this.#call = call;
    this.#now = now;
    this.#messages = stored(storage, KEY, call)?.messages ?? [];
  }

  get messages() {
    return this.#messages;
  }

  /** What the user has typed and not sent. @returns {string} */
  get draft() {
    return stored(this.#storage, DRAFT_KEY, this.#call)?.text ?? "";
  }

  /** @param {string} text */
  set draft(text) {
    this.#store(DRAFT_KEY, { text });
  }

  /** Own messages that the peer has not acknowledged, in order. */
  get unacknowledged() {
    return this.#messages.filter(({ state }) => state === "sending");
  }

  /** @param {string} id @param {string} text */
  addOwn(id, text) {
    return this.#add({ id, text, mine: true, at: this.#now(), state: "sending" });
  }

  /**
   * Null where the message is here already: the peer sends it again if it missed the
   * acknowledgement.
   * @param {{ id: string, text: string }} message
   */
  addReceived({ id, text }) {
    if (this.#messages.some((message) => message.id === id && !message.mine)) return null;
    return this.#add({ id, text, mine: false, at: this.#now(), state: "sent" });
  }

  /** The peer has acknowledged it. Null where nothing changes. @param {string} id */
  markSent(id) {
    const message = this.#messages.find((one) => one.id === id && one.mine);
    if (message?.state !== "sending") return null;
    message.state = "sent";
    this.#save();
    return message;
  }

  /** @param {ChatMessage} message */
  #add(message) {
    this.#messages.push(message);
    if (this.#messages.length > MAX_MESSAGES) this.#messages.shift();
    this.#save();
    return message;
  }

  #save() {
    let left = MAX_STORED_TEXT;
    const lastDropped = this.#messages.findLastIndex(({ text }) => {
      left -= text.length;
      return left < 0;
    });
    this.#store(KEY, { messages: this.#messages.slice(lastDropped + 1) });
  }

  /** @param {string} key @param {object} what */
  #store(key, what) {
    try {
      this.#storage.setItem(key, JSON.stringify({ call: this.#call, ...what }));
    } catch (error) {
      // A full or forbidden storage costs the history after a reload, and nothing now.
      console.debug("could not store the chat", error);
    }
  }
}

/** @param {Pick<Storage, "removeItem">} storage */
export function clearStoredMessages(storage) {
  for (const key of [KEY, DRAFT_KEY]) storage.removeItem(key);
}

/** Null where nothing is stored of this call. @param {Pick<Storage, "getItem">} storage @param {string} key @param {string} call */
function stored(storage, key, call) {
  try {
    const found = JSON.parse(storage.getItem(key) ?? "null");
    return found?.call === call ? found : null;
  } catch {
    return null;
  }
}
