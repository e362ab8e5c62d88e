/** The files of one call, both ways: what goes on where a connection breaks off, and what ends where a page is loaded anew. */

import { hear } from "../channel_messages.js";
import { Taking } from "./file_receiver.js";
import { Sending } from "./file_sender.js";

export class Files {
  /** Whether this page and the peer's are still the ones that began a transfer: a page that is loaded anew has lost its files. */
  #page;
  /** @type {string | null} */
  #peer = null;
  #channel;
  sending;
  taking;

  /**
   * @param {object} parts
   * @param {ChannelLike} parts.channel
   * @param {(transfer: Transfer) => void} parts.show
   * @param {() => string} parts.newId
   * @param {() => number} parts.now milliseconds
   */
  constructor({ channel, show, newId, now }) {
    this.#page = newId();
    this.#channel = channel;
    this.sending = new Sending({ channel, show, newId, now });
    this.taking = new Taking({ channel, show });
    channel.onchange(() => this.#change());
    hear(channel, "file-here", ({ page, files }) => this.#greet(page, files));
  }

  #change() {
    // A new connection may have taken the place of the old one between two looks.
    this.sending.pause();
    this.taking.pause();
    if (this.#channel.open) this.#channel.send({ type: "file-here", page: this.#page, files: this.sending.open });
  }

  /** @param {string} page @param {string[]} files that the peer still offers */
  #greet(page, files) {
    const anew = this.#peer !== null && this.#peer !== page;
    this.#peer = page;
    this.taking.greet(files, anew);
    this.sending.greet(anew);
  }
}
