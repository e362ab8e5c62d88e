/** The file transfers of one call in both directions: a lost connection resumes them, a reloaded page ends them. */

import { onMessage } from "../channel_messages.js";
import { FileReceiver } from "./file_receiver.js";
import { FileSender } from "./file_sender.js";

export class FileTransfers {
  /** Names this page: a reloaded page has lost its files, and has another id. */
  #pageId;
  /** @type {string | null} */
  #peerPageId = null;
  #channel;
  sender;
  receiver;

  /**
   * @param {object} parts
   * @param {ChannelLike} parts.channel
   * @param {(transfer: Transfer) => void} parts.show
   * @param {() => string} parts.newId
   * @param {() => number} parts.now milliseconds
   */
  constructor({ channel, show, newId, now }) {
    this.#pageId = newId();
    this.#channel = channel;
    this.sender = new FileSender({ channel, show, newId, now });
    this.receiver = new FileReceiver({ channel, show });
    channel.onchange(() => this.#onChannelChange());
    onMessage(channel, "file-here", ({ page, files }) => this.#onPeerPage(page, files));
  }

  #onChannelChange() {
    // Pause in either case: between two changes a new connection may have replaced the old one.
    this.sender.pause();
    this.receiver.pause();
    if (this.#channel.open) this.#channel.send({ type: "file-here", page: this.#pageId, files: this.sender.openIds });
  }

  /** @param {string} page @param {string[]} ids of the files that the peer still offers */
  #onPeerPage(page, ids) {
    const reloaded = this.#peerPageId !== null && this.#peerPageId !== page;
    this.#peerPageId = page;
    this.receiver.keepOnly(ids, reloaded);
    this.sender.resume(reloaded);
  }
}
