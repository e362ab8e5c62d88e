/** Keeps the list of past calls up to date, on the page that shows it. */

import * as protocol from "../../signaling/protocol.js";

/** The messages that say that the list has changed. */
const CHANGES = new Set(["missed", "renamed", "display", "picture", "deleted", "contact"]);

export class CallHistory {
  #stale = false;
  #send;
  #refresh;

  /** @param {{ send: (message: Message) => boolean, refresh: () => void }} parts */
  constructor({ send, refresh }) {
    this.#send = send;
    this.#refresh = refresh;
  }

  /** A call of this page is over. The answer to the next message shows that the server has recorded it. */
  ended() {
    this.#stale = true;
    this.#send(protocol.sync());
  }

  /** @param {Message} message */
  onMessage({ type }) {
    if (!CHANGES.has(type) && !(type === "hello" && this.#stale)) return;
    this.#stale = false;
    this.#refresh();
  }
}
