/** Offers files to the peer, and sends those it accepts one after the other. */

import { onMessage } from "../channel_messages.js";
import { MAX_FILE_SIZE, MAX_FILES, MAX_OFFERS } from "../limits.js";
import { ChunkStream } from "./chunk_stream.js";
import { digest } from "./digest.js";
import { safeFileName } from "./file_name.js";
import { isOpen, percent } from "./transfer.js";

/** @typedef {{ transfer: Transfer, file: File, hash: Promise<string | null> | null }} Entry */

export class FileSender {
  /** @type {Map<string, Entry>} */
  #entries = new Map();
  /** @type {Entry[]} accepted, and waiting for their turn */
  #queue = [];
  /** What is being sent now. @type {{ entry: Entry, stream: ChunkStream } | null} */
  #current = null;
  /** Whether the peer's page has introduced itself on this connection. */
  #peerReady = false;
  #channel;
  #show;
  #newId;
  #now;

  /**
   * @param {object} parts
   * @param {ChannelLike} parts.channel
   * @param {(transfer: Transfer) => void} parts.show
   * @param {() => string} parts.newId
   * @param {() => number} parts.now milliseconds
   */
  constructor({ channel, show, newId, now }) {
    this.#channel = channel;
    this.#show = show;
    this.#newId = newId;
    this.#now = now;
    onMessage(channel, "file-accept", ({ id, at }) => this.#onAccept(id, at));
    onMessage(channel, "file-refuse", ({ id, reason }) => this.#end(this.#entries.get(id), reason, "peer"));
    onMessage(channel, "file-got", ({ id, at }) => this.#onAcknowledged(id, at));
    onMessage(channel, "file-done", ({ id }) => this.#onDone(id));
  }

  /** The ids of the transfers that are neither done nor ended. */
  get openIds() {
    return [...this.#entries.values()].filter(isOpen).map(({ transfer }) => transfer.id);
  }

  /** @param {string} id */
  file(id) {
    return this.#entries.get(id)?.file ?? null;
  }

  /** Offers a file. @param {File} file @returns {Transfer} */
  add(file) {
    const { size, type: mimeType } = file;
    /** @type {Transfer} */
    const transfer = {
      ...{ id: this.#newId(), name: safeFileName(file.name), size, mimeType, mine: true, offset: 0 },
      ...{ state: "offered", reason: null, by: null },
    };
    const entry = { transfer, file, hash: null };
    const full = this.openIds.length >= MAX_OFFERS || this.#entries.size >= MAX_FILES;
    this.#entries.set(transfer.id, entry);
    if (size > MAX_FILE_SIZE || full) this.#end(entry, full ? "too-many" : "too-large", "me");
    else {
      this.#show(transfer);
      if (this.#peerReady) this.#offer(entry);
    }
    return transfer;
  }

  /** @param {string} id */
  cancel(id) {
    if (this.#end(this.#entries.get(id), "stopped", "me"))
      this.#channel.send({ type: "file-cancel", id, reason: "stopped" });
  }

  /**
   * The peer's page is there: it is offered every open file again, and answers with the offset it
   * wants.
   * @param {boolean} reloaded whether it has lost what it had
   */
  resume(reloaded) {
    this.#peerReady = true;
    for (const entry of this.#entries.values()) {
      if (!isOpen(entry)) continue;
      entry.transfer.state = "offered";
      if (reloaded) entry.transfer.offset = 0;
      if (reloaded) this.#show(entry.transfer);
      this.#offer(entry);
    }
  }

  /** The connection is gone; `resume` goes on over the next one. */
  pause() {
    this.#peerReady = false;
    this.#queue = [];
    this.#stopCurrent();
  }

  /** @param {Entry} entry */
  #offer({ transfer: { id, name, size, mimeType } }) {
    this.#channel.send({ type: "file-offer", id, name, size, kind: mimeType });
  }

  /** @param {string} id @param {number} offset that the peer wants the file from */
  #onAccept(id, offset) {
    const entry = this.#entries.get(id);
    if (entry?.transfer.state !== "offered" || offset > entry.transfer.size) return;
    entry.transfer.offset = offset;
    this.#setState(entry, "flowing");
    this.#queue.push(entry);
    this.#startNext();
  }

  #startNext() {
    if (this.#current) return;
    const entry = this.#queue.shift();
    if (!entry) return;
    const { file, transfer } = entry;
    const stream = new ChunkStream({ channel: this.#channel, file, start: transfer.offset, now: this.#now });
    this.#current = { entry, stream };
    this.#run(entry, stream);
  }

  /** @param {Entry} entry @param {ChunkStream} stream */
  async #run(entry, stream) {
    const { id, offset } = entry.transfer;
    entry.hash ??= digest(entry.file);
    this.#channel.send({ type: "file-data", id, at: offset });
    try {
      const complete = await stream.run();
      const hash = complete ? await entry.hash : null;
      if (!complete || stream !== this.#current?.stream) return;
      this.#channel.send({ type: "file-end", id, hash });
      this.#stopCurrent();
      this.#startNext();
    } catch (error) {
      // It was moved, changed or unplugged since it was chosen, or is a folder.
      console.debug("the file could not be read", error);
      if (stream !== this.#current?.stream) return;
      this.#channel.send({ type: "file-cancel", id, reason: "unreadable" });
      this.#end(entry, "unreadable", "me");
    }
  }

  /** @param {string} id @param {number} offset */
  #onAcknowledged(id, offset) {
    const transfer = this.#entries.get(id)?.transfer;
    if (transfer?.state !== "flowing" || offset <= transfer.offset || offset > transfer.size) return;
    const before = percent(transfer);
    transfer.offset = offset;
    if (percent(transfer) !== before) this.#show(transfer);
    if (this.#current?.entry.transfer === transfer) this.#current.stream.onAcknowledged(offset);
  }

  /** @param {string} id */
  #onDone(id) {
    const entry = this.#entries.get(id);
    if (!entry || !isOpen(entry)) return;
    entry.transfer.offset = entry.transfer.size;
    this.#dequeue(entry);
    this.#setState(entry, "done");
  }

  /**
   * False where it was done or ended before.
   * @param {Entry | undefined} entry
   * @param {string} reason
   * @param {"me" | "peer"} by
   */
  #end(entry, reason, by) {
    if (!entry || !isOpen(entry)) return false;
    Object.assign(entry.transfer, { reason, by });
    this.#dequeue(entry);
    this.#setState(entry, "ended");
    return true;
  }

  /** Stops sending it, or takes it out of the queue. @param {Entry} entry */
  #dequeue(entry) {
    this.#queue = this.#queue.filter((waiting) => waiting !== entry);
    if (this.#current?.entry !== entry) return;
    this.#stopCurrent();
    this.#startNext();
  }

  #stopCurrent() {
    const current = this.#current;
    this.#current = null;
    current?.stream.stop();
  }

  /** @param {Entry} entry @param {TransferState} state */
  #setState(entry, state) {
    entry.transfer.state = state;
    this.#show(entry.transfer);
  }
}
