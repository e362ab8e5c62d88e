/** Receives the files that the peer offers and the person accepts. Everything the peer sends is checked. */

import { onMessage } from "../channel_messages.js";
import { MAX_FILE_SIZE, MAX_FILES, MAX_OFFERS, MAX_UNSAVED_SIZE } from "../limits.js";
import { ChunkBuffer } from "./chunk_buffer.js";
import { digest } from "./digest.js";
import { isOpen, percent } from "./transfer.js";

/**
 * `blob`: the whole file, once it is checked.
 * @typedef {{ transfer: Transfer, buffer: ChunkBuffer, blob: Blob | null, saved: boolean }} Entry
 */

export class FileReceiver {
  /** @type {Map<string, Entry>} */
  #entries = new Map();
  /** @type {Entry | null} whose bytes arrive now; null: bytes are dropped */
  #current = null;
  #channel;
  #show;

  /** @param {{ channel: ChannelLike, show(transfer: Transfer): void }} parts */
  constructor({ channel, show }) {
    this.#channel = channel;
    this.#show = show;
    onMessage(channel, "file-offer", (offer) => this.#onOffer(offer));
    onMessage(channel, "file-cancel", ({ id, reason }) => this.#end(this.#entries.get(id), reason, "peer"));
    onMessage(channel, "file-data", ({ id, at }) => this.#onData(id, at));
    onMessage(channel, "file-end", ({ id, hash }) => this.#onEnd(id, hash));
    channel.on("bytes", (bytes) => this.#addChunk(bytes));
  }

  /** Received, and not saved. @returns {{ transfer: Transfer, blob: Blob }[]} */
  get unsaved() {
    return [...this.#entries.values()].flatMap(({ transfer, blob, saved }) =>
      blob && !saved ? [{ transfer, blob }] : [],
    );
  }

  /** False where there is no room for it until an earlier file is saved. @param {string} id */
  accept(id) {
    const entry = this.#entries.get(id);
    if (entry?.transfer.state !== "offered") return true;
    if (!this.#makeRoom(entry.transfer.size)) return false;
    this.#setState(entry, "flowing");
    this.#requestData(entry);
    return true;
  }

  /** @param {string} id */
  decline(id) {
    this.#refuse(this.#entries.get(id), "declined");
  }

  /** @param {string} id */
  cancel(id) {
    this.#refuse(this.#entries.get(id), "stopped");
  }

  /** The whole file; null before it has arrived. @param {string} id */
  blob(id) {
    return this.#entries.get(id)?.blob ?? null;
  }

  /** From now on it may be dropped where another file needs the room. @param {string} id */
  markSaved(id) {
    const entry = this.#entries.get(id);
    if (entry) entry.saved = true;
  }

  /**
   * The peer's page is there: open transfers that it does not offer any more are over.
   * @param {string[]} ids that it offers
   * @param {boolean} reloaded whether it has lost its files
   */
  keepOnly(ids, reloaded) {
    for (const entry of this.#entries.values()) {
      if (isOpen(entry) && !(ids.includes(entry.transfer.id) && !reloaded))
        this.#end(entry, reloaded ? "reloaded" : "stopped", "peer");
    }
  }

  /** The connection is gone. */
  pause() {
    this.#current = null;
  }

  /** @param {Message} offer */
  #onOffer({ id, name, size, kind: mimeType }) {
    const known = this.#entries.get(id);
    if (known) return this.#repeatAnswer(known);
    if (this.#entries.size >= MAX_FILES) return this.#channel.send({ type: "file-refuse", id, reason: "too-many" });
    /** @type {Transfer} */
    const transfer = { id, name, size, mimeType, mine: false, offset: 0, state: "offered", reason: null, by: null };
    const pending = [...this.#entries.values()].filter(({ transfer: { state } }) => state === "offered").length;
    const entry = { transfer, buffer: new ChunkBuffer(), blob: null, saved: false };
    this.#entries.set(id, entry);
    if (size > MAX_FILE_SIZE) this.#refuse(entry, "too-large");
    else if (pending >= MAX_OFFERS) this.#refuse(entry, "too-many");
    else this.#show(transfer);
  }

  /** After a reconnect the sender offers again what it does not know the outcome of. @param {Entry} entry */
  #repeatAnswer(entry) {
    const { id, state, reason, by } = entry.transfer;
    if (state === "flowing") this.#requestData(entry);
    if (state === "done") this.#channel.send({ type: "file-done", id });
    if (state === "ended") this.#channel.send({ type: "file-refuse", id, reason: by === "me" ? reason : "stopped" });
  }

  /** @param {Entry} entry */
  #requestData({ transfer: { id, offset } }) {
    this.#channel.send({ type: "file-accept", id, at: offset });
  }

  /** The bytes that follow are this file's. @param {string} id @param {number} offset */
  #onData(id, offset) {
    const entry = this.#entries.get(id);
    this.#current = null;
    if (entry?.transfer.state !== "flowing") return;
    if (entry.transfer.offset === offset) this.#current = entry;
    else this.#refuse(entry, "damaged");
  }

  /** @param {ArrayBuffer} bytes */
  #addChunk(bytes) {
    const entry = this.#current;
    if (!entry) return;
    const { transfer } = entry;
    if (bytes.byteLength > transfer.size - transfer.offset) return this.#refuse(entry, "damaged");
    const before = percent(transfer);
    transfer.offset += bytes.byteLength;
    entry.buffer.add(bytes);
    this.#channel.send({ type: "file-got", id: transfer.id, at: transfer.offset });
    if (percent(transfer) !== before) this.#show(transfer);
  }

  /** @param {string} id @param {string | null} hash */
  async #onEnd(id, hash) {
    const entry = this.#entries.get(id);
    if (entry?.transfer.state !== "flowing") return;
    this.#current = null;
    if (entry.transfer.offset !== entry.transfer.size) return this.#refuse(entry, "damaged");
    this.#setState(entry, "checking");
    // Never the type that the sender names: the browser could open the file as a page of this site.
    const blob = entry.buffer.toBlob("application/octet-stream");
    const own = hash && (await digest(blob));
    if (this.#entries.get(id)?.transfer.state !== "checking") return;
    if (hash && own && hash !== own) return this.#refuse(entry, "damaged");
    entry.buffer.clear();
    entry.blob = blob;
    this.#setState(entry, "done");
    this.#channel.send({ type: "file-done", id });
  }

  /** Drops saved files, oldest first, until the size fits. False where it does not. @param {number} size */
  #makeRoom(size) {
    const held = () =>
      [...this.#entries.values()].reduce(
        (sum, { transfer, blob }) => (blob || transfer.state === "flowing" ? sum + transfer.size : sum),
        0,
      );
    for (const entry of this.#entries.values()) {
      if (held() + size <= MAX_UNSAVED_SIZE) break;
      if (!entry.blob || !entry.saved) continue;
      entry.blob = null;
      this.#show(entry.transfer);
    }
    return held() + size <= MAX_UNSAVED_SIZE;
  }

  /** @param {Entry | undefined} entry @param {string} reason */
  #refuse(entry, reason) {
    if (this.#end(entry, reason, "me")) this.#channel.send({ type: "file-refuse", id: entry?.transfer.id, reason });
  }

  /**
   * False where it was done or ended before.
   * @param {Entry | undefined} entry
   * @param {string} reason
   * @param {"me" | "peer"} by
   */
  #end(entry, reason, by) {
    if (!entry || !isOpen(entry)) return false;
    if (this.#current === entry) this.#current = null;
    entry.buffer.clear();
    Object.assign(entry.transfer, { reason, by });
    this.#setState(entry, "ended");
    return true;
  }

  /** @param {Entry} entry @param {TransferState} state */
  #setState(entry, state) {
    entry.transfer.state = state;
    this.#show(entry.transfer);
  }
}
