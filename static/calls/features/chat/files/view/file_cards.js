/** The cards of a call's files in the chat: creates and updates them, and carries out what their buttons ask for. */

import { cloneTemplate } from "../../../../lib/dom.js";
import { fileAnnouncement } from "../../texts.js";
import { setUpCard, updateCard } from "./file_card.js";
import { save } from "./save.js";

/** @typedef {import("./file_card.js").FileAction} FileAction */

export class FileCards {
  #parts;

  /**
   * @param {object} parts
   * @param {import("../../messages/timeline.js").Timeline} parts.timeline
   * @param {import("../file_transfers.js").FileTransfers} parts.transfers
   * @param {string} parts.peerName
   * @param {(sentence: string, mine: boolean) => void} parts.announce a change of a file's state
   */
  constructor(parts) {
    this.#parts = parts;
  }

  /** @param {Transfer} transfer */
  show(transfer) {
    const { timeline, peerName, announce } = this.#parts;
    const key = `file-${transfer.mine}-${transfer.id}`;
    const card = timeline.find(key) ?? this.#add(key, transfer);
    const before = card.dataset.state;
    updateCard(card, transfer, { peerName, content: this.#contentOf(transfer) });
    const sentence = before === transfer.state ? null : fileAnnouncement(transfer, peerName);
    if (sentence) announce(sentence, transfer.mine);
  }

  /** @param {string} key @param {Transfer} transfer */
  #add(key, transfer) {
    const { mine } = transfer;
    const card = this.#parts.timeline.add(cloneTemplate("fileTemplate"), key, { mine, at: Date.now() });
    setUpCard(card, transfer, (action) => this.#act(action, transfer, card));
    return card;
  }

  /** @param {FileAction} action @param {Transfer} transfer @param {HTMLElement} card */
  #act(action, transfer, card) {
    const { sender, receiver } = this.#parts.transfers;
    const { id, mine } = transfer;
    if (action === "accept" && !receiver.accept(id))
      updateCard(card, transfer, { peerName: this.#parts.peerName, content: null, full: true });
    if (action === "decline") receiver.decline(id);
    if (action === "cancel") (mine ? sender : receiver).cancel(id);
    if (action === "save") this.#save(transfer);
  }

  /** @param {Transfer} transfer */
  #save({ id, name }) {
    const { receiver } = this.#parts.transfers;
    const blob = receiver.blob(id);
    if (!blob) return;
    save(blob, name);
    receiver.markSaved(id);
  }

  /** @param {Transfer} transfer */
  #contentOf({ id, mine }) {
    const { sender, receiver } = this.#parts.transfers;
    return mine ? sender.file(id) : receiver.blob(id);
  }
}
