/** Whom this user waits for: asks to be told once when somebody is free, and shows it when the time has come. */

import * as protocol from "../../signaling/protocol.js";

export class Availability {
  /** Who is free, and was not acted on. @type {Set<string>} */
  #free = new Set();
  /** Whose answer this page waits for. @type {Set<string>} */
  #asked = new Set();
  #send;
  #showFree;
  #hideFree;
  #showAsked;
  #showProblem;

  /** @type {Record<string, (message: any) => void>} */
  #handlers = {
    hello: ({ available = [] }) => this.#onHello(available),
    available: ({ name }) => this.#onAvailable(name),
    notify: ({ name, notify }) => this.#onNotify(name, notify),
    renamed: ({ former, name }) => {
      if (this.#forget(former)) this.#onAvailable(name);
    },
    deleted: ({ name }) => this.#forget(name),
    error: ({ about, message }) => about === "notify" && this.#showProblem(message ?? null),
  };

  /**
   * @param {object} parts
   * @param {(message: Message) => boolean} parts.send
   * @param {(name: string) => void} parts.showFree
   * @param {(name: string) => void} parts.hideFree
   * @param {(name: string) => void} parts.showAsked this user will be told, as was asked here
   * @param {(sentence: string | null) => void} parts.showProblem null: the server cannot be reached
   */
  constructor({ send, showFree, hideFree, showAsked, showProblem }) {
    this.#send = send;
    this.#showFree = showFree;
    this.#hideFree = hideFree;
    this.#showAsked = showAsked;
    this.#showProblem = showProblem;
  }

  /** @param {string} name @param {boolean} notify false: cancels it, or has acted on it */
  ask(name, notify) {
    if (notify) this.#asked.add(name);
    else this.#forget(name);
    if (this.#send(protocol.notify(name, notify))) return;
    this.#asked.delete(name);
    if (notify) this.#showProblem(null);
  }

  /** @param {Message} message */
  onMessage(message) {
    this.#handlers[message.type]?.(message);
  }

  /** What this page shows stays until it is acted on. @param {{ name: string }[]} available */
  #onHello(available) {
    for (const { name } of available) if (!this.#free.has(name)) this.#onAvailable(name);
  }

  /** @param {string} name */
  #onAvailable(name) {
    this.#free.add(name);
    this.#showFree(name);
  }

  /** @param {string} name @param {boolean} notify */
  #onNotify(name, notify) {
    this.#forget(name);
    if (this.#asked.delete(name) && notify) this.#showAsked(name);
  }

  /** @param {string} name */
  #forget(name) {
    if (!this.#free.delete(name)) return false;
    this.#hideFree(name);
    return true;
  }
}
