/** Keeps the list of past calls up to date, on the page that shows it. */

import * as protocol from "../../signaling/protocol.js";

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
    if (type !== "missed" && type !== "renamed" && !(type === "hello" && this.#stale)) return;
    this.#stale = false;
    this.#refresh();
  }
}
